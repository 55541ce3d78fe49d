import { createHmac, randomBytes } from 'node:crypto';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import { loadOrCreateSecret } from './secret-file.ts';

const SECRET_BYTES = 32;

/** The installation's secret: made at the first start, kept in a file that only this account may read. */
export const loadSecret = async (file: string): Promise<Buffer> => {
  const secret = await loadOrCreateSecret(file, () => randomBytes(SECRET_BYTES));
  if (secret.length < SECRET_BYTES) throw new Error(`${file} holds less than ${SECRET_BYTES} bytes`);
  return secret;
};

export const keyedSecrets = (secret: Buffer): Secrets => {
  const keyedHash = (purpose: string, ...parts: readonly string[]): string =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, ...parts]))
      .digest('hex');
  return {
    keyedHash,
    keyedId: (purpose, ...parts) => {
      const hex = keyedHash(purpose, ...parts);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    randomToken: () => randomBytes(SECRET_BYTES).toString('base64url'),
  };
};
