import { LRUCache } from 'lru-cache';
import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';

export const REVOKED_MAX = 100_000;

/** The sessions and users that this process was told of. */
export const memoryRevokedSessions = (now: () => number): RevokedSessions => {
  const sessions = new LRUCache<string, number>({ max: REVOKED_MAX });
  const users = new LRUCache<string, { readonly before: string; readonly until: number }>({ max: REVOKED_MAX });
  return {
    revoke: (sessionId, ttlMs) => {
      sessions.set(sessionId, now() + ttlMs);
      return Promise.resolve();
    },
    revokeBefore: (userId, before, ttlMs) => {
      // Deliveries may overtake each other: what the later instant ended stays ended.
      const known = users.get(userId);
      const latest = known !== undefined && known.before > before ? known.before : before;
      users.set(userId, { before: latest, until: Math.max(known?.until ?? 0, now() + ttlMs) });
      return Promise.resolve();
    },
    isRevoked: (sessionId, signedIn) => {
      if ((sessions.get(sessionId) ?? -Infinity) > now()) return Promise.resolve(true);
      const ended = signedIn && users.get(signedIn.userId);
      return Promise.resolve(ended !== undefined && ended.until > now() && signedIn!.signedInAt < ended.before);
    },
  };
};
