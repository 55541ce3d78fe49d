import type { Cache } from '../kernel/ports/cache.ts';
import { Refusal } from '../kernel/routes.ts';
import { codeGuessing } from '../policy/coupon.ts';

const SECOND_MS = 1_000;
const keyOf = (userId: string): string => `coupon-guessing:${userId}`;

/**
 * Answers the same for a code that does not exist and for one that is somebody else's, and after some misses nothing at all.
 * @throws TooManyRequests when this caller has missed too often.
 */
export const refuseGuessing = async (cache: Cache, userId: string): Promise<void> => {
  const { count, ttlMs } = await cache.increment(keyOf(userId), 0, codeGuessing.value.windowMs);
  if (count >= codeGuessing.value.missesMax)
    throw new Refusal('TooManyRequests', 'Too many unknown codes; try again later.', Math.ceil(ttlMs / SECOND_MS));
};

/** Counts one miss and refuses. */
export const missedCode = async (cache: Cache, userId: string): Promise<never> => {
  await cache.increment(keyOf(userId), 1, codeGuessing.value.windowMs);
  throw new Refusal('CouponNotFound', 'There is no such code for you.');
};
