import type { Instant } from '../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../kernel/calendar.ts';
import { cartAbandoned, cartIdle } from '../policy/cart.ts';
import type { CartCommand } from './commands.ts';
import type { CartEvent } from './events.ts';
import type { Cart } from './state.ts';

type Of<T extends CartCommand['type']> = Extract<CartCommand, { type: T }>['data'];
const HOUR_MS = 3_600_000;

/** When a cart that was touched at that time has been idle for too long. */
export const idleAt = (touchedAt: Instant): Instant => instantAfter(touchedAt, cartIdle.value.days * DAY_MS);

/** Whether the time of a cart is over: its lines are put aside, or the watch goes on until they will be. */
export const expire = ({ userId, openingId }: Of<'ExpireCart'>, cart: Cart, at: Instant): CartEvent[] => {
  if (cart.watch?.openingId !== openingId) return [];
  if (cart.lines.length === 0) return [{ type: 'CartWatchEnded', data: { userId, at, openingId } }];
  const expiresAt = idleAt(cart.touchedAt);
  if (at < expiresAt && expiresAt === cart.watch.expiresAt) return [];
  if (at < expiresAt) return [{ type: 'CartExpiryPostponed', data: { userId, at, openingId, expiresAt } }];
  const lines = [...cart.lines];
  return [{ type: 'CartExpired', data: { userId, at, openingId, lines, idleSince: cart.touchedAt } }];
};

/** Whether nobody has touched the cart for so long that its owner may be reminded of it. */
export const noteAbandonment = ({ userId, openingId }: Of<'NoteAbandonment'>, cart: Cart, at: Instant): CartEvent[] => {
  if (cart.watch?.openingId !== openingId || cart.watch.abandoned === true) return [];
  if (cart.lines.length === 0) return [{ type: 'CartWatchEnded', data: { userId, at, openingId } }];
  if (at < instantAfter(cart.touchedAt, cartAbandoned.value.hours * HOUR_MS)) return [];
  const lines = [...cart.lines];
  return [{ type: 'CartAbandoned', data: { userId, at, openingId, lines, idleSince: cart.touchedAt } }];
};
