import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { memoryRevokedSessions } from '../memory/revoked-sessions.ts';
import type { RedisStore } from './connection.ts';

/** Sessions that any process revoked; what this one revoked it knows also while Redis is away. */
export const redisRevokedSessions = (store: RedisStore, now: () => number): RevokedSessions => {
  const { client, guard } = store;
  const own = memoryRevokedSessions(now);
  const keyOf = (sessionId: string): string => store.key('session', 'revoked', sessionId);
  return {
    revoke: async (sessionId, ttlMs) => {
      await own.revoke(sessionId, ttlMs);
      await guard.run('revoke', () => client.set(keyOf(sessionId), '1', 'PX', ttlMs));
    },
    isRevoked: async (sessionId) => {
      if (await own.isRevoked(sessionId)) return true;
      try {
        return (await guard.run('is revoked', () => client.exists(keyOf(sessionId)))) === 1;
      } catch (error) {
        if (error instanceof StoreUnavailable) return false;
        throw error;
      }
    },
  };
};
