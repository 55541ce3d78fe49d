import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { IdempotencyStore, StoredAnswer } from '../../domains/kernel/ports/idempotency-store.ts';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';

const SEALED = 'sealed:1:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps bodies of answers unreadable to whoever reads the table: they say what people sent and what we know of them. Sealed
 * under the installation's secret and bound to the request's key, so that answers cannot be swapped. A body that cannot be
 * opened counts as not kept: its request is carried out again under the same command ids, which repeats its answer.
 */
export const sealedAnswers = (store: IdempotencyStore, secrets: Secrets): IdempotencyStore => {
  const master = Buffer.from(secrets.keyedHash('idempotency answers'), 'hex');

  const seal = ({ key, body }: StoredAnswer): string => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(key));
    const sealed = Buffer.concat([cipher.update(body, 'utf8'), cipher.final()]);
    return SEALED + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  };
  const open = ({ key, body }: StoredAnswer): string | undefined => {
    const bytes = Buffer.from(body.slice(SEALED.length), 'base64');
    try {
      const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(key)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      return text.toString('utf8');
    } catch {
      return undefined;
    }
  };

  return {
    find: async (key) => {
      const found = await store.find(key);
      // Answers of an earlier version are in clear for the rest of their day.
      if (found?.body.startsWith(SEALED) !== true) return found;
      const body = open(found);
      return body === undefined ? undefined : { ...found, body };
    },
    keep: (answer) => store.keep(answer.body === '' ? answer : { ...answer, body: seal(answer) }),
  };
};
