import { z } from 'zod';
import { Id, Instant, UserId } from '../../../event-schemas/primitives.ts';
import { ROLES, readRoute, writeRoute } from '../../kernel/routes.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { ageOn } from '../account/age.ts';
import { account } from '../account/aggregate.ts';
import { Profile, ProfileChanges, UserRole } from '../account/events.ts';
import type { OwnContact, RegisteredAccount } from '../account/state.ts';
import { presentAccount } from '../sign-in/usable-account.ts';

export const Owner = z.object({ userId: UserId });
/** What support may look at, to help. */
export const ofOwner = { allow: ROLES, owner: 'userId', params: Owner } as const;
/** What the owner says about themselves; a service may keep it for them, and support may not change it. */
export const byOwner = { ...ofOwner, standIns: ['admin', 'service'] } as const;
/**
 * What would let somebody into the account, lock its owner out, or speak for them: of an admin's account too, so that neither
 * support nor a service becomes more than it is.
 */
export const byPerson = { ...ofOwner, standIns: ['admin'], firstParty: true } as const;
const ACCOUNT_REFUSALS = ['UserNotFound', 'AccountSuspended', 'AccountDeletionPending'] as const;

export const UserReply = z.object({
  userId: Id,
  ...Profile.shape,
  name: z.string().nullable(),
  phone: z.string().nullable(),
  phoneVerified: z.boolean(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  hasPassword: z.boolean(),
  roles: z.array(UserRole),
  status: z.enum(['active', 'suspended', 'deletionRequested']),
  registeredAt: Instant,
  /** Under age, as far as they told us their date of birth: some features need a guardian then. */
  isMinor: z.boolean().nullable(),
  /** When the account will be gone, if its owner asked for that. */
  eraseAt: Instant.nullable(),
  /** For If-Match, in quotes. */
  revision: z.string(),
});

type ShownProfile = Pick<z.infer<typeof UserReply>, keyof ProfileChanges>;
const NO_PROFILE: ShownProfile = {
  name: null,
  photoUrl: null,
  gender: null,
  dateOfBirth: null,
  location: null,
  bio: null,
};
const shown = (own: OwnContact | undefined): { value: string | null; verified: boolean } =>
  own ?? { value: null, verified: false };

const isMinor = ({ dateOfBirth }: ProfileChanges, now: Instant): boolean | null =>
  typeof dateOfBirth === 'string' ? ageOn(dateOfBirth, now) < identityPolicy.ageOfMajority.value : null;

export const userReply = (
  owner: RegisteredAccount,
  { revision, now }: { readonly revision: bigint; readonly now: Instant },
): z.infer<typeof UserReply> => {
  const { value: phone, verified: phoneVerified } = shown(owner.phone);
  const { value: email, verified: emailVerified } = shown(owner.email);
  return {
    userId: owner.userId,
    ...NO_PROFILE,
    ...(owner.profile as Partial<ShownProfile>),
    phone,
    phoneVerified,
    email,
    emailVerified,
    hasPassword: owner.passwordHash !== undefined,
    roles: [...owner.roles],
    status: owner.status === 'erased' || owner.status === 'merged' ? 'deletionRequested' : owner.status,
    registeredAt: owner.registeredAt,
    isMinor: isMinor(owner.profile, now),
    eraseAt: owner.eraseAt ?? null,
    revision: String(revision),
  };
};

export const profileWrites = [
  writeRoute({
    ...byOwner,
    tag: 'Users',
    method: 'PUT',
    path: '/users/:userId',
    summary: 'Change the profile: fields that are left out stay; phone, e-mail and password have routes of their own',
    body: z.strictObject(ProfileChanges.shape),
    reply: UserReply,
    refusals: [...ACCOUNT_REFUSALS, 'InvalidDateOfBirth', 'RevisionMismatch'],
    run: async ({ params: { userId }, body }, context) => {
      const { state, revision } = await context.send(account, {
        type: 'ChangeProfile',
        data: { userId, changes: body },
      });
      return userReply(state!, { revision, now: context.now });
    },
  }),
];

/** Personal data is folded from the log, where erasing the person erases it, and copied to no table. */
export const profileReads = [
  readRoute({
    ...ofOwner,
    tag: 'Users',
    path: '/users/:userId',
    summary: 'The profile',
    reply: UserReply,
    projections: [],
    run: async ({ params: { userId } }, context) => {
      const { owner, revision } = await presentAccount(context, userId);
      return userReply(owner, { revision, now: context.now });
    },
  }),
];
