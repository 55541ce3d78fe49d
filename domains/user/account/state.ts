import type { Instant, UserId } from '../../../event-schemas/primitives.ts';
import type { ContactId } from '../ids.ts';
import type { AccountEvent, ProfileChanges, UserRole } from './events.ts';

/** A device that was used before so many others counts as new. */
export const DEVICES_KEPT_MAX = 50;

/** A phone number or an e-mail address of an account; the value is null once the person was erased. */
export type OwnContact = { readonly id: ContactId; readonly value: string | null; readonly verified: boolean };
export type AccountStatus = 'active' | 'suspended' | 'deletionRequested' | 'merged' | 'erased';
export type Absorbed = { readonly userId: UserId; readonly mergeId: string; readonly status: 'merging' | 'merged' };

export type RegisteredAccount = {
  readonly userId: UserId;
  readonly status: AccountStatus;
  readonly profile: ProfileChanges;
  readonly phone: OwnContact | undefined;
  readonly email: OwnContact | undefined;
  readonly passwordHash: string | undefined;
  readonly roles: readonly UserRole[];
  readonly sessionsValidFrom: Instant | undefined;
  /** Keyed hashes of the devices that were used last. */
  readonly devices: readonly string[];
  readonly registeredAt: Instant;
  readonly eraseAt: Instant | undefined;
  /** Younger accounts of the same person that are part of this one, or are becoming it. */
  readonly absorbed: readonly Absorbed[];
  /** The older account that this one is a part of. */
  readonly mergedInto: { readonly userId: UserId; readonly mergeId: string; readonly carried: boolean } | undefined;
};
export type Account = RegisteredAccount | undefined;

type Registered = Extract<AccountEvent, { type: 'UserRegistered' }>['data'];
const registered = (data: Registered): RegisteredAccount => ({
  userId: data.userId,
  status: 'active',
  profile: data.name === null ? {} : { name: data.name },
  phone: data.phoneId === null ? undefined : { id: data.phoneId, value: data.phone, verified: data.phoneVerified },
  email: data.emailId === null ? undefined : { id: data.emailId, value: data.email, verified: false },
  passwordHash: data.passwordHash ?? undefined,
  roles: data.roles,
  sessionsValidFrom: undefined,
  devices: [],
  registeredAt: data.registeredAt,
  eraseAt: undefined,
  absorbed: [],
  mergedInto: undefined,
});

const evolveMerge = (account: RegisteredAccount, { type, data }: AccountEvent): RegisteredAccount | undefined => {
  switch (type) {
    case 'AccountAbsorptionBegan': {
      const { absorbedUserId: userId, mergeId } = data;
      return { ...account, absorbed: [...account.absorbed, { userId, mergeId, status: 'merging' }] };
    }
    case 'AccountAbsorbed': {
      const end = (one: Absorbed): Absorbed => (one.mergeId === data.mergeId ? { ...one, status: 'merged' } : one);
      return { ...account, absorbed: account.absorbed.map(end) };
    }
    case 'AccountAbsorptionGivenUp':
      return { ...account, absorbed: account.absorbed.filter(({ mergeId }) => mergeId !== data.mergeId) };
    case 'AccountMergedInto': {
      const mergedInto = { userId: data.intoUserId, mergeId: data.mergeId, carried: false };
      return { ...account, status: 'merged', mergedInto };
    }
    case 'AccountBelongingsCarried':
      return { ...account, mergedInto: account.mergedInto && { ...account.mergedInto, carried: true } };
    default:
      return undefined;
  }
};

/** What the end of an account, begun or taken back, does to it; undefined for every other event. */
const evolveEnd = (account: RegisteredAccount, event: AccountEvent): RegisteredAccount | undefined => {
  const { type, data } = event;
  switch (type) {
    case 'UserSuspended':
      return { ...account, status: 'suspended' };
    case 'UserReinstated':
      return { ...account, status: 'active' };
    case 'AccountDeletionRequested':
      return { ...account, status: 'deletionRequested', eraseAt: data.eraseAt };
    case 'AccountDeletionRevoked':
      return { ...account, status: 'active', eraseAt: undefined };
    case 'AccountErased': {
      const nothing = { profile: {}, phone: undefined, email: undefined, passwordHash: undefined, roles: [] };
      return { ...account, ...nothing, status: 'erased' };
    }
    default:
      return evolveMerge(account, event);
  }
};

/** How somebody is reached; undefined for every other event. */
const evolveContact = (account: RegisteredAccount, { type, data }: AccountEvent): RegisteredAccount | undefined => {
  switch (type) {
    case 'UserPhoneChanged':
      return { ...account, phone: { id: data.phoneId, value: data.phone, verified: true } };
    case 'UserPhoneRemoved':
      return { ...account, phone: undefined };
    case 'UserEmailRemoved':
      return { ...account, email: undefined };
    case 'UserEmailChanged':
      return { ...account, email: { id: data.emailId, value: data.email, verified: false } };
    case 'UserEmailVerified':
      return account.email === undefined ? account : { ...account, email: { ...account.email, verified: true } };
    default:
      return undefined;
  }
};

/** Folds one event; an erased account keeps nothing personal, whatever a cache still holds of it. */
export const evolveAccount = (account: Account, event: AccountEvent): Account => {
  const { type, data } = event;
  if (type === 'UserRegistered') return registered(data);
  if (account === undefined) throw new Error('an account stream begins with UserRegistered');
  switch (type) {
    case 'UserProfileChanged':
      return { ...account, profile: { ...account.profile, ...data.changes } };
    case 'UserPasswordChanged':
      return { ...account, passwordHash: data.passwordHash ?? undefined };
    case 'UserRoleGranted':
      return { ...account, roles: [...account.roles, data.role] };
    case 'UserRoleRevoked':
      return { ...account, roles: account.roles.filter((role) => role !== data.role) };
    case 'NewDeviceUsed':
      return { ...account, devices: [...account.devices, data.deviceHash].slice(-DEVICES_KEPT_MAX) };
    case 'UserSessionsEnded':
      return { ...account, sessionsValidFrom: data.validFrom };
    default:
      return evolveContact(account, event) ?? evolveEnd(account, event);
  }
};
