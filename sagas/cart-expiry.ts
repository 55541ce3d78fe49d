import type { CartCommand } from '../domains/cart/commands.ts';
import type { CartEvent } from '../domains/cart/events.ts';
import { DAY_MS } from '../domains/kernel/calendar.ts';
import { defineSaga } from '../domains/kernel/saga.ts';
import type { Instant, UserId } from '../event-schemas/primitives.ts';

type Input = Extract<CartEvent, { type: 'CartOpened' | 'CartExpiryPostponed' | 'CartExpired' | 'CartWatchEnded' }>;
type Watch = {
  readonly phase: 'new' | 'watching' | 'asking' | 'done';
  readonly userId: UserId | null;
  readonly openingId: string;
  readonly dueAt: Instant;
};
/** A cart in constant use is watched for as long as it has lines. */
const TIME_LIMIT_MS = 3_650 * DAY_MS;

/**
 * Watches one opening of a cart: once per idle period it asks the cart whether it was left, and the cart's own event says so.
 * Edits cost nothing here, since only the opening is heard.
 */
export const cartExpiry = defineSaga<Watch, Input, CartCommand>({
  name: 'cartExpiry',
  handles: ['CartOpened', 'CartExpiryPostponed', 'CartExpired', 'CartWatchEnded'],
  instanceOf: ({ data }) => data.openingId,
  initial: { phase: 'new', userId: null, openingId: '', dueAt: '' },
  step: (state, input) => {
    switch (input.type) {
      case 'CartOpened':
      case 'CartExpiryPostponed': {
        const { userId, openingId, expiresAt: dueAt } = input.data;
        if (dueAt <= state.dueAt) return {};
        return { state: { phase: 'watching', userId, openingId, dueAt }, deadlines: [{ name: 'idle', dueAt }] };
      }
      case 'CartExpired':
      case 'CartWatchEnded':
        return state.phase === 'done' ? {} : { state: { ...state, phase: 'done' } };
      case 'DeadlineReached': {
        const { userId, openingId } = state;
        if (state.phase !== 'watching' || userId === null) return {};
        return { state: { ...state, phase: 'asking' }, send: [{ type: 'ExpireCart', data: { userId, openingId } }] };
      }
      case 'CommandRejected':
        // The cart of a guest who has logged in is closed for good.
        return { state: { ...state, phase: 'done' } };
      case 'CommandAccepted':
        return {};
    }
  },
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
