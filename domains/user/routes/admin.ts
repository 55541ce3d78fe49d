import { z } from 'zod';
import { Id, Instant, UserId } from '../../../event-schemas/primitives.ts';
import { sql } from '../../kernel/projection.ts';
import { readRoute, writeRoute, type WriteContext } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';
import type { AccountCommand } from '../account/commands.ts';
import { UserRole } from '../account/events.ts';
import { accountList, type AccountRow } from '../read-model.ts';
import { EmailInput, PhoneInput, normalEmail, normalPhone } from '../sign-in/contact-input.ts';
import { registerUser } from '../sign-in/registration.ts';
import { Owner } from './profile.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;

const AccountReply = z.object({
  userId: Id,
  status: z.string(),
  roles: z.array(UserRole),
  registeredAt: Instant,
});
const byAdmin = { tag: 'Administration', allow: ['admin'], reply: AccountReply, params: Owner } as const;
const REFUSALS = ['UserNotFound', 'AccountSuspended', 'AccountDeletionPending'] as const;

const apply = async (context: WriteContext, command: AccountCommand): Promise<z.infer<typeof AccountReply>> => {
  const { state } = await context.send(account, command);
  const { userId, status, roles, registeredAt } = state!;
  return { userId, status, roles: [...roles], registeredAt };
};
const OneRole = z.object({ userId: UserId, role: UserRole });
const Reason = z.object({ reason: z.string().trim().min(1).max(200) });

const NewAccount = z.object({
  /** For accounts that were somewhere else before. */
  userId: UserId.optional(),
  name: z.string().trim().min(1).max(100),
  phone: PhoneInput.optional(),
  email: EmailInput.optional(),
  roles: z.array(UserRole).min(1).max(UserRole.options.length).default(['customer']),
});

export const adminWrites = [
  writeRoute({
    tag: 'Administration',
    allow: ['admin'],
    method: 'POST',
    path: '/users',
    summary:
      'Make an account for somebody, such as a member of staff; they set a password by a code to the e-mail address. Repeated, it changes nothing',
    status: 201,
    freshProof: true,
    body: NewAccount,
    reply: AccountReply,
    refusals: ['ContactTaken', 'ContactQuarantined', 'UserIdTaken'],
    run: async ({ body: { phone, email, ...given } }, context) => {
      const { secrets } = context.ports;
      const { userId, status, roles, registeredAt } = await registerUser(context, {
        ...given,
        phone: phone === undefined ? undefined : normalPhone(secrets, phone),
        phoneProven: false,
        email: email === undefined ? undefined : normalEmail(secrets, email),
        password: undefined,
        referralCode: undefined,
      });
      return { userId, status, roles: [...roles], registeredAt };
    },
  }),
  writeRoute({
    ...byAdmin,
    method: 'PUT',
    path: '/users/:userId/roles/:role',
    summary: 'Grant a role; it takes effect with the next access token',
    freshProof: true,
    params: OneRole,
    refusals: REFUSALS,
    run: ({ params }, context) => apply(context, { type: 'GrantRole', data: params }),
  }),
  writeRoute({
    ...byAdmin,
    method: 'DELETE',
    path: '/users/:userId/roles/:role',
    summary: 'Take a role back; it takes effect with the next access token',
    params: OneRole,
    refusals: ['UserNotFound', 'LastRole'],
    run: ({ params }, context) => apply(context, { type: 'RevokeRole', data: params }),
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/users/:userId/suspension',
    summary: 'Suspend a user: all sessions end and signing in is refused',
    body: Reason,
    refusals: ['UserNotFound', 'AccountDeletionPending'],
    run: ({ params: { userId }, body: { reason } }, context) =>
      apply(context, { type: 'SuspendUser', data: { userId, reason } }),
  }),
  writeRoute({
    ...byAdmin,
    method: 'DELETE',
    path: '/users/:userId/suspension',
    summary: 'Reinstate a suspended user',
    refusals: ['UserNotFound'],
    run: ({ params }, context) => apply(context, { type: 'ReinstateUser', data: params }),
  }),
  writeRoute({
    ...byAdmin,
    method: 'POST',
    path: '/users/:userId/sessions/end',
    summary: 'End all sessions of a user',
    body: Reason,
    refusals: ['UserNotFound'],
    run: ({ params: { userId }, body: { reason } }, context) =>
      apply(context, { type: 'EndAllSessions', data: { userId, reason } }),
  }),
];

const Cursor = z.string().regex(/^[0-9TZ:.-]{24}_[0-9a-f-]{36}$/, 'must be the `next` of an earlier page');

export const adminReads = [
  readRoute({
    tag: 'Administration',
    allow: ['admin', 'support'],
    path: '/users',
    summary: 'All accounts, the newest first, without personal data',
    query: z.object({
      role: UserRole.optional(),
      status: z.enum(['active', 'suspended', 'deletionRequested', 'merged', 'erased']).optional(),
      limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
      cursor: Cursor.optional(),
    }),
    reply: z.object({ users: z.array(AccountReply), next: z.string().nullable() }),
    projections: [accountList.name],
    run: async ({ query: { role, status, limit, cursor } }, context) => {
      const [before = null, beforeId = null] = cursor?.split('_') ?? [];
      const rows = await context.query<AccountRow>(
        sql`select * from identity.user_account where (${status ?? null}::text is null or status = ${status ?? null})
          and (${role ?? null}::text is null or roles @> array[${role ?? null}::text])
          and (${before}::text is null or (registered_at, user_id) < (${before}::text, ${beforeId}::uuid))
          order by registered_at desc, user_id desc limit ${limit + 1}`,
      );
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        users: page.map(({ user_id: userId, registered_at: registeredAt, roles, status: now }) => ({
          userId,
          status: now,
          roles,
          registeredAt,
        })),
        next: last === undefined ? null : `${last.registered_at}_${last.user_id}`,
      };
    },
  }),
];
