import { z } from 'zod';
import { Id } from '../../../event-schemas/primitives.ts';
import { Refusal, readRoute, writeRoute, type WriteContext } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';
import { notAbsorbable } from '../account/merging.ts';
import type { RegisteredAccount } from '../account/state.ts';
import { PhoneChannel } from '../code-quota/events.ts';
import { ChallengeId } from '../ids.ts';
import { findByContact } from '../sign-in/contact-claims.ts';
import { CodeInput, PhoneInput, normalPhone } from '../sign-in/contact-input.ts';
import { requestOtp } from '../sign-in/otp-request.ts';
import { useOtp } from '../sign-in/otp.ts';
import { requireUsable } from '../sign-in/tokens.ts';
import { presentAccount, usableAccount } from '../sign-in/usable-account.ts';
import { ChallengeReply, OTP_REFUSALS } from './otp.ts';
import { byPerson, ofOwner } from './profile.ts';

const MergeReply = z.object({
  mergeId: Id,
  /** The older account, which goes on. */
  userId: Id,
  /** The younger account, which becomes part of it. */
  absorbedUserId: Id,
  status: z.enum(['merging', 'merged']),
  /** The caller's own account was the younger one: its sessions end, and either phone signs in to the older one. */
  signInAgain: z.boolean(),
});

/** The account of the other phone, whose code shows that it is the same person's. */
const otherAccount = async (
  context: WriteContext,
  owner: RegisteredAccount,
  given: { readonly challengeId: ChallengeId; readonly code: string },
): Promise<RegisteredAccount> => {
  const { contact } = await useOtp(context, { ...given, purpose: 'mergeAccounts', userId: owner.userId });
  const found = await findByContact(context, contact.id);
  if (found?.own.verified !== true)
    throw new Refusal('UserNotFound', 'This phone has no account; PUT /users/:userId/phone makes it yours.');
  if (found.holder.userId === owner.userId) throw new Refusal('InvalidMerge', 'It is one account already.');
  requireUsable(found.holder);
  return found.holder;
};

/** The older of two accounts goes on; of two of the same moment the one with the smaller id. */
const byAge = (a: RegisteredAccount, b: RegisteredAccount): number =>
  a.registeredAt === b.registeredAt ? a.userId.localeCompare(b.userId) : a.registeredAt.localeCompare(b.registeredAt);

type Check = (context: WriteContext, userIds: readonly string[]) => Promise<void>;

/** The host says what other domains have against it. */
export const mergeRequest = (check: Check) =>
  writeRoute({
    ...byPerson,
    tag: 'Users',
    method: 'POST',
    path: '/users/:userId/merge',
    summary:
      'Make one of two accounts of the same person: the younger becomes part of the older, which cannot be undone. Needs a session just proven, and the code that went to the other phone',
    status: 202,
    freshProof: true,
    body: z.object({ challengeId: ChallengeId, code: CodeInput }),
    reply: MergeReply,
    refusals: [
      ...OTP_REFUSALS,
      'UserNotFound',
      'AccountSuspended',
      'AccountDeletionPending',
      'AccountNotMergeable',
      'InvalidMerge',
      'TooManyMerges',
      'OrderUnderWay',
    ],
    run: async ({ params: { userId }, body }, context) => {
      const { caller } = context;
      // Only the person: nobody merges the accounts of others.
      if (caller?.userId !== userId || caller.sessionId === undefined)
        throw new Refusal('InvalidMerge', 'Only the owner can do this, signed in to one of the accounts.');
      const owner = await usableAccount(context, userId);
      const mergeId = context.newId('merge');
      const known = owner.absorbed.find((one) => one.mergeId === mergeId);
      if (known !== undefined)
        return { mergeId, userId, absorbedUserId: known.userId, status: known.status, signInAgain: false };
      const other = await otherAccount(context, owner, body);
      const [older, younger] = [owner, other].sort(byAge) as [RegisteredAccount, RegisteredAccount];
      const refused = notAbsorbable(younger);
      if (refused !== undefined) throw new Refusal(refused.rejected, refused.detail);
      await check(context, [older.userId, younger.userId]);
      const data = { userId: older.userId, absorbedUserId: younger.userId, mergeId };
      await context.send(account, { type: 'AbsorbAccount', data });
      return { ...data, status: 'merging', signInAgain: younger.userId === userId };
    },
  });

export const mergeWrites = [
  writeRoute({
    ...byPerson,
    tag: 'Users',
    method: 'POST',
    path: '/users/:userId/merge/otp',
    summary:
      'Send a code to the phone of another account of the same person; the answer does not show whether it has one',
    body: z.object({ phone: PhoneInput, channel: PhoneChannel.default('sms') }),
    reply: ChallengeReply,
    refusals: ['UserNotFound', 'InvalidChannel', 'TooManyRequests'],
    run: async ({ params: { userId }, body: { phone, channel } }, context) => {
      await usableAccount(context, userId);
      const to = normalPhone(context.ports.secrets, phone);
      return requestOtp(context, { phone: to, channel, purpose: 'mergeAccounts', userId });
    },
  }),
];

export const mergeReads = [
  readRoute({
    ...ofOwner,
    tag: 'Users',
    path: '/users/:userId/merges',
    summary: 'Accounts that are part of this one, or are becoming it',
    reply: z.object({ merges: z.array(MergeReply.pick({ mergeId: true, absorbedUserId: true, status: true })) }),
    projections: [],
    run: async ({ params: { userId } }, context) => {
      const { owner } = await presentAccount(context, userId);
      return {
        merges: owner.absorbed.map(({ mergeId, userId: absorbedUserId, status }) => ({
          mergeId,
          absorbedUserId,
          status,
        })),
      };
    },
  }),
];
