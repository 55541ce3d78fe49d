import { randomUUID } from 'node:crypto';
import type { Leases } from '../../domains/kernel/ports/leases.ts';

/** Leases between the parts of one process. */
export const memoryLeases = (now: () => number): Leases => {
  const holders = new Map<string, { token: string; until: number }>();
  const fences = new Map<string, number>();
  const isHeldBy = (name: string, token: string): boolean => {
    const holder = holders.get(name);
    return holder !== undefined && holder.token === token && now() < holder.until;
  };
  return {
    acquire: (name, ttlMs) => {
      const holder = holders.get(name);
      if (holder !== undefined && now() < holder.until) return Promise.resolve(undefined);
      const token = randomUUID();
      const fence = (fences.get(name) ?? 0) + 1;
      fences.set(name, fence);
      holders.set(name, { token, until: now() + ttlMs });
      return Promise.resolve({ name, token, fence });
    },
    renew: ({ name, token }, ttlMs) => {
      const held = isHeldBy(name, token);
      if (held) holders.set(name, { token, until: now() + ttlMs });
      return Promise.resolve(held);
    },
    release: ({ name, token }) => {
      if (isHeldBy(name, token)) holders.delete(name);
      return Promise.resolve();
    },
  };
};
