import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type KeySealing = {
  seal(key: Buffer, subject: string): Buffer;
  /** Throws for a key that was sealed with another secret or for another subject. */
  open(sealed: Buffer, subject: string): Buffer;
};

/** AES-256-GCM under the installation's secret, bound to the subject so that keys cannot be swapped between people. */
export const keySealing = (secret: Buffer): KeySealing => {
  const master = createHash('sha256').update('person keys').update(secret).digest();
  return {
    seal: (key, subject) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(subject));
      const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed, subject) => {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(subject));
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    },
  };
};
