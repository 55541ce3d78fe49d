import type { Instant, UserId } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import type { SessionCommand } from './commands.ts';
import type { Device, SessionEvent, SignInMethod } from './events.ts';

export type OpenedSession = {
  readonly userId: UserId;
  readonly method: SignInMethod;
  readonly device: Device | null;
  readonly openedAt: Instant;
  /** When the person behind it last proved themselves: at its opening, or later by a step-up. */
  readonly authenticatedAt: Instant;
  readonly stepUps: number;
  readonly stepUpId: string | undefined;
  /** The generation of the only refresh token that is good now. */
  readonly generation: number;
  readonly rotationId: string | undefined;
  readonly refreshedAt: Instant | undefined;
  readonly expiresAt: Instant;
  readonly revoked: { readonly reason: string; readonly rotationId: string | null } | undefined;
};
export type Session = OpenedSession | undefined;
export type SessionRejection = 'SessionNotFound' | 'SessionIdTaken' | 'SessionRevoked' | 'SessionExpired';

/** A session's stream is bounded: after so many refreshes the user signs in again (two months of refreshing without a pause). */
export const REFRESHES_MAX = 5_000;
/** The same for proving oneself again. */
export const STEP_UPS_MAX = 1_000;
export const TOKEN_REUSED = 'refreshTokenReused';

type Refresh = Extract<SessionCommand, { type: 'RefreshSession' }>['data'];
const refresh = (
  { sessionId, generation, rotationId, expiresAt }: Refresh,
  session: OpenedSession,
  now: Instant,
): Decision<SessionEvent, SessionRejection> => {
  const { userId } = session;
  if (session.revoked !== undefined)
    return session.revoked.rotationId === rotationId ? [] : reject('SessionRevoked', 'Sign in again.');
  if (session.rotationId === rotationId) return [];
  if (now >= session.expiresAt || session.generation >= REFRESHES_MAX)
    return reject('SessionExpired', 'Sign in again.');
  // A spent token shows that two hold it. Which of them is the thief cannot be known, so both are out.
  if (generation !== session.generation)
    return [{ type: 'SessionRevoked', data: { sessionId, userId, reason: TOKEN_REUSED, revokedAt: now, rotationId } }];
  return [
    {
      type: 'SessionRefreshed',
      data: { sessionId, userId, generation: generation + 1, rotationId, refreshedAt: now, expiresAt },
    },
  ];
};

const stepUp = (
  data: Extract<SessionCommand, { type: 'StepUpSession' }>['data'],
  session: OpenedSession,
  now: Instant,
): Decision<SessionEvent, SessionRejection> => {
  // A third party's session stands for a consent, not for somebody who is there.
  if (session.userId !== data.userId || session.method === 'oauth') return reject('SessionNotFound');
  if (session.stepUpId === data.stepUpId) return [];
  if (session.revoked !== undefined) return reject('SessionRevoked', 'Sign in again.');
  if (now >= session.expiresAt || session.stepUps >= STEP_UPS_MAX) return reject('SessionExpired', 'Sign in again.');
  return [{ type: 'SessionSteppedUp', data: { ...data, authenticatedAt: now } }];
};

/** A session as it is opened. */
const opened = (data: Extract<SessionEvent, { type: 'SessionOpened' }>['data']): OpenedSession => ({
  ...data,
  authenticatedAt: data.openedAt,
  stepUps: 0,
  stepUpId: undefined,
  generation: 1,
  rotationId: undefined,
  refreshedAt: undefined,
  revoked: undefined,
});

export const sessionDecider: Decider<Session, SessionCommand, SessionEvent, SessionRejection> = {
  initial: undefined,

  evolve: (session, { type, data }) => {
    if (type === 'SessionOpened') return opened(data);
    if (session === undefined) throw new Error('a session stream begins with SessionOpened');
    if (type === 'SessionSteppedUp') {
      const { authenticatedAt, stepUpId } = data;
      return { ...session, authenticatedAt, stepUpId, stepUps: session.stepUps + 1 };
    }
    return type === 'SessionRevoked'
      ? { ...session, revoked: { reason: data.reason, rotationId: data.rotationId } }
      : {
          ...session,
          generation: data.generation,
          rotationId: data.rotationId,
          refreshedAt: data.refreshedAt,
          expiresAt: data.expiresAt,
        };
  },

  decide: ({ type, data }, session, now) => {
    if (type === 'OpenSession') {
      if (session !== undefined) return session.userId === data.userId ? [] : reject('SessionIdTaken');
      return [{ type: 'SessionOpened', data: { ...data, openedAt: now } }];
    }
    if (session === undefined) return reject('SessionNotFound');
    if (type === 'RefreshSession') return refresh(data, session, now);
    if (type === 'StepUpSession') return stepUp(data, session, now);
    const { sessionId, reason } = data;
    return session.revoked === undefined
      ? [
          {
            type: 'SessionRevoked',
            data: { sessionId, userId: session.userId, reason, revokedAt: now, rotationId: null },
          },
        ]
      : [];
  },
};
