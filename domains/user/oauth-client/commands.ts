import { z } from 'zod';
import { Instant, type MessageOf } from '../../../event-schemas/primitives.ts';
import { OAuthClientId } from '../ids.ts';
import { OAuthClientTerms } from './events.ts';

export const oauthClientCommands = {
  RegisterOAuthClient: z.object({
    ...OAuthClientTerms.shape,
    clientId: OAuthClientId,
    secretHash: z.string().nullable(),
  }),
  RotateOAuthClientSecret: z.object({ clientId: OAuthClientId, secretHash: z.string(), previousUntil: Instant }),
  RetireOAuthClient: z.object({ clientId: OAuthClientId }),
};
export type OAuthClientCommand = MessageOf<typeof oauthClientCommands>;
