import { defineSaga } from '../domains/kernel/saga.ts';
import type { StoreCreditCommand } from '../domains/store-credit/commands.ts';
import type { StoreCreditEvent } from '../domains/store-credit/events.ts';

type Input = Extract<StoreCreditEvent, { type: 'StoreCreditMovedOut' }>;
type State = { readonly arrived: boolean };
const TIME_LIMIT_MS = 60_000;

/** Brings store credit that left a merged account to the other one. */
export const moveCredit = defineSaga<State, Input, StoreCreditCommand>({
  name: 'moveCredit',
  handles: ['StoreCreditMovedOut'],
  instanceOf: ({ data }) => data.transferId,
  initial: { arrived: false },
  step: (state, input) => {
    if (input.type !== 'StoreCreditMovedOut')
      return input.type === 'CommandAccepted' ? { state: { arrived: true } } : {};
    const { userId: fromUserId, toUserId, transferId, amountPaise } = input.data;
    const data = { userId: toUserId, fromUserId, transferId, amountPaise };
    return state.arrived ? {} : { state, send: [{ type: 'MoveStoreCreditIn', data }] };
  },
  isDone: ({ arrived }) => arrived,
  timeLimitMs: TIME_LIMIT_MS,
});
