import { createHash } from 'node:crypto';
import type { IdempotencyStore, StoredAnswer } from '../domains/kernel/ports/idempotency-store.ts';
import { ProblemError } from '../infra/http/problem.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** One request under a key: what it is, and how to carry it out. */
export type KeyedRequest = {
  readonly key: string;
  readonly fingerprint: string;
  /** The answer of a success holds credentials: it is not stored, and its work is done again. */
  readonly isSecret?: boolean;
  work(): Promise<Answer>;
};

export type Idempotency = {
  carryOut(request: KeyedRequest): Promise<Answer>;
  /** Resolves when no answer waits to be stored. */
  drained(): Promise<void>;
};

/** A hash of what was asked; the same key with another fingerprint is a mistake of the client. */
export const fingerprintOf = (method: string, url: string, body: Buffer | undefined): string =>
  createHash('sha256')
    .update(`${method} ${url}\n`)
    .update(body ?? '')
    .digest('base64url');

/** Answers of successes gather for so long and are stored together; until then a repeat elsewhere is answered from the log. */
const GATHER_MS = 100;

/** A failure of ours says nothing about the request, so the next attempt runs again. */
const isKept = ({ status }: Answer): boolean => status < 500 && status !== 429 && status !== 401;

const inProgress = (): ProblemError =>
  new ProblemError(
    409,
    'RequestInProgress',
    'A request with this Idempotency-Key is being carried out; ask again for its answer.',
    { retryAfterSeconds: 1 },
  );

const keyReused = (): ProblemError =>
  new ProblemError(422, 'IdempotencyKeyReused', 'This Idempotency-Key was used for another request; make a new UUID.');

/** The kept answer again, or undefined where the work has to be done again to make it. */
const replayOf = (known: StoredAnswer, { fingerprint, isSecret = false }: KeyedRequest): Answer | undefined => {
  if (known.fingerprint !== fingerprint) throw keyReused();
  if (isSecret && known.status < 400) return undefined;
  return { status: known.status, headers: { ...known.headers, 'idempotency-replayed': 'true' }, body: known.body };
};

/**
 * Carries out a request once per key: the first answer, refusals included, is given again; another request under the same
 * key is 422, a second one while the first still runs is 409. Events of a success are in the log, which knows the command
 * id, so only a refusal must be stored before it is answered; a success is known in this process until it is stored. Of a
 * secret answer only the fingerprint is stored: its work is done again, which repeats its commands and makes the same
 * credentials. `onNotKept` is told when the answer of a success could not be stored.
 */
export const idempotent = (store: IdempotencyStore, onNotKept: (error: unknown) => void): Idempotency => {
  const running = new Set<string>();
  const beingStored = new Map<string, StoredAnswer>();
  const storing = new Set<Promise<void>>();

  let gathering: Promise<void> | undefined;
  const gathered = (): Promise<void> =>
    (gathering ??= new Promise((resolve) =>
      setTimeout(() => {
        gathering = undefined;
        resolve();
      }, GATHER_MS),
    ));

  const keep = async (answer: StoredAnswer): Promise<void> => {
    beingStored.set(answer.key, answer);
    try {
      if (answer.status < 400) await gathered();
      await store.keep(answer);
    } finally {
      if (beingStored.get(answer.key) === answer) beingStored.delete(answer.key);
    }
  };

  const first = async (request: KeyedRequest): Promise<Answer> => {
    const { key, fingerprint, isSecret = false } = request;
    const known = beingStored.get(key) ?? (await store.find(key));
    const replay = known === undefined ? undefined : replayOf(known, request);
    if (replay !== undefined) return replay;
    const answer = await request.work();
    if (!isKept(answer) || known !== undefined) return answer;
    const isHidden = isSecret && answer.status < 400;
    const stored = keep({ key, fingerprint, ...answer, ...(isHidden ? { body: '' } : {}) });
    if (answer.status >= 400) await stored;
    else {
      const settled: Promise<void> = stored.catch(onNotKept).finally(() => storing.delete(settled));
      storing.add(settled);
    }
    return answer;
  };

  return {
    carryOut: async (request) => {
      if (running.has(request.key)) throw inProgress();
      running.add(request.key);
      try {
        return await first(request);
      } finally {
        running.delete(request.key);
      }
    },
    drained: async () => {
      await Promise.all(storing);
    },
  };
};
