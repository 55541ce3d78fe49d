import { Refusal, type Caller, type WriteContext } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';
import { oauthClient } from '../oauth-client/aggregate.ts';
import { oauthGrant } from '../oauth-grant/aggregate.ts';
import { session } from '../session/aggregate.ts';
import { isEndedByAccount, requireUsable } from './tokens.ts';

type Context = Pick<WriteContext, 'facts'>;
const SIGN_IN = 'Sign in again.';

/** A third party whose registration or whose grant is over. */
const refuseThirdParty = async (context: Context, clientId: string, grantId: string): Promise<void> => {
  const client = (await context.facts(oauthClient, clientId)).state;
  const grant = (await context.facts(oauthGrant, grantId)).state;
  if (client === undefined || client.retired || grant === undefined || grant.revoked)
    throw new Refusal('SessionRevoked', 'This client may no longer act here.');
};

/**
 * Lets nobody change anything on an access token that has outlived its session or its account. The folds are cached and kept
 * fresh by the feed, so a caller who is known here costs no read.
 * @throws Refusal SessionRevoked, AccountSuspended, AccountDeletionPending
 */
export const refuseLeft = async (caller: Caller, context: Context): Promise<void> => {
  const { userId, sessionId, clientId } = caller;
  if (clientId !== undefined) await refuseThirdParty(context, clientId, sessionId ?? '');
  // A service, a guest and a client for itself have no account.
  const owner = (await context.facts(account, userId)).state;
  if (owner === undefined) return;
  if (owner.status === 'erased') throw new Refusal('SessionRevoked', 'This account was deleted.');
  requireUsable(owner);
  const opened = sessionId === undefined ? undefined : (await context.facts(session, sessionId)).state;
  if (opened !== undefined && (opened.revoked !== undefined || isEndedByAccount(owner, opened)))
    throw new Refusal('SessionRevoked', SIGN_IN);
};
