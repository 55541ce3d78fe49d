import { defineSaga } from '../domains/kernel/saga.ts';
import type { StoreCreditCommand } from '../domains/store-credit/commands.ts';
import type { AccountEvent } from '../domains/user/account/events.ts';

type Input = Extract<AccountEvent, { type: 'AccountErased' }>;
const TIME_LIMIT_MS = 60_000;

/** Lets the store credit of an erased person lapse, so that the shop's books do not owe money to nobody. */
export const closeCredit = defineSaga<'new' | 'done', Input, StoreCreditCommand>({
  name: 'closeCredit',
  handles: ['AccountErased'],
  instanceOf: ({ data }) => data.userId,
  initial: 'new',
  step: (state, input) => {
    if (input.type !== 'AccountErased' || state === 'done') return {};
    return { state: 'done', send: [{ type: 'CloseStoreCredit', data: { userId: input.data.userId } }] };
  },
  isDone: (state) => state === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
