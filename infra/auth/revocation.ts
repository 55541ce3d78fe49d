import type { RevokedSessions } from '../../domains/kernel/ports/revoked-sessions.ts';
import type { Authenticate } from '../http/access.ts';
import { ProblemError } from '../http/problem.ts';

/** Lets nobody in on an access token of a session that has ended, although the token itself has not expired. */
export const refusingRevoked =
  (authenticate: Authenticate, revoked: RevokedSessions): Authenticate =>
  async (authorization) => {
    const caller = await authenticate(authorization);
    if (caller?.sessionId !== undefined && (await revoked.isRevoked(caller.sessionId)))
      throw new ProblemError(401, 'InvalidToken', 'This session has ended; sign in again.');
    return caller;
  };
