import { createHash } from 'node:crypto';
import type { RateLimiter } from '../../domains/kernel/ports/rate-limiter.ts';
import { ProblemError } from '../http/problem.ts';
import type { Admit } from './gateway.ts';

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1_000;

/**
 * At most so many requests a minute of one address, which the gateway has put into the header. Addresses are hashed: whoever
 * reads the counts learns nobody's.
 */
export const limitedRate = (limiter: RateLimiter, perMinute: number): Admit => {
  const limit = { name: 'gateway', points: perMinute, seconds: WINDOW_SECONDS };
  return async ({ headers }) => {
    const subject = createHash('sha256').update(String(headers['x-forwarded-for'])).digest('base64url');
    const { allowed, resetMs } = await limiter.consume(limit, subject);
    if (allowed) return undefined;
    const wait = Math.max(1, Math.ceil(resetMs / MS_PER_SECOND));
    return new ProblemError(
      429,
      'TooManyRequests',
      `Too many requests came from your address; try again in ${wait} seconds.`,
      {
        retryAfterSeconds: wait,
      },
    );
  };
};
