import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { RateDecision, RateLimit, RateLimiter } from '../../domains/kernel/ports/rate-limiter.ts';

/** Limits are named in the code, so more names than this would mean names built from data. */
export const LIMITS_MAX = 200;

/** One limiter for each named limit, made when it is first used. */
export const limiterTable = <L>(make: (limit: RateLimit) => L): ((limit: RateLimit) => L) => {
  const limiters = new Map<string, L>();
  return (limit) => {
    const known = limiters.get(limit.name);
    if (known !== undefined) return known;
    if (limiters.size >= LIMITS_MAX) throw new Error(`more than ${LIMITS_MAX} rate limits: "${limit.name}"`);
    const made = make(limit);
    limiters.set(limit.name, made);
    return made;
  };
};

const decisionOf = (result: RateLimiterRes, allowed: boolean): RateDecision => ({
  allowed,
  remaining: result.remainingPoints,
  resetMs: result.msBeforeNext,
});

/** The library rejects with its result for "too many" and with an error for trouble. */
export const decide = async (limiter: RateLimiterAbstract, subject: string, cost: number): Promise<RateDecision> => {
  try {
    return decisionOf(await limiter.consume(subject, cost), true);
  } catch (result) {
    if (result instanceof RateLimiterRes) return decisionOf(result, false);
    throw result;
  }
};

/** Counts of this process alone. */
export const memoryRateLimiter = (): RateLimiter => {
  const limiterOf = limiterTable(
    ({ name, points, seconds }) => new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
  );
  return { consume: (limit, subject, cost = 1) => decide(limiterOf(limit), subject, cost) };
};
