import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under a key of 32 bytes: nonce, tag and ciphertext. Bound to `about`, so that sealed values cannot be swapped. A
 * key object is prepared once; from bytes each call would prepare it anew, which takes three times as long as the sealing.
 */
export const sealBytes = (key: KeyObject, about: string, plain: Buffer): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

/** What `sealBytes` sealed. Throws for another key, for what is about something else and for what was changed. */
export const openBytes = (key: KeyObject, about: string, sealed: Buffer): Buffer => {
  // The length is named because Node would also take a tag that was cut off, which is easier to guess.
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), options);
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
};
