import type { Instant } from '../../../event-schemas/primitives.ts';

/** Whose session it is, and since when. */
export type SignedIn = { readonly userId: string; readonly signedInAt: Instant };

/**
 * Sessions whose access tokens must no longer be let in, although they have not expired yet. Refreshing is checked against
 * the log, so a list that cannot be read lets a token live for the minutes that it has left, and no longer: `isRevoked`
 * answers from what this process knows rather than lock everybody out.
 */
export type RevokedSessions = {
  /** Remembers a session for as long as a token of it may live. Throws `StoreUnavailable` when other processes cannot be told. */
  revoke(sessionId: string, ttlMs: number): Promise<void>;
  /** The same for all sessions of a user that were opened before this instant. */
  revokeBefore(userId: string, before: Instant, ttlMs: number): Promise<void>;
  /** `signedIn` is undefined for a session of nobody, such as a service's own. */
  isRevoked(sessionId: string, signedIn?: SignedIn): Promise<boolean>;
};
