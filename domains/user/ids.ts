import type { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';

export const ChallengeId = Id.brand<'ChallengeId'>();
export type ChallengeId = z.infer<typeof ChallengeId>;
/** A keyed hash of a phone number or an e-mail address: the same value gives the same id, and the id does not give the value. */
export const ContactId = Id.brand<'ContactId'>();
export type ContactId = z.infer<typeof ContactId>;
export const SessionId = Id.brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;
export const ApiKeyId = Id.brand<'ApiKeyId'>();
export type ApiKeyId = z.infer<typeof ApiKeyId>;
export const OAuthClientId = Id.brand<'OAuthClientId'>();
export type OAuthClientId = z.infer<typeof OAuthClientId>;
/** One permission of a user for a client, or of a client for itself; the session that comes of it has the same id. */
export const OAuthGrantId = Id.brand<'OAuthGrantId'>();
export type OAuthGrantId = z.infer<typeof OAuthGrantId>;
