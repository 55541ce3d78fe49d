import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import { identityPolicy } from '../../policy/identity.ts';
import { ageOn } from './age.ts';
import type { AccountCommand } from './commands.ts';
import type { AccountEvent, ProfileChanges } from './events.ts';
import { decideMerge, type MergeRejection } from './merging.ts';
import { evolveAccount, type Account, type RegisteredAccount } from './state.ts';

export type AccountRejection =
  | 'UserNotFound'
  | 'UserIdTaken'
  | 'RegistrationExpired'
  | 'AccountSuspended'
  | 'AccountDeletionPending'
  | 'AccountDeletionDue'
  | 'AccountDeletionNotDue'
  | 'LastRole'
  | 'EmailNotFound'
  | 'InvalidDateOfBirth'
  | MergeRejection;
type Answer = Decision<AccountEvent, AccountRejection>;

const register = (
  command: Extract<AccountCommand, { type: 'RegisterUser' }>,
  account: Account,
  now: Instant,
): Answer => {
  const { finishBefore, ...data } = command.data;
  if (account !== undefined) {
    const isSame =
      account.phone?.id === (data.phoneId ?? undefined) && account.email?.id === (data.emailId ?? undefined);
    return isSame ? [] : reject('UserIdTaken');
  }
  if (now >= finishBefore) return reject('RegistrationExpired', 'Send the registration again.');
  return [{ type: 'UserRegistered', data: { ...data, registeredAt: now } }];
};

/** The fields that really change. */
const newIn = (changes: ProfileChanges, profile: ProfileChanges): ProfileChanges =>
  Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => (profile[field as keyof ProfileChanges] ?? null) !== value),
  );

type ProfileChange = Extract<AccountCommand, { type: 'ChangeProfile' }>['data'];
const changeProfile = (command: ProfileChange, profile: ProfileChanges, now: Instant): Answer => {
  const { userId } = command;
  const changes = newIn(command.changes, profile);
  if (Object.keys(changes).length === 0) return [];
  const { dateOfBirth } = changes;
  if (typeof dateOfBirth === 'string' && ageOn(dateOfBirth, now) < identityPolicy.ageMin.value)
    return reject('InvalidDateOfBirth', `Users are at least ${identityPolicy.ageMin.value} years old.`);
  return [{ type: 'UserProfileChanged', data: { userId, changes } }];
};

type ContactChange = Extract<AccountCommand, { type: 'ChangeUserPhone' | 'ChangeUserEmail' | 'VerifyUserEmail' }>;
const changeContact = ({ type, data }: ContactChange, { phone, email }: RegisteredAccount): Answer => {
  switch (type) {
    case 'ChangeUserPhone':
      return phone?.id === data.phoneId && phone.verified ? [] : [{ type: 'UserPhoneChanged', data }];
    case 'ChangeUserEmail':
      return email?.id === data.emailId ? [] : [{ type: 'UserEmailChanged', data }];
    case 'VerifyUserEmail':
      // An address that was replaced meanwhile is not the account's any more.
      if (email?.id !== data.emailId) return reject('EmailNotFound', 'Ask for a new code.');
      return email.verified ? [] : [{ type: 'UserEmailVerified', data }];
  }
};

const recordDevice = (
  data: Extract<AccountCommand, { type: 'RecordDevice' }>['data'],
  { devices, email }: RegisteredAccount,
  now: Instant,
): Answer => {
  if (devices.includes(data.deviceHash)) return [];
  const toWarn = email?.verified === true ? email.value : null;
  return [{ type: 'NewDeviceUsed', data: { ...data, isFirst: devices.length === 0, email: toWarn, usedAt: now } }];
};

/** Changes of an account in use: refused while it is suspended or about to be deleted. */
const change = (command: AccountCommand, account: RegisteredAccount, now: Instant): Answer => {
  const { userId } = command.data;
  switch (command.type) {
    case 'ChangeProfile':
      return changeProfile(command.data, account.profile, now);
    case 'ChangeUserPhone':
    case 'ChangeUserEmail':
    case 'VerifyUserEmail':
      return changeContact(command, account);
    case 'ChangePassword': {
      const { passwordHash, reason } = command.data;
      if (account.passwordHash === passwordHash) return [];
      return [
        { type: 'UserPasswordChanged', data: { userId, passwordHash } },
        { type: 'UserSessionsEnded', data: { userId, validFrom: now, reason } },
      ];
    }
    case 'RecordDevice':
      return recordDevice(command.data, account, now);
    case 'GrantRole':
      return account.roles.includes(command.data.role) ? [] : [{ type: 'UserRoleGranted', data: command.data }];
    case 'RequestAccountDeletion':
      return [
        { type: 'AccountDeletionRequested', data: { userId, requestedAt: now, eraseAt: command.data.eraseAt } },
        { type: 'UserSessionsEnded', data: { userId, validFrom: now, reason: 'deletionRequested' } },
      ];
    default:
      throw new Error(`${command.type} is not a change of an account in use`);
  }
};

/** Somebody else has proven what this account merely claimed. */
const loseContact = (
  { type, data }: Extract<AccountCommand, { type: 'RemoveUserPhone' | 'RemoveUserEmail' }>,
  { phone, email }: RegisteredAccount,
): Answer => {
  if (type === 'RemoveUserPhone') return phone?.id === data.phoneId ? [{ type: 'UserPhoneRemoved', data }] : [];
  return email?.id === data.emailId ? [{ type: 'UserEmailRemoved', data }] : [];
};

/** What may be done to an account whatever its status, apart from an erased one. */
const administer = (command: AccountCommand, account: RegisteredAccount, now: Instant): Answer | undefined => {
  const { userId } = command.data;
  switch (command.type) {
    case 'EndAllSessions':
      return account.sessionsValidFrom === now
        ? []
        : [{ type: 'UserSessionsEnded', data: { userId, validFrom: now, reason: command.data.reason } }];
    case 'RevokeRole':
      if (!account.roles.includes(command.data.role)) return [];
      return account.roles.length === 1
        ? reject('LastRole', 'An account has at least one role; grant another one first, or suspend the user.')
        : [{ type: 'UserRoleRevoked', data: command.data }];
    case 'RemoveUserPhone':
    case 'RemoveUserEmail':
      return loseContact(command, account);
    case 'SuspendUser':
      if (account.status === 'suspended') return [];
      if (account.status === 'deletionRequested') return reject('AccountDeletionPending');
      return [
        { type: 'UserSuspended', data: command.data },
        { type: 'UserSessionsEnded', data: { userId, validFrom: now, reason: 'suspended' } },
      ];
    case 'ReinstateUser':
      return account.status === 'suspended' ? [{ type: 'UserReinstated', data: { userId } }] : [];
    default:
      return undefined;
  }
};

const isErasure = ({ type }: AccountCommand): boolean => type === 'EraseAccount' || type === 'EraseMergedAccount';

const endDeletion = (command: AccountCommand, account: RegisteredAccount, now: Instant): Answer | undefined => {
  const { userId } = command.data;
  const isDue = account.eraseAt !== undefined && now >= account.eraseAt;
  if (command.type === 'RevokeAccountDeletion') {
    if (account.status !== 'deletionRequested') return [];
    return isDue
      ? reject('AccountDeletionDue', 'The time to change your mind is over.')
      : [{ type: 'AccountDeletionRevoked', data: { userId, revokedAt: now } }];
  }
  if (command.type !== 'EraseAccount') return undefined;
  if (!isDue || account.status !== 'deletionRequested') return reject('AccountDeletionNotDue');
  const [phoneId, emailId] = [account.phone?.id ?? null, account.email?.id ?? null];
  return [{ type: 'AccountErased', data: { userId, phoneId, emailId, erasedAt: now } }];
};

export const accountDecider: Decider<Account, AccountCommand, AccountEvent, AccountRejection> = {
  initial: undefined,
  evolve: evolveAccount,
  decide: (command, account, now) => {
    if (command.type === 'RegisterUser') return register(command, account, now);
    if (account === undefined) return reject('UserNotFound');
    if (account.status === 'erased') return isErasure(command) ? [] : reject('UserNotFound');
    const merge = decideMerge(command, account, now);
    if (merge !== undefined) return merge;
    const answer = endDeletion(command, account, now) ?? administer(command, account, now);
    if (answer !== undefined) return answer;
    if (account.status === 'suspended') return reject('AccountSuspended', 'Ask support.');
    if (account.status === 'deletionRequested')
      return command.type === 'RequestAccountDeletion'
        ? []
        : reject('AccountDeletionPending', 'Revoke the deletion first.');
    return change(command, account, now);
  },
};
