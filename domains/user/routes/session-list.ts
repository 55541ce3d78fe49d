import { z } from 'zod';
import { Id, Instant, UserId } from '../../../event-schemas/primitives.ts';
import { sql } from '../../kernel/projection.ts';
import { Refusal, readRoute, writeRoute, type ReadContext } from '../../kernel/routes.ts';
import { SessionId } from '../ids.ts';
import { sessionList, type SessionRow } from '../read-model.ts';
import { session } from '../session/aggregate.ts';
import { SignInMethod } from '../session/events.ts';
import { presentAccount } from '../sign-in/usable-account.ts';
import { byPerson, ofOwner } from './profile.ts';

const SESSIONS_SHOWN_MAX = 50;

export const SessionsReply = z.object({
  sessions: z.array(
    z.object({
      sessionId: Id,
      method: SignInMethod,
      deviceName: z.string().nullable(),
      ip: z.string().nullable(),
      openedAt: Instant,
      /** When the person last signed in or stepped up in it. */
      authenticatedAt: Instant,
      lastUsedAt: Instant,
      isCurrent: z.boolean(),
    }),
  ),
});

/** The sessions that can still be refreshed, the newest first. */
const openSessions = async (context: ReadContext, userId: UserId): Promise<z.infer<typeof SessionsReply>> => {
  const { owner } = await presentAccount(context, userId);
  const rows = await context.query<SessionRow>(
    sql`select * from identity.user_session where user_id = ${userId} and revoked_at is null and expires_at > ${context.now}
      and opened_at >= ${owner.sessionsValidFrom ?? ''} order by opened_at desc limit ${SESSIONS_SHOWN_MAX}`,
  );
  const sessions = rows.map(async (row) => {
    const { device, authenticatedAt } = (await context.facts(session, row.session_id)).state ?? {};
    return {
      sessionId: row.session_id,
      method: SignInMethod.parse(row.method),
      deviceName: device?.name ?? null,
      ip: device?.ip ?? null,
      openedAt: row.opened_at,
      authenticatedAt: authenticatedAt ?? row.opened_at,
      lastUsedAt: row.refreshed_at ?? row.opened_at,
      isCurrent: row.session_id === context.caller?.sessionId,
    };
  });
  return { sessions: await Promise.all(sessions) };
};

export const sessionListReads = [
  readRoute({
    ...ofOwner,
    firstParty: true,
    tag: 'Sign-in',
    path: '/users/:userId/sessions',
    summary: 'Where the user is signed in',
    reply: SessionsReply,
    projections: [sessionList.name],
    run: ({ params: { userId } }, context) => openSessions(context, userId),
  }),
];

export const sessionListWrites = [
  writeRoute({
    ...byPerson,
    tag: 'Sign-in',
    method: 'DELETE',
    path: '/users/:userId/sessions/:sessionId',
    summary: 'Sign one device out',
    params: z.object({ userId: UserId, sessionId: SessionId }),
    reply: z.object({ done: z.literal(true) }),
    refusals: ['SessionNotFound'],
    run: async ({ params: { userId, sessionId } }, context) => {
      const { state } = await context.facts(session, sessionId);
      if (state?.userId !== userId) throw new Refusal('SessionNotFound');
      await context.send(session, { type: 'RevokeSession', data: { sessionId, reason: 'signedOut' } });
      return { done: true };
    },
  }),
];
