import { reject, type Decider } from '../../kernel/decider.ts';
import type { PayoutCommand } from './commands.ts';
import type { PayoutEvent } from './events.ts';

type Prepared = Extract<PayoutEvent, { type: 'PayoutPrepared' }>['data'];
/** Undefined before it was prepared. */
export type Payout = (Prepared & { readonly reference: string | undefined }) | undefined;
export type PayoutRejection = 'PayoutNotFound' | 'PayoutIdTaken' | 'NothingToPayOut' | 'PayoutAlreadyPaid';

/** One transfer to a seller. What it pays is fixed when it is prepared. */
export const payoutDecider: Decider<Payout, PayoutCommand, PayoutEvent, PayoutRejection> = {
  initial: undefined,
  evolve: (state, { type, data }) => {
    if (type === 'PayoutPrepared') return { ...data, reference: undefined };
    if (state === undefined) throw new Error(`a payout begins with ${type}`);
    return { ...state, reference: data.reference };
  },
  decide: (command, state) => {
    if (command.type === 'PreparePayout') {
      const { data } = command;
      if (state !== undefined) return state.vendorId === data.vendorId ? [] : reject('PayoutIdTaken');
      const amountPaise = data.items.reduce((sum, item) => sum + item.amountPaise, 0);
      if (amountPaise <= 0) return reject('NothingToPayOut', 'What came back is more than what was sold.');
      return [{ type: 'PayoutPrepared', data: { ...data, amountPaise } }];
    }
    if (state === undefined) return reject('PayoutNotFound');
    const { payoutId, reference } = command.data;
    if (state.reference !== undefined)
      return state.reference === reference ? [] : reject('PayoutAlreadyPaid', `It was paid under ${state.reference}.`);
    const { vendorId, amountPaise } = state;
    return [{ type: 'PayoutPaid', data: { payoutId, vendorId, amountPaise, reference } }];
  },
};
