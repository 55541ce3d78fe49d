import type { CartCommand } from '../domains/cart/commands.ts';
import type { CartEvent } from '../domains/cart/events.ts';
import { DAY_MS, instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type CommandAccepted, type Deadline, type Step } from '../domains/kernel/saga.ts';
import { cartAbandoned } from '../domains/policy/cart.ts';
import type { Instant, UserId } from '../event-schemas/primitives.ts';

type Input = Extract<CartEvent, { type: 'CartOpened' | 'CartExpiryPostponed' | 'CartExpired' | 'CartWatchEnded' }>;
type Watch = {
  readonly phase: 'new' | 'watching' | 'asking' | 'done';
  readonly userId: UserId | null;
  readonly openingId: string;
  readonly dueAt: Instant;
  /** It was asked for the last time whether the cart was left for a day. */
  readonly told?: true;
};
/** A cart in constant use is watched for as long as it has lines. */
const TIME_LIMIT_MS = 3_650 * DAY_MS;
const ABANDONED_MS = cartAbandoned.value.hours * 3_600_000;

const dayLater = (now: Instant): Deadline => ({ name: 'abandoned', dueAt: instantAfter(now, ABANDONED_MS) });

/** A cart that was in use meanwhile is asked again; one that was left, or is empty, or closed, says so and is not. */
const accepted = (
  state: Watch,
  { command, events }: CommandAccepted['data'],
  now: Instant,
): Step<Watch, CartCommand> => {
  if (command !== 'NoteAbandonment' || state.phase === 'done' || state.told === true) return {};
  if (events.length === 0) return { deadlines: [dayLater(now)] };
  return { state: { ...state, told: true } };
};

const due = (state: Watch, name: string): Step<Watch, CartCommand> => {
  const { userId, openingId } = state;
  if (state.phase !== 'watching' || userId === null) return {};
  if (name === 'abandoned') return { send: [{ type: 'NoteAbandonment', data: { userId, openingId } }] };
  return { state: { ...state, phase: 'asking' }, send: [{ type: 'ExpireCart', data: { userId, openingId } }] };
};

/**
 * Watches one opening of a cart: once a day it asks whether the cart was left alone since, until it was once, and once per
 * idle period whether its time is over; the cart's own events say so. Edits cost nothing here, since only the opening is heard.
 */
export const cartExpiry = defineSaga<Watch, Input, CartCommand>({
  name: 'cartExpiry',
  handles: ['CartOpened', 'CartExpiryPostponed', 'CartExpired', 'CartWatchEnded'],
  instanceOf: ({ data }) => data.openingId,
  initial: { phase: 'new', userId: null, openingId: '', dueAt: '' },
  step: (state, input, now) => {
    switch (input.type) {
      case 'CartOpened':
      case 'CartExpiryPostponed': {
        const { userId, openingId, expiresAt: dueAt } = input.data;
        if (dueAt <= state.dueAt) return {};
        const idle = { name: 'idle', dueAt };
        const deadlines = input.type === 'CartOpened' ? [dayLater(input.data.at), idle] : [idle];
        return { state: { ...state, phase: 'watching', userId, openingId, dueAt }, deadlines };
      }
      case 'CartExpired':
      case 'CartWatchEnded':
        return state.phase === 'done' ? {} : { state: { ...state, phase: 'done' } };
      case 'DeadlineReached':
        return due(state, input.data.name);
      case 'CommandRejected':
        // The cart of a guest who has logged in is closed for good.
        return { state: { ...state, phase: 'done' } };
      case 'CommandAccepted':
        return accepted(state, input.data, now);
    }
  },
  isDone: ({ phase }) => phase === 'done',
  timeLimitMs: TIME_LIMIT_MS,
});
