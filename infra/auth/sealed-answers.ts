import { createSecretKey } from 'node:crypto';
import type { IdempotencyStore, StoredAnswer } from '../../domains/kernel/ports/idempotency-store.ts';
import type { Secrets } from '../../domains/kernel/ports/secrets.ts';
import { openBytes, sealBytes } from '../sealing.ts';

const SEALED = 'sealed:1:';

/**
 * Keeps bodies of answers unreadable to whoever reads the table: they say what people sent and what we know of them. Sealed
 * under the installation's secret and bound to the request's key, so that answers cannot be swapped. A body that cannot be
 * opened counts as not kept: its request is carried out again under the same command ids, which repeats its answer.
 */
export const sealedAnswers = (store: IdempotencyStore, secrets: Secrets): IdempotencyStore => {
  const master = createSecretKey(secrets.keyedHash('idempotency answers'), 'hex');

  const seal = ({ key, body }: StoredAnswer): string =>
    SEALED + sealBytes(master, key, Buffer.from(body)).toString('base64');
  const open = ({ key, body }: StoredAnswer): string | undefined => {
    try {
      return openBytes(master, key, Buffer.from(body.slice(SEALED.length), 'base64')).toString('utf8');
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
