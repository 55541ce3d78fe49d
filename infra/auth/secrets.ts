import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';

const SECRET_BYTES = 32;

/** The installation's secret: made at the first start, kept in a file that only this account may read. */
export const loadSecret = async (file: string): Promise<Buffer> => {
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined) return kept;
  const secret = randomBytes(SECRET_BYTES);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, secret, { mode: 0o600, flag: 'wx' });
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
