import { createHmac } from 'node:crypto';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import { webhookKey } from '../../domains/webhook/secret.ts';
import type { Instant } from '../../event-schemas/primitives.ts';

/** What is needed of an endpoint to sign for it. */
export type Signing = {
  readonly endpointId: string;
  readonly secretId: string;
  readonly previous: { readonly secretId: string; readonly until: Instant } | undefined;
};
type Message = { readonly messageId: string; readonly body: string; readonly now: Instant };

const signature = (key: Buffer, signed: string): string =>
  `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;

/** The headers of the Standard Webhooks specification: one signature, or two while a secret takes the place of another. */
export const signedHeaders = (
  { messageId, body, now }: Message,
  { endpointId, secretId, previous }: Signing,
  secrets: Pick<Secrets, 'keyedHash'>,
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(Date.parse(now) / 1_000));
  const live = previous !== undefined && now < previous.until ? [secretId, previous.secretId] : [secretId];
  const signed = `${messageId}.${timestamp}.${body}`;
  return {
    'content-type': 'application/cloudevents+json',
    'user-agent': 'Only2U-Webhooks/1',
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': live.map((id) => signature(webhookKey(secrets, endpointId, id), signed)).join(' '),
  };
};
