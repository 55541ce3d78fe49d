import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { RateLimiter } from '../../domains/kernel/ports/rate-limiter.ts';
import { ProblemError } from '../http/problem.ts';
import type { Admit } from './gateway.ts';

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1_000;
const LOOPBACK = /^(::1|(::ffff:)?127\.)/;

/** Who connects; behind a proxy on this machine whom the proxy names, since everybody else could write what they like. */
const addressOf = ({ socket, headers }: IncomingMessage): string => {
  const remote = socket.remoteAddress ?? '';
  const named = [headers['x-forwarded-for']].flat().at(-1)?.split(',').at(-1)?.trim() ?? '';
  return LOOPBACK.test(remote) && isIP(named) !== 0 ? named : remote;
};

/** At most so many requests a minute of one address. Addresses are hashed: whoever reads the counts learns nobody's. */
export const limitedRate = (limiter: RateLimiter, perMinute: number): Admit => {
  const limit = { name: 'gateway', points: perMinute, seconds: WINDOW_SECONDS };
  return async (incoming) => {
    const subject = createHash('sha256').update(addressOf(incoming)).digest('base64url');
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
