import { timingSafeEqual } from 'node:crypto';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { oauthClient } from '../../domains/user/index.ts';
import { OAuthClientId } from '../../domains/user/ids.ts';
import type { RegisteredOAuthClient } from '../../domains/user/oauth-client/decider.ts';

type Context = Pick<WriteContext, 'facts' | 'ports' | 'now'>;

/** A client that may still ask for something. */
export const liveClient = async ({ facts }: Context, clientId: string): Promise<RegisteredOAuthClient | undefined> => {
  const id = OAuthClientId.safeParse(clientId.toLowerCase());
  const client = id.success ? (await facts(oauthClient, id.data)).state : undefined;
  return client?.retired === false ? client : undefined;
};

/** The client with these credentials: a confidential one needs its secret, a public one must send none. */
export const authenticatedClient = async (
  context: Context,
  clientId: string,
  secret: string | undefined,
): Promise<RegisteredOAuthClient | undefined> => {
  const client = await liveClient(context, clientId);
  if (client === undefined || client.secretHash === null) return secret === undefined ? client : undefined;
  if (secret === undefined) return undefined;
  const given = Buffer.from(context.ports.secrets.keyedHash('oauthClientHash', secret));
  const { secretHash, previous } = client;
  const good = [secretHash, ...(previous !== undefined && context.now < previous.until ? [previous.secretHash] : [])];
  return good.some((hash) => timingSafeEqual(given, Buffer.from(hash))) ? client : undefined;
};
