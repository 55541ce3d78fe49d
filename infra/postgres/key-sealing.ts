import { createHash, createSecretKey } from 'node:crypto';
import { openBytes, sealBytes } from '../sealing.ts';

export type KeySealing = {
  seal(key: Buffer, subject: string): Buffer;
  /** Throws for a key that was sealed with another secret or for another subject. */
  open(sealed: Buffer, subject: string): Buffer;
};

/** AES-256-GCM under the installation's secret, bound to the subject so that keys cannot be swapped between people. */
export const keySealing = (secret: Buffer): KeySealing => {
  const master = createSecretKey(createHash('sha256').update('person keys').update(secret).digest());
  return {
    seal: (key, subject) => sealBytes(master, subject, key),
    open: (sealed, subject) => openBytes(master, subject, sealed),
  };
};
