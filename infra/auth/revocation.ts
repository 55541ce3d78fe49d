import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';
import type { Caller } from '../../domains/kernel/routes.ts';
import type { Authenticate } from '../http/access.ts';
import { ProblemError } from '../http/problem.ts';

type Ended = (caller: Caller, revoked: RevokedSessions) => Promise<boolean>;

/** For the command API: whether the whole account ended its sessions it asks the log, which can also say why. */
export const sessionEnded: Ended = async ({ sessionId }, revoked) =>
  sessionId !== undefined && revoked.isRevoked(sessionId);

/** For the query API, which asks the log nothing: also whether all sessions of the user were ended since. */
export const userSessionsEnded: Ended = async ({ sessionId, userId, signedInAt }, revoked) =>
  sessionId !== undefined &&
  revoked.isRevoked(sessionId, signedInAt === undefined ? undefined : { userId, signedInAt });

/** Lets nobody in on an access token of a session that has ended, although the token itself has not expired. */
export const refusingRevoked =
  (authenticate: Authenticate, revoked: RevokedSessions, hasEnded: Ended): Authenticate =>
  async (authorization) => {
    const caller = await authenticate(authorization);
    if (caller !== undefined && (await hasEnded(caller, revoked)))
      throw new ProblemError(401, 'InvalidToken', 'This session has ended; sign in again.');
    return caller;
  };
