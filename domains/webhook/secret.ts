import type { Secrets } from '../kernel/ports/secrets.ts';

const PREFIX = 'whsec_';

/**
 * The signing key of an endpoint, 32 bytes. It is derived from the installation's secret and the id of the rotation, so that it
 * is stored nowhere, and whoever has the log and every table cannot sign.
 */
export const webhookKey = (secrets: Pick<Secrets, 'keyedHash'>, endpointId: string, secretId: string): Buffer =>
  Buffer.from(secrets.keyedHash('webhook', endpointId, secretId), 'hex');

/** The same as receivers get it: in base64 behind `whsec_`, as the Standard Webhooks specification writes it. */
export const webhookSecret = (secrets: Pick<Secrets, 'keyedHash'>, endpointId: string, secretId: string): string =>
  PREFIX + webhookKey(secrets, endpointId, secretId).toString('base64');
