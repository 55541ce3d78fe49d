import type { TopicMessages } from 'kafkajs';
import type { AnyMessage, Metadata } from '../../event-schemas/primitives.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { decodeStored, type StoredEvent } from '../eventstore/decode-stored.ts';
import type { EventCodec } from '../eventstore/event-codec.ts';
import { slotOf, type TopicNames } from '../kafka/names.ts';
import type { DeadLetter } from './dead-letters.ts';

/** One kind of event for outsiders: what it is made from, and the envelope's facts. */
export type IntegrationSource = {
  readonly topic: string;
  readonly version: number;
  /** Types of stored events that it may be made from. */
  readonly from: readonly string[];
  /** Undefined when this event is no news for outsiders; throws when what it makes does not fit its schema. */
  make(event: RecordedEvent): { readonly subject: string; readonly data: unknown } | undefined;
};
export type IntegrationMapper = (stored: readonly StoredEvent[]) => Promise<{
  readonly messages: ReadonlyMap<string, readonly TopicMessages[]>;
  readonly failed: readonly DeadLetter[];
}>;

const SOURCE = '/only2u';

/**
 * CloudEvents 1.0 in JSON; the id is the stored event's, so that outsiders can drop repeats. `extensions` are further
 * attributes, or others in place of these.
 */
export const cloudEvent = (
  { topic, version }: Pick<IntegrationSource, 'topic' | 'version'>,
  event: RecordedEvent,
  made: { subject: string; data: unknown },
  extensions: Readonly<Record<string, string>> = {},
): string => {
  const { recordedAt, correlationId, traceparent }: Metadata = event.metadata;
  return JSON.stringify({
    specversion: '1.0',
    id: event.eventId,
    source: SOURCE,
    type: topic,
    subject: made.subject,
    time: recordedAt,
    datacontenttype: 'application/json',
    dataschema: `${topic}.v${version}.json`,
    correlationid: correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...extensions,
    data: made.data,
  });
};

/**
 * Makes the events for outsiders. `codec` is one that has no keys, so personal fields read as null here. What cannot be made
 * goes to the dead letters: outsiders miss one event, and nobody waits for it.
 */
export const integrationMapper = (
  sources: readonly IntegrationSource[],
  codec: EventCodec,
  names: TopicNames,
): IntegrationMapper => {
  const byType = new Map<string, IntegrationSource[]>();
  for (const source of sources) for (const type of source.from) byType.set(type, [...(byType.get(type) ?? []), source]);

  const messagesOf = async (stored: StoredEvent): Promise<TopicMessages[]> => {
    const [event] = await decodeStored(codec, [stored], () => undefined);
    if (event === undefined) return [];
    return byType.get(stored.type)!.flatMap((source) => {
      const made = source.make(event satisfies AnyMessage);
      if (made === undefined) return [];
      const message = {
        key: made.subject,
        partition: slotOf(event.stream),
        value: cloudEvent(source, event, made),
        headers: { 'content-type': 'application/cloudevents+json', 'event-id': event.eventId },
      };
      return [{ topic: names.integration(source.topic), messages: [message] }];
    });
  };

  return async (stored) => {
    const messages = new Map<string, readonly TopicMessages[]>();
    const failed: DeadLetter[] = [];
    for (const event of stored)
      if (byType.has(event.type))
        try {
          messages.set(event.id, await messagesOf(event));
        } catch (error) {
          failed.push({
            consumer: 'integration',
            type: event.type,
            stream: event.streamId,
            position: String(event.position?.commit ?? 0),
            reason: error instanceof Error ? error.message : String(error),
          });
        }
    return { messages, failed };
  };
};
