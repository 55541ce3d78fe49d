import type { UserId } from '../../../event-schemas/primitives.ts';
import { Refusal, type WriteContext } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';
import type { RegisteredAccount } from '../account/state.ts';
import { requireUsable } from './tokens.ts';

/** The account of somebody who is still there. @throws Refusal UserNotFound */
export const presentAccount = async (
  { facts }: { readonly facts: WriteContext['facts'] },
  userId: UserId,
): Promise<{ readonly owner: RegisteredAccount; readonly revision: bigint }> => {
  const { state, revision } = await facts(account, userId);
  if (state === undefined || state.status === 'erased' || state.status === 'merged') throw new Refusal('UserNotFound');
  return { owner: state, revision };
};

/** The same, when it may be changed. @throws Refusal UserNotFound, AccountSuspended, AccountDeletionPending */
export const usableAccount = async (context: WriteContext, userId: UserId): Promise<RegisteredAccount> => {
  const { owner } = await presentAccount(context, userId);
  requireUsable(owner);
  return owner;
};
