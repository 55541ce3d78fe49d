import { describe, expect, it } from 'vitest';
import type { Leases } from '../../domains/kernel/ports/leases.ts';
import type { RateLimiter } from '../../domains/kernel/ports/rate-limiter.ts';
import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';

const LONG_MS = 60_000;
const SHORT_MS = 30;

/** What every side of the port `Leases` does. */
export const leasesContract = (name: string, open: () => Leases): void => {
  describe(`Leases: ${name}`, () => {
    it('gives a lease to exactly one of many, and again after its release', async () => {
      const [leases, task] = [open(), crypto.randomUUID()];
      const asked = await Promise.all(Array.from({ length: 20 }, () => leases.acquire(task, LONG_MS)));
      const [held, ...others] = asked.filter((lease) => lease !== undefined);
      expect(others).toEqual([]);
      await leases.release(held!);
      expect((await leases.acquire(task, LONG_MS))?.fence).toBeGreaterThan(held!.fence);
    });

    it('lets a lease lapse, and then its holder can neither renew nor release it', async () => {
      const [leases, task] = [open(), crypto.randomUUID()];
      const late = (await leases.acquire(task, SHORT_MS))!;
      await expect.poll(() => leases.acquire(task, LONG_MS)).toBeDefined();
      expect(await leases.renew(late, LONG_MS)).toBe(false);
      await leases.release(late);
      expect(await leases.acquire(task, LONG_MS)).toBeUndefined();
    });

    it('keeps a lease that is renewed', async () => {
      const [leases, task] = [open(), crypto.randomUUID()];
      const lease = (await leases.acquire(task, 1_000))!;
      expect(await leases.renew(lease, LONG_MS)).toBe(true);
      expect(await leases.acquire(task, LONG_MS)).toBeUndefined();
    });
  });
};

/** What every side of the port `RateLimiter` does. */
export const rateLimiterContract = (name: string, open: () => RateLimiter): void => {
  describe(`RateLimiter: ${name}`, () => {
    it('allows exactly the points of the limit to many at once, for each subject', async () => {
      const limiter = open();
      const limit = { name: 'contract', points: 10, seconds: 60 };
      const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
      const decisions = await Promise.all(Array.from({ length: 32 }, () => limiter.consume(limit, one)));
      expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
      expect(decisions.every(({ resetMs }) => resetMs > 0)).toBe(true);
      expect(await limiter.consume(limit, other, 4)).toMatchObject({ allowed: true, remaining: 6 });
    });

    it('gives the points back when the time is over', async () => {
      const limiter = open();
      const limit = { name: 'contract-short', points: 1, seconds: 1 };
      const subject = crypto.randomUUID();
      expect((await limiter.consume(limit, subject)).allowed).toBe(true);
      expect((await limiter.consume(limit, subject)).allowed).toBe(false);
      await expect.poll(async () => (await limiter.consume(limit, subject)).allowed, { timeout: 10_000 }).toBe(true);
    });
  });
};

/** What every side of the port `RevokedSessions` does. */
export const revokedSessionsContract = (name: string, open: () => RevokedSessions | Promise<RevokedSessions>): void => {
  describe(`RevokedSessions: ${name}`, () => {
    it('knows a revoked session as long as its tokens may live', async () => {
      const [sessions, one, other] = [await open(), crypto.randomUUID(), crypto.randomUUID()];
      await sessions.revoke(one, LONG_MS);
      expect(await sessions.isRevoked(one)).toBe(true);
      expect(await sessions.isRevoked(other)).toBe(false);
      await sessions.revoke(other, SHORT_MS);
      await expect.poll(() => sessions.isRevoked(other)).toBe(false);
    });

    it('knows the sessions that a user opened before an instant, and no later ones', async () => {
      const [sessions, userId, sessionId] = [await open(), crypto.randomUUID(), crypto.randomUUID()];
      const ask = (signedInAt: string, whose = userId) => sessions.isRevoked(sessionId, { userId: whose, signedInAt });
      expect(await ask('2026-01-01T00:00:00.000Z')).toBe(false);
      await sessions.revokeBefore(userId, '2026-01-01T00:00:00.500Z', LONG_MS);
      expect(await ask('2026-01-01T00:00:00.499Z')).toBe(true);
      expect(await ask('2026-01-01T00:00:00.500Z')).toBe(false);
      expect(await ask('2026-01-01T00:00:00.000Z', crypto.randomUUID())).toBe(false);
      expect(await sessions.isRevoked(sessionId)).toBe(false);
      const other = crypto.randomUUID();
      await sessions.revokeBefore(other, '2026-01-02T00:00:00.000Z', SHORT_MS);
      await expect.poll(() => ask('2026-01-01T00:00:00.000Z', other)).toBe(false);
    });

    it('keeps the later instant, and the longer time, when an older one is told of after it', async () => {
      const [sessions, userId, sessionId] = [await open(), crypto.randomUUID(), crypto.randomUUID()];
      const ask = (signedInAt: string) => sessions.isRevoked(sessionId, { userId, signedInAt });
      await sessions.revokeBefore(userId, '2026-01-02T00:00:00.000Z', LONG_MS);
      await sessions.revokeBefore(userId, '2026-01-01T00:00:00.000Z', SHORT_MS);
      expect(await ask('2026-01-01T12:00:00.000Z')).toBe(true);
      await sessions.revoke(sessionId, SHORT_MS);
      await expect.poll(() => sessions.isRevoked(sessionId)).toBe(false);
      expect(await ask('2026-01-01T12:00:00.000Z')).toBe(true);
    });
  });
};
