import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { memoryRevokedSessions } from '../memory/revoked-sessions.ts';
import type { RedisStore } from './connection.ts';
import { redisScript } from './script.ts';

/** Deliveries may overtake each other: the later instant and the longer time are kept, in one step. */
const keepLatest = redisScript<number>(
  'revoke before',
  `local known = redis.call('GET', KEYS[1])
local left = tonumber(ARGV[2])
if known then left = math.max(left, redis.call('PTTL', KEYS[1])) end
redis.call('SET', KEYS[1], (known and known > ARGV[1]) and known or ARGV[1], 'PX', left)
return left`,
);

/** Sessions that any process revoked; what this one revoked it knows also while Redis is away. */
export const redisRevokedSessions = (store: RedisStore, now: () => number): RevokedSessions => {
  const { client, guard } = store;
  const own = memoryRevokedSessions(now);
  const sessionKey = (sessionId: string): string => store.key('session', 'revoked', sessionId);
  const userKey = (userId: string): string => store.key('session', 'revoked-before', userId);
  return {
    revoke: async (sessionId, ttlMs) => {
      await own.revoke(sessionId, ttlMs);
      await guard.run('revoke', () => client.set(sessionKey(sessionId), '1', 'PX', ttlMs));
    },
    revokeBefore: async (userId, before, ttlMs) => {
      await own.revokeBefore(userId, before, ttlMs);
      await keepLatest(store, [userKey(userId)], [before, ttlMs]);
    },
    isRevoked: async (sessionId, signedIn) => {
      if (await own.isRevoked(sessionId, signedIn)) return true;
      const keys = [sessionKey(sessionId), ...(signedIn === undefined ? [] : [userKey(signedIn.userId)])];
      try {
        const [session, before] = await guard.run('is revoked', () => client.mget(keys));
        if (session !== null && session !== undefined) return true;
        return signedIn !== undefined && typeof before === 'string' && signedIn.signedInAt < before;
      } catch (error) {
        if (error instanceof StoreUnavailable) return false;
        throw error;
      }
    },
  };
};
