import { cartLimits } from '../policy/cart.ts';
import type { Instant } from '../../event-schemas/primitives.ts';
import type { CartCommand } from './commands.ts';
import type { CartCoupon, CartEvent, CartLine } from './events.ts';
import { lineOf, setAside, type Cart } from './state.ts';

type Merge = Pick<Extract<CartCommand, { type: 'MergeGuestCart' }>['data'], 'lines' | 'saved' | 'coupon'>;
export type MergedCart = {
  readonly lines: CartLine[];
  readonly saved: CartLine[];
  readonly coupon: CartCoupon | undefined;
};

const newer = (a: CartCoupon | undefined, b: CartCoupon | undefined): CartCoupon | undefined =>
  a === undefined || (b !== undefined && b.appliedAt > a.appliedAt) ? b : a;

/**
 * Quantities of the same article are summed, up to what is there and what one may buy, but never below what the user had.
 * Lines beyond the limit of the cart, and those of which nothing is there, are put aside, so that nothing is lost.
 */
export const mergeCarts = (cart: Cart, guest: Merge): MergedCart => {
  const { quantityMax, linesMax, savedMax } = cartLimits.value;
  const lines = [...cart.lines];
  const aside: CartLine[] = [];
  for (const { line, available } of guest.lines) {
    const own = lineOf(lines, line.variantId);
    const wanted = (own?.quantity ?? 0) + line.quantity;
    const quantity = Math.max(own?.quantity ?? 0, Math.min(wanted, quantityMax, available));
    if (own !== undefined) lines[lines.indexOf(own)] = { ...own, quantity };
    else if (quantity > 0 && lines.length < linesMax) lines.push({ ...line, quantity });
    else aside.push(line);
  }
  const saved = setAside(cart.saved, [...guest.saved, ...aside]).slice(-savedMax);
  return { lines, saved: [...saved], coupon: newer(cart.coupon, guest.coupon) };
};

/** A closed cart forgets what it handed over once that has arrived; undefined for what it does not do any more. */
export const decideClosed = (
  { type, data: { userId } }: CartCommand,
  { mergedInto, handedOver }: Cart,
  at: Instant,
): CartEvent[] | undefined => {
  if (type === 'CloseGuestCart') return [];
  if (type !== 'RecordGuestCartTaken' || mergedInto === undefined) return undefined;
  return handedOver === undefined ? [] : [{ type: 'GuestCartTakenOver', data: { userId, at, mergedInto } }];
};
