import { z } from 'zod';
import type { MessageOf } from '../../../event-schemas/primitives.ts';
import { OAuthClientId } from '../ids.ts';
import { OAuthClientTerms } from './events.ts';

export const oauthClientCommands = {
  RegisterOAuthClient: z.object({
    ...OAuthClientTerms.shape,
    clientId: OAuthClientId,
    secretHash: z.string().nullable(),
  }),
  RetireOAuthClient: z.object({ clientId: OAuthClientId }),
};
export type OAuthClientCommand = MessageOf<typeof oauthClientCommands>;
