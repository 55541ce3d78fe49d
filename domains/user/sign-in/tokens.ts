import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Ports } from '../../kernel/ports/index.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import type { Secrets } from '../../kernel/ports/secrets.ts';
import { Id } from '../../../event-schemas/primitives.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { UserRole } from '../account/events.ts';
import { account } from '../account/aggregate.ts';
import type { RegisteredAccount } from '../account/state.ts';
import { SessionId } from '../ids.ts';
import { session } from '../session/aggregate.ts';
import type { OpenedSession } from '../session/decider.ts';
import type { SignInMethod } from '../session/events.ts';
import { later } from './later.ts';

export const Tokens = z.object({
  userId: Id,
  roles: z.array(UserRole),
  sessionId: Id,
  tokenType: z.literal('Bearer'),
  accessToken: z.string(),
  accessTokenExpiresInSeconds: z.int(),
  refreshToken: z.string(),
  refreshTokenExpiresInSeconds: z.int(),
});
export type Tokens = z.infer<typeof Tokens>;

const DEVICE_NAME_MAX = 200;

const refreshMac = (secrets: Secrets, sessionId: string, generation: string): string =>
  secrets.keyedHash('refreshToken', sessionId, generation);

/** `<session>.<generation>.<mac>`: derived, so that none is stored and a repeated request gets the same token. */
export const refreshTokenOf = (secrets: Secrets, sessionId: SessionId, generation: number): string =>
  `${sessionId}.${generation}.${refreshMac(secrets, sessionId, String(generation))}`;

/** @throws Refusal InvalidRefreshToken for a token that we did not make */
export const readRefreshToken = (
  secrets: Secrets,
  token: string,
): { readonly sessionId: SessionId; readonly generation: number } => {
  const [id = '', generation = '', mac = ''] = token.split('.', 3);
  const sessionId = SessionId.safeParse(id);
  const given = Buffer.from(mac);
  const expected = Buffer.from(refreshMac(secrets, id, generation));
  if (!sessionId.success || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Refusal('InvalidRefreshToken', 'Sign in again.');
  return { sessionId: sessionId.data, generation: Number(generation) };
};

export const issueTokens = async (
  ports: Ports,
  owner: RegisteredAccount,
  opened: Pick<OpenedSession, 'generation' | 'openedAt'> & { readonly sessionId: SessionId },
): Promise<Tokens> => {
  const { sessionId, generation, openedAt: signedInAt } = opened;
  const { accessTokenSeconds, refreshTokenSeconds } = identityPolicy;
  const { userId } = owner;
  const roles = [...owner.roles];
  return {
    userId,
    roles,
    sessionId,
    tokenType: 'Bearer',
    accessToken: await ports.accessTokens.issue({ userId, roles, sessionId, signedInAt }, accessTokenSeconds.value),
    accessTokenExpiresInSeconds: accessTokenSeconds.value,
    refreshToken: refreshTokenOf(ports.secrets, sessionId, generation),
    refreshTokenExpiresInSeconds: refreshTokenSeconds.value,
  };
};

/** @throws Refusal AccountSuspended, AccountDeletionPending, UserNotFound */
export const requireUsable = ({ status }: RegisteredAccount): void => {
  if (status === 'suspended') throw new Refusal('AccountSuspended', 'Ask support.');
  if (status === 'deletionRequested')
    throw new Refusal('AccountDeletionPending', 'The account is about to be deleted; revoke that with a code first.');
  if (status === 'merged')
    throw new Refusal('SessionRevoked', 'This account is part of another one now; sign in again.');
  if (status === 'erased') throw new Refusal('UserNotFound');
};

/** Whether the session may still be refreshed, as far as the account decides it. */
export const isEndedByAccount = ({ sessionsValidFrom }: RegisteredAccount, { openedAt }: OpenedSession): boolean =>
  sessionsValidFrom !== undefined && openedAt < sessionsValidFrom;

const deviceOf = ({ headers, ip }: WriteContext): { name: string; ip: string } => {
  const named = headers['x-device-name'] ?? headers['user-agent'];
  return { name: typeof named === 'string' ? named.slice(0, DEVICE_NAME_MAX) : 'unknown', ip };
};

/** An app names itself by `X-Device-Id`; a browser is known by what it says it is. */
const noteDevice = async (context: WriteContext, owner: RegisteredAccount, sessionId: SessionId): Promise<void> => {
  const { name } = deviceOf(context);
  const id = context.headers['x-device-id'];
  const { userId } = owner;
  const deviceHash = context.ports.secrets.keyedHash('device', userId, typeof id === 'string' ? id : name);
  if (owner.devices.includes(deviceHash)) return;
  await context.send(account, { type: 'RecordDevice', data: { userId, deviceHash, sessionId, deviceName: name } });
};

/** Signs a device in. The session's id is made from the request, so a repeated request opens no second session. */
export const openSession = async (
  context: WriteContext,
  owner: RegisteredAccount,
  method: SignInMethod,
): Promise<Tokens> => {
  requireUsable(owner);
  const sessionId = SessionId.parse(context.newId('session'));
  const { state } = await context.send(session, {
    type: 'OpenSession',
    data: {
      sessionId,
      userId: owner.userId,
      method,
      device: deviceOf(context),
      expiresAt: later(context.now, identityPolicy.refreshTokenSeconds.value),
    },
  });
  await noteDevice(context, owner, sessionId);
  return issueTokens(context.ports, owner, { sessionId, ...state! });
};
