/**
 * Sessions whose access tokens must no longer be let in, although they have not expired yet. Refreshing is checked against
 * the log, so a list that cannot be read lets a token live for the minutes that it has left, and no longer: `isRevoked`
 * answers from what this process knows rather than lock everybody out.
 */
export type RevokedSessions = {
  /** Remembers a session for as long as a token of it may live. Throws `StoreUnavailable` when other processes cannot be told. */
  revoke(sessionId: string, ttlMs: number): Promise<void>;
  isRevoked(sessionId: string): Promise<boolean>;
};
