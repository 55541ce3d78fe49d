import type { Reactor } from '../../domains/kernel/reactor.ts';
import { identityPolicy } from '../../domains/policy/identity.ts';
import type { SessionEvent } from '../../domains/user/session/events.ts';

const MS_PER_SECOND = 1000;
type Revoked = Extract<SessionEvent, { type: 'SessionRevoked' }>;

/** Shuts out the access tokens of a session that ended, for as long as the last of them may live. */
export const revokeSession: Reactor = {
  name: 'revokeSession',
  handles: ['SessionRevoked'],
  react: async (event, { ports }) => {
    const { data } = event as unknown as Revoked;
    await ports.revokedSessions.revoke(data.sessionId, identityPolicy.accessTokenSeconds.value * MS_PER_SECOND);
  },
};
