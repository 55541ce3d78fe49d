import { LRUCache } from 'lru-cache';
import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';

export const REVOKED_MAX = 100_000;

/** The sessions that this process was told of. */
export const memoryRevokedSessions = (now: () => number): RevokedSessions => {
  const until = new LRUCache<string, number>({ max: REVOKED_MAX });
  return {
    revoke: (sessionId, ttlMs) => {
      until.set(sessionId, now() + ttlMs);
      return Promise.resolve();
    },
    isRevoked: (sessionId) => Promise.resolve((until.get(sessionId) ?? -Infinity) > now()),
  };
};
