import type { PriceChangeCommand } from '../domains/catalogue/price-change/commands.ts';
import type { PriceChangeEvent } from '../domains/catalogue/price-change/events.ts';
import type { ProductCommand } from '../domains/catalogue/product/commands.ts';
import { DAY_MS } from '../domains/kernel/calendar.ts';
import { defineSaga, type Step } from '../domains/kernel/saga.ts';

type Scheduled = Extract<PriceChangeEvent, { type: 'PriceChangeScheduled' }>;
type Input = Scheduled | Extract<PriceChangeEvent, { type: 'PriceChangeCancelled' }>;
type State = { readonly change: Scheduled['data'] | undefined; readonly phase: 'waiting' | 'changing' | 'done' };
type Command = ProductCommand | PriceChangeCommand;

/** Sales are planned within a season. */
const TIME_LIMIT_MS = 400 * DAY_MS;

const settle = (state: State, refused: string | null): Step<State, Command> => ({
  state: { ...state, phase: 'done' },
  send: [{ type: 'SettlePriceChange', data: { changeId: state.change!.changeId, refused } }],
});

/** Changes a price when its time has come, and says what became of it. */
export const scheduledPrice = defineSaga<State, Input, Command>({
  name: 'scheduledPrice',
  handles: ['PriceChangeScheduled', 'PriceChangeCancelled'],
  instanceOf: ({ data }) => data.changeId,
  initial: { change: undefined, phase: 'waiting' },
  step: (state, { type, data }) => {
    if (type === 'PriceChangeScheduled')
      return { state: { ...state, change: data }, deadlines: [{ name: 'change', dueAt: data.takesEffectAt }] };
    if (state.change === undefined || state.phase === 'done') return {};
    const { productId, variantId, pricePaise, mrpPaise } = state.change;
    switch (type) {
      case 'PriceChangeCancelled':
        return state.phase === 'waiting' ? { state: { ...state, phase: 'done' } } : {};
      case 'DeadlineReached':
        return {
          state: { ...state, phase: 'changing' },
          send: [{ type: 'ChangeVariantPrice', data: { productId, variantId, pricePaise, mrpPaise } }],
        };
      case 'CommandAccepted':
        return settle(state, null);
      case 'CommandRejected':
        return settle(state, data.rejected);
    }
  },
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
