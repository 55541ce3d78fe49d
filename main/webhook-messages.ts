import type { RecordedEvent } from '../domains/kernel/event-store.ts';
import { cloudEvent, type IntegrationSource } from '../infra/relay/integration.ts';
import type { OutgoingMessage } from '../sagas/webhooks/dispatcher.ts';

const TEST_TYPE = 'webhook.test';

type Messages = {
  readonly handles: ReadonlySet<string>;
  readonly messagesOf: (event: RecordedEvent) => readonly OutgoingMessage[];
  readonly testMessage: (messageId: string, event: RecordedEvent) => OutgoingMessage;
};

/**
 * The bodies of outgoing webhooks: the same CloudEvents as on Kafka, with the place in the log as `position`, by which receivers
 * can order what reaches them out of order.
 */
export const webhookMessages = (sources: readonly IntegrationSource[]): Messages => {
  const byType = new Map<string, IntegrationSource[]>();
  for (const source of sources) for (const type of source.from) byType.set(type, [...(byType.get(type) ?? []), source]);
  return {
    handles: new Set(byType.keys()),
    messagesOf: (event) =>
      (byType.get(event.type) ?? []).flatMap((source) => {
        const made = source.make(event);
        if (made === undefined) return [];
        const body = cloudEvent(source, event, made, { position: String(event.position) });
        return [{ type: source.topic, subject: made.subject, body }];
      }),
    testMessage: (messageId, event) => {
      const { endpointId } = event.data as { readonly endpointId: string };
      const made = { subject: endpointId, data: { endpointId } };
      const extensions = { id: messageId, position: String(event.position) };
      return {
        type: TEST_TYPE,
        subject: endpointId,
        body: cloudEvent({ topic: TEST_TYPE, version: 1 }, event, made, extensions),
      };
    },
  };
};
