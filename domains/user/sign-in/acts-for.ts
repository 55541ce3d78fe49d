import type { UserId } from '../../../event-schemas/primitives.ts';
import type { Caller, WriteContext } from '../../kernel/routes.ts';
import { account } from '../account/aggregate.ts';

type Asked = { readonly caller: Caller | undefined } & Pick<WriteContext, 'facts'>;

/** Whether what belongs to this account is the caller's: their own, or of an account that became part of theirs. */
export const actsFor = async ({ caller, facts }: Asked, userId: UserId): Promise<boolean> => {
  if (caller === undefined) return false;
  if (caller.userId === userId) return true;
  return (await facts(account, userId)).state?.mergedInto?.userId === caller.userId;
};
