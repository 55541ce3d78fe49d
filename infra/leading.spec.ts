import { describe, expect, it, vi } from 'vitest';
import type { Lease, Leases } from '../domains/kernel/ports/leases.ts';
import { LEASE_MS, whileLeading, type Leading } from './leading.ts';

/** One lease in memory that tests take away, and that can be made to fail. */
const oneLease = () => {
  let holder: Lease | undefined;
  let fence = 0;
  let isAway = false;
  const leases: Leases = {
    acquire: (name) => {
      if (isAway) return Promise.reject(new Error('away'));
      if (holder !== undefined) return Promise.resolve(undefined);
      fence += 1;
      holder = { name, token: String(fence), fence };
      return Promise.resolve(holder);
    },
    renew: (lease) => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(holder?.token === lease.token)),
    release: (lease) => {
      if (holder?.token === lease.token) holder = undefined;
      return Promise.resolve();
    },
  };
  return {
    leases,
    steal: () => (holder = { name: 'work', token: 'thief', fence: (fence += 1) }),
    free: () => (holder = undefined),
    away: (value: boolean) => (isAway = value),
  };
};

/** Work that goes on until its signal fires, and writes down both. */
const worker = (log: string[], name: string) => (signal: AbortSignal) => {
  log.push(`${name} begins`);
  return new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => {
      log.push(`${name} ends`);
      resolve();
    }),
  );
};

/** Virtual time; the loops of leaders run on timers. */
const during = async (work: (pass: (ms: number) => Promise<unknown>) => Promise<void>): Promise<void> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    await work((ms) => vi.advanceTimersByTimeAsync(ms));
  } finally {
    vi.useRealTimers();
  }
};

describe('leading', () => {
  it('is done by one at a time, and taken over when the leader stops', () =>
    during(async (pass) => {
      const { leases } = oneLease();
      const log: string[] = [];
      const first = whileLeading(leases, 'work', worker(log, 'first'));
      await pass(100);
      const second = whileLeading(leases, 'work', worker(log, 'second'));
      await pass(60_000);
      expect(log).toEqual(['first begins']);
      expect([first.isLeading, second.isLeading]).toEqual([true, false]);
      await stop(first, pass);
      await pass(1_000);
      expect(log).toEqual(['first begins', 'first ends', 'second begins']);
      await stop(second, pass);
    }));

  it('ends the work when somebody else holds the lease', () =>
    during(async (pass) => {
      const { leases, steal, free } = oneLease();
      const log: string[] = [];
      const lost: unknown[] = [];
      const leading = whileLeading(leases, 'work', worker(log, 'it'), { onLost: (_, reason) => lost.push(reason) });
      await pass(100);
      steal();
      await pass(LEASE_MS);
      expect(log).toEqual(['it begins', 'it ends']);
      expect(lost).toEqual(['another process leads']);
      free();
      await pass(1_000);
      expect(log).toHaveLength(3);
      await stop(leading, pass);
    }));

  it('bears a store that is away for a moment, and ends the work before the lease could be given to another', () =>
    during(async (pass) => {
      const { leases, away } = oneLease();
      const log: string[] = [];
      const leading = whileLeading(leases, 'work', worker(log, 'it'));
      await pass(100);
      away(true);
      await pass(LEASE_MS / 2);
      away(false);
      await pass(LEASE_MS * 3);
      expect(log).toEqual(['it begins']);
      away(true);
      await pass(LEASE_MS + 2_000);
      expect(log).toEqual(['it begins', 'it ends']);
      away(false);
      await stop(leading, pass);
    }));

  it('begins work that failed anew', () =>
    during(async (pass) => {
      const { leases } = oneLease();
      let begun = 0;
      const leading = whileLeading(leases, 'work', () => {
        begun += 1;
        return Promise.reject(new Error('broken'));
      });
      await pass(3_000);
      expect(begun).toBeGreaterThan(2);
      await stop(leading, pass);
    }));
});

const stop = async (leading: Leading, pass: (ms: number) => Promise<unknown>): Promise<void> => {
  const stopped = leading.stop();
  await pass(10_000);
  await stopped;
};
