import type { InventoryCommand } from '../domains/inventory/commands.ts';
import type { InventoryEvent } from '../domains/inventory/events.ts';
import { DAY_MS, instantAfter, startOfIndianDay } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import type { ProductId } from '../event-schemas/primitives.ts';

type Input = Extract<InventoryEvent, { type: 'StockAnnounced' }>;
/** `waiting` are the days that were said and have not passed. */
type State = { readonly productId: ProductId | undefined; readonly waiting: readonly string[] };

/** Announcements reach two years ahead, and each may be put off. */
const TIME_LIMIT_MS = 1_500 * DAY_MS;

/** When the day of an announcement has passed, looks whether buyers who wait for it must be told that it is not known any more. */
export const overdueArrival = defineSaga<State, Input, InventoryCommand>({
  name: 'overdueArrival',
  handles: ['StockAnnounced'],
  instanceOf: ({ data }) => data.arrivalId,
  initial: { productId: undefined, waiting: [] },
  step: (state, input) => {
    if (input.type === 'StockAnnounced') {
      const { productId, expectedOn } = input.data;
      if (state.waiting.includes(expectedOn)) return {};
      const dueAt = instantAfter(startOfIndianDay(expectedOn), DAY_MS);
      return {
        state: { productId, waiting: [...state.waiting, expectedOn] },
        deadlines: [{ name: expectedOn, dueAt }],
      };
    }
    if (input.type !== 'DeadlineReached' || state.productId === undefined) return {};
    const { productId } = state;
    return {
      state: { ...state, waiting: state.waiting.filter((day) => day !== input.data.name) },
      send: [{ type: 'CheckStockPromises', data: { productId } }],
    };
  },
  isDone: ({ waiting }) => waiting.length === 0,
  timeLimitMs: TIME_LIMIT_MS,
});
