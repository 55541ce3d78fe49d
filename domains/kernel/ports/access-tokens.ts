import type { Caller } from '../routes.ts';

/** Short-lived proof of who calls. */
export type AccessTokens = {
  issue(caller: Caller, lifetimeSeconds: number): Promise<string>;
  /** The caller, or undefined for a token that is forged, expired or not ours. */
  verify(token: string): Promise<Caller | undefined>;
  /** The public keys that others check our tokens with, as a JSON Web Key Set (RFC 7517). */
  jwks(): Promise<{ readonly keys: readonly object[] }>;
};
