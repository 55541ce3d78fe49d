import { Refusal, type WriteContext } from '../../kernel/routes.ts';

const MS_PER_SECOND = 1000;

/** At most `max` per `seconds`. */
export type Limit = { readonly name: string; readonly max: number; readonly seconds: number };

/**
 * Counts one more use, and refuses the one that is too many with the time to wait. Subjects are hashed, so that the cache
 * holds neither phone numbers nor addresses.
 */
export const countUse = async (context: WriteContext, limit: Limit, subject: string): Promise<void> => {
  const key = `limit:${limit.name}:${context.ports.secrets.keyedHash('limit', subject)}`;
  const { count, ttlMs } = await context.ports.cache.increment(key, 1, limit.seconds * MS_PER_SECOND);
  if (count <= limit.max) return;
  const wait = Math.max(1, Math.ceil(ttlMs / MS_PER_SECOND));
  throw new Refusal('TooManyRequests', `Try again in ${wait} seconds.`, wait);
};
