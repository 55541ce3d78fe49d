import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { ContactId, SessionId } from '../ids.ts';
import { ProfileChanges, UserRole } from './events.ts';

const one = { userId: UserId };
const merge = { ...one, mergeId: Id };
export const accountCommands = {
  RegisterUser: z.object({
    ...one,
    name: z.string(),
    phone: z.string().nullable(),
    phoneId: ContactId.nullable(),
    phoneVerified: z.boolean(),
    email: z.string().nullable(),
    emailId: ContactId.nullable(),
    passwordHash: z.string().nullable(),
    roles: z.array(UserRole),
    referralCode: z.string().nullable(),
    /** When the holds on phone and e-mail address lapse. */
    finishBefore: Instant,
  }),
  ChangeProfile: z.object({ ...one, changes: ProfileChanges }),
  ChangeUserPhone: z.object({ ...one, phone: z.string(), phoneId: ContactId }),
  RemoveUserPhone: z.object({ ...one, phoneId: ContactId }),
  RemoveUserEmail: z.object({ ...one, emailId: ContactId }),
  ChangeUserEmail: z.object({ ...one, email: z.string(), emailId: ContactId }),
  VerifyUserEmail: z.object({ ...one, emailId: ContactId }),
  ChangePassword: z.object({ ...one, passwordHash: z.string(), reason: z.string() }),
  GrantRole: z.object({ ...one, role: UserRole }),
  RevokeRole: z.object({ ...one, role: UserRole }),
  EndAllSessions: z.object({ ...one, reason: z.string() }),
  RecordDevice: z.object({ ...one, deviceHash: z.string(), sessionId: SessionId, deviceName: z.string() }),
  SuspendUser: z.object({ ...one, reason: z.string() }),
  ReinstateUser: z.object(one),
  RequestAccountDeletion: z.object({ ...one, eraseAt: Instant }),
  RevokeAccountDeletion: z.object(one),
  EraseAccount: z.object(one),
  /** Folds a younger account of the same person into this one. */
  AbsorbAccount: z.object({ ...merge, absorbedUserId: UserId }),
  MergeAccountInto: z.object({ ...merge, intoUserId: UserId }),
  RecordBelongingsCarried: z.object(merge),
  CompleteAbsorption: z.object(merge),
  GiveUpAbsorption: z.object(merge),
  /** With the account that it was merged into. */
  EraseMergedAccount: z.object(one),
};
export type AccountCommand = MessageOf<typeof accountCommands>;
