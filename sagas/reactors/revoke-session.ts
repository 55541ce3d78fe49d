import type { Reactor } from '../../domains/kernel/reactor.ts';
import { identityPolicy } from '../../domains/policy/identity.ts';
import type { AccountEvent } from '../../domains/user/account/events.ts';
import type { SessionEvent } from '../../domains/user/session/events.ts';

const MS_PER_SECOND = 1000;
type Ended = Extract<SessionEvent, { type: 'SessionRevoked' }> | Extract<AccountEvent, { type: 'UserSessionsEnded' }>;

/** Shuts out the access tokens of a session that ended, or of all of a user's, for as long as the last of them may live. */
export const revokeSession: Reactor = {
  name: 'revokeSession',
  handles: ['SessionRevoked', 'UserSessionsEnded'],
  react: async (event, { ports }) => {
    const { type, data } = event as unknown as Ended;
    const ttlMs = identityPolicy.accessTokenSeconds.value * MS_PER_SECOND;
    if (type === 'SessionRevoked') await ports.revokedSessions.revoke(data.sessionId, ttlMs);
    else await ports.revokedSessions.revokeBefore(data.userId, data.validFrom, ttlMs);
  },
};
