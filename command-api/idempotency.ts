import { createHash } from 'node:crypto';
import type { IdempotencyStore, StoredAnswer } from '../domains/kernel/ports/idempotency-store.ts';
import { ProblemError } from '../infra/http/problem.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** A hash of what was asked; the same key with another fingerprint is a mistake of the client. */
export const fingerprintOf = (method: string, url: string, body: Buffer | undefined): string =>
  createHash('sha256')
    .update(`${method} ${url}\n`)
    .update(body ?? '')
    .digest('base64url');

/** A failure of ours says nothing about the request, so the next attempt runs again. */
const isKept = ({ status }: Answer): boolean => status < 500 && status !== 429 && status !== 401;

/**
 * Carries out a request once per key: the first answer, refusals included, is given again; another request under the same
 * key is 422, a second one while the first still runs is 409. Events of a success are in the log, which knows the command
 * id, so only a refusal must be stored before it is answered. Of a secret answer only the fingerprint is stored: its work
 * is done again, which repeats its commands and makes the same credentials.
 */
export const idempotent = (store: IdempotencyStore) => {
  const inFlight = new Set<string>();
  return async (
    key: string,
    fingerprint: string,
    work: () => Promise<Answer>,
    { isSecret = false }: { readonly isSecret?: boolean } = {},
  ): Promise<Answer> => {
    if (inFlight.has(key))
      throw new ProblemError(
        409,
        'RequestInProgress',
        'A request with this Idempotency-Key is being carried out; ask again for its answer.',
        { retryAfterSeconds: 1 },
      );
    inFlight.add(key);
    try {
      const known = await store.find(key);
      if (known !== undefined) {
        if (known.fingerprint !== fingerprint)
          throw new ProblemError(
            422,
            'IdempotencyKeyReused',
            'This Idempotency-Key was used for another request; make a new UUID.',
          );
        if (!isSecret || known.status >= 400)
          return {
            status: known.status,
            headers: { ...known.headers, 'idempotency-replayed': 'true' },
            body: known.body,
          };
      }
      const answer = await work();
      const isHidden = isSecret && answer.status < 400;
      const kept: StoredAnswer = { key, fingerprint, ...answer, ...(isHidden ? { body: '' } : {}) };
      if (isKept(answer)) {
        const stored = store.keep(kept);
        if (answer.status >= 400) await stored;
        else stored.catch(() => undefined);
      }
      return answer;
    } finally {
      inFlight.delete(key);
    }
  };
};
