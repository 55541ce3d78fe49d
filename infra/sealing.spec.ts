import { createSecretKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { openBytes, sealBytes } from './sealing.ts';

const [key, other] = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))];
const plain = Buffer.from('Asha, नमस्ते');
const NONCE_AND_TAG_BYTES = 28;

it('opens what it sealed, which is another text every time', () => {
  const sealed = sealBytes(key, 'name', plain);
  expect(openBytes(key, 'name', sealed)).toEqual(plain);
  expect(sealBytes(key, 'name', plain)).not.toEqual(sealed);
  expect(openBytes(key, 'name', sealBytes(key, 'name', Buffer.alloc(0)))).toHaveLength(0);
});

it('opens nothing under another key or for something else', () => {
  const sealed = sealBytes(key, 'name', plain);
  expect(() => openBytes(other, 'name', sealed)).toThrow();
  expect(() => openBytes(key, 'phone', sealed)).toThrow();
});

it('opens nothing that was changed or cut off at any byte', () => {
  const sealed = sealBytes(key, 'name', plain);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(() => openBytes(key, 'name', changed), `byte ${at}`).toThrow();
    expect(() => openBytes(key, 'name', sealed.subarray(0, at)), `first ${at}`).toThrow();
  }
  const empty = sealBytes(key, 'name', Buffer.alloc(0));
  expect(() => openBytes(key, 'name', empty.subarray(0, NONCE_AND_TAG_BYTES - 1))).toThrow();
});
