import { z } from 'zod';
import { Id, Instant, UserId, personal, type MessageOf } from '../../../event-schemas/primitives.ts';
import type { PersonalFields } from '../../kernel/aggregate.ts';
import { ROLES } from '../../kernel/routes.ts';
import { ContactId, SessionId } from '../ids.ts';

export const UserRole = z.enum(ROLES);
export type UserRole = z.infer<typeof UserRole>;
export const GENDERS = ['male', 'female', 'other', 'prefer_not_to_say'] as const;

/** What users tell about themselves; every field is theirs to leave out, and null takes it back. */
export const Profile = z.object({
  name: z.string().trim().min(1).max(100),
  photoUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable(),
  gender: z.enum(GENDERS).nullable(),
  dateOfBirth: z.iso.date().nullable(),
  location: z.string().trim().min(1).max(120).nullable(),
  bio: z.string().trim().max(500).nullable(),
});
export const ProfileChanges = Profile.partial();
export type ProfileChanges = z.infer<typeof ProfileChanges>;

const one = { userId: UserId };
const merge = { ...one, mergeId: Id };
export const accountEvents = {
  UserRegistered: z.object({
    ...one,
    name: personal(z.string()),
    phone: personal(z.string()),
    phoneId: ContactId.nullable(),
    phoneVerified: z.boolean(),
    email: personal(z.string()),
    emailId: ContactId.nullable(),
    passwordHash: personal(z.string()),
    roles: z.array(UserRole),
    referralCode: z.string().nullable(),
    registeredAt: Instant,
  }),
  UserProfileChanged: z.object({ ...one, changes: personal(ProfileChanges) }),
  UserPhoneChanged: z.object({ ...one, phone: personal(z.string()), phoneId: ContactId }),
  UserPhoneRemoved: z.object({ ...one, phoneId: ContactId }),
  /** Somebody else has proven the address, which this account had merely claimed. */
  UserEmailRemoved: z.object({ ...one, emailId: ContactId }),
  UserEmailChanged: z.object({ ...one, email: personal(z.string()), emailId: ContactId }),
  /** A code that was sent to the address came back. */
  UserEmailVerified: z.object({ ...one, emailId: ContactId }),
  UserPasswordChanged: z.object({ ...one, passwordHash: personal(z.string()) }),
  UserRoleGranted: z.object({ ...one, role: UserRole }),
  UserRoleRevoked: z.object({ ...one, role: UserRole }),
  /** Sessions that were opened before this instant are over. */
  UserSessionsEnded: z.object({ ...one, validFrom: Instant, reason: z.string() }),
  /** A session was opened on a device that the account has not been used on; on its first one there is nobody to warn. */
  NewDeviceUsed: z.object({
    ...one,
    deviceHash: z.string(),
    sessionId: SessionId,
    isFirst: z.boolean(),
    deviceName: personal(z.string()),
    /** The proven address to warn, null without one. */
    email: personal(z.string()),
    usedAt: Instant,
  }),
  UserSuspended: z.object({ ...one, reason: z.string() }),
  UserReinstated: z.object(one),
  AccountDeletionRequested: z.object({ ...one, requestedAt: Instant, eraseAt: Instant }),
  AccountDeletionRevoked: z.object({ ...one, revokedAt: Instant }),
  /** Another account of the same person is being folded into this one. */
  AccountAbsorptionBegan: z.object({ ...merge, absorbedUserId: UserId, beganAt: Instant }),
  /** From now on this account is a part of the other one: its phone and e-mail address sign in there. */
  AccountMergedInto: z.object({ ...merge, intoUserId: UserId, mergedAt: Instant }),
  /** Addresses, preferences, measurements and the cart are with the other account. */
  AccountBelongingsCarried: z.object({ ...merge, intoUserId: UserId }),
  AccountAbsorbed: z.object({ ...merge, absorbedUserId: UserId, absorbedAt: Instant }),
  /** The other account could not be folded in any more, such as because it is being deleted. */
  AccountAbsorptionGivenUp: z.object({ ...merge, absorbedUserId: UserId }),
  AccountErased: z.object({
    ...one,
    phoneId: ContactId.nullable(),
    emailId: ContactId.nullable(),
    erasedAt: Instant,
  }),
};
export type AccountEvent = MessageOf<typeof accountEvents>;

const sealed = (...fields: string[]): PersonalFields => ({ subject: 'userId', fields });
export const accountPersonal = {
  UserRegistered: sealed('name', 'phone', 'email', 'passwordHash'),
  UserProfileChanged: sealed('changes'),
  UserPhoneChanged: sealed('phone'),
  UserEmailChanged: sealed('email'),
  UserPasswordChanged: sealed('passwordHash'),
  NewDeviceUsed: sealed('deviceName', 'email'),
};
