import { z } from 'zod';
import { Id, type MessageOf } from '../../../event-schemas/primitives.ts';
import { OAuthGrantId } from '../ids.ts';
import { oauthGrantEvents } from './events.ts';

export const oauthGrantCommands = {
  IssueOAuthCode: oauthGrantEvents.OAuthCodeIssued.omit({ issuedAt: true }),
  /** `redemptionId` is one per request: the code is spent by the first of them, whatever becomes of it. */
  RedeemOAuthCode: z.object({ grantId: OAuthGrantId, redemptionId: Id }),
  GrantOAuthClient: oauthGrantEvents.OAuthClientGranted.omit({ grantedAt: true }),
  RevokeOAuthGrant: z.object({ grantId: OAuthGrantId, reason: z.string() }),
};
export type OAuthGrantCommand = MessageOf<typeof oauthGrantCommands>;
