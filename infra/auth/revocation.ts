import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';
import type { Caller } from '../../domains/kernel/routes.ts';
import type { Authenticate } from '../http/access.ts';
import { ProblemError } from '../http/problem.ts';

const hasEnded = async ({ sessionId, userId, signedInAt }: Caller, revoked: RevokedSessions): Promise<boolean> =>
  sessionId !== undefined &&
  revoked.isRevoked(sessionId, signedInAt === undefined ? undefined : { userId, signedInAt });

/** Lets nobody in on an access token of a session that has ended, although the token itself has not expired. */
export const refusingRevoked =
  (authenticate: Authenticate, revoked: RevokedSessions): Authenticate =>
  async (authorization) => {
    const caller = await authenticate(authorization);
    if (caller !== undefined && (await hasEnded(caller, revoked)))
      throw new ProblemError(401, 'InvalidToken', 'This session has ended; sign in again.');
    return caller;
  };
