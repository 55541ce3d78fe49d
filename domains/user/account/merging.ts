import type { Instant } from '../../../event-schemas/primitives.ts';
import { reject, type Decision, type Rejected } from '../../kernel/decider.ts';
import type { AccountCommand } from './commands.ts';
import type { AccountEvent } from './events.ts';
import type { RegisteredAccount } from './state.ts';

export type MergeRejection =
  | 'AccountNotMergeable'
  | 'AccountMergeNotFound'
  | 'InvalidMerge'
  | 'TooManyMerges'
  | 'UserNotFound'
  | 'AccountDeletionNotDue';
type Answer = Decision<AccountEvent, MergeRejection>;
type Of<T extends AccountCommand['type']> = Extract<AccountCommand, { type: T }>['data'];

/** Accounts that may become part of one. */
export const ABSORBED_MAX = 5;

/** Why an account can be no part of a merge: only customers in good standing are folded, and who has sold or worked here is not. */
export const notMergeable = ({ status, roles }: RegisteredAccount): Rejected<'AccountNotMergeable'> | undefined => {
  if (status !== 'active') return reject('AccountNotMergeable', 'One of the accounts is suspended or being deleted.');
  return roles.every((role) => role === 'customer')
    ? undefined
    : reject('AccountNotMergeable', 'Accounts of vendors, partners and staff are not merged; ask support.');
};

/** The same for the account that would be gone: one that others are part of stays. */
export const notAbsorbable = (account: RegisteredAccount): Rejected<'AccountNotMergeable'> | undefined =>
  notMergeable(account) ??
  (account.absorbed.length === 0
    ? undefined
    : reject('AccountNotMergeable', 'The younger account has taken in another one; ask support.'));

const absorb = (data: Of<'AbsorbAccount'>, account: RegisteredAccount, now: Instant): Answer => {
  const { userId, absorbedUserId, mergeId } = data;
  if (userId === absorbedUserId) return reject('InvalidMerge', 'It is one account already.');
  if (account.absorbed.some((one) => one.userId === absorbedUserId || one.mergeId === mergeId)) return [];
  const refused = notMergeable(account);
  if (refused !== undefined) return refused;
  if (account.absorbed.length >= ABSORBED_MAX) return reject('TooManyMerges', 'Ask support.');
  return [{ type: 'AccountAbsorptionBegan', data: { ...data, beganAt: now } }];
};

const mergeInto = (data: Of<'MergeAccountInto'>, account: RegisteredAccount, now: Instant): Answer => {
  if (account.mergedInto?.mergeId === data.mergeId) return [];
  const refused = notAbsorbable(account);
  if (refused !== undefined) return refused;
  return [
    { type: 'AccountMergedInto', data: { ...data, mergedAt: now } },
    { type: 'UserSessionsEnded', data: { userId: data.userId, validFrom: now, reason: 'merged' } },
  ];
};

const endAbsorption = (
  type: 'CompleteAbsorption' | 'GiveUpAbsorption',
  { userId, mergeId }: Of<'CompleteAbsorption'>,
  account: RegisteredAccount,
  now: Instant,
): Answer => {
  const one = account.absorbed.find((entry) => entry.mergeId === mergeId);
  if (one?.status !== 'merging') return [];
  const data = { userId, mergeId, absorbedUserId: one.userId };
  return type === 'CompleteAbsorption'
    ? [{ type: 'AccountAbsorbed', data: { ...data, absorbedAt: now } }]
    : [{ type: 'AccountAbsorptionGivenUp', data }];
};

const ofMerged = (command: AccountCommand, account: RegisteredAccount, now: Instant): Answer => {
  const { type, data } = command;
  const { mergedInto } = account;
  if (type === 'RecordBelongingsCarried') {
    if (mergedInto?.mergeId !== data.mergeId) return reject('AccountMergeNotFound');
    const { userId: intoUserId, carried } = mergedInto;
    return carried ? [] : [{ type: 'AccountBelongingsCarried', data: { ...data, intoUserId } }];
  }
  if (account.status !== 'merged') return reject('AccountDeletionNotDue');
  const [phoneId, emailId] = [account.phone?.id ?? null, account.email?.id ?? null];
  return [{ type: 'AccountErased', data: { userId: data.userId, phoneId, emailId, erasedAt: now } }];
};

/** Everything about merging; undefined for commands that are none of it. A merged account takes no other command. */
export const decideMerge = (command: AccountCommand, account: RegisteredAccount, now: Instant): Answer | undefined => {
  const { type, data } = command;
  switch (type) {
    case 'AbsorbAccount':
      return absorb(data, account, now);
    case 'MergeAccountInto':
      return mergeInto(data, account, now);
    case 'CompleteAbsorption':
    case 'GiveUpAbsorption':
      return endAbsorption(type, data, account, now);
    case 'RecordBelongingsCarried':
    case 'EraseMergedAccount':
      return ofMerged(command, account, now);
    default:
      return account.status === 'merged' ? reject('UserNotFound') : undefined;
  }
};
