import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import { isRejected, reject, sameData, type Decider, type Decision } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { cartLimits } from '../policy/cart.ts';
import type { CartCommand } from './commands.ts';
import type { CartEvent, CartLine } from './events.ts';
import { expire, idleAt, noteAbandonment } from './idle.ts';
import { refuseLine, refuseResellerPrice } from './line-rules.ts';
import { decideClosed, mergeCarts } from './merge.ts';
import { evolveCart, initialCart, lineOf, type Cart } from './state.ts';

export type CartRejection =
  | 'CartClosed'
  | 'CartFull'
  | 'CartItemNotFound'
  | 'CartQuantityTooHigh'
  | 'InsufficientStock'
  | 'InvalidResellerPrice'
  | 'SavedItemsFull';
type Decided = Decision<CartEvent, CartRejection>;
type Of<T extends CartCommand['type']> = Extract<CartCommand, { type: T }>['data'];

/** After so many events the next decision begins with a closing event that carries the whole cart. */
export const PERIOD_EVENTS_MAX = 1_000;
const { quantityMax, linesMax, savedMax } = cartLimits.value;

const add = (data: Of<'AddCartItem'>, cart: Cart, at: Instant): Decided => {
  const { userId, additionId, productId, variantId, quantity, seenPaise, resellerPricePaise, available } = data;
  if (cart.done.includes(additionId)) return [];
  const before = lineOf(cart.lines, variantId);
  if (before === undefined && cart.lines.length >= linesMax)
    return reject('CartFull', `A cart holds ${linesMax} articles; remove one first.`);
  const priced = resellerPricePaise ?? before?.resellerPricePaise;
  const line: CartLine = {
    productId,
    variantId,
    quantity: (before?.quantity ?? 0) + quantity,
    seenPaise,
    ...(priced === undefined ? {} : { resellerPricePaise: priced }),
    addedAt: before?.addedAt ?? at,
  };
  return (
    refuseLine(line, available) ??
    refuseResellerPrice(data) ?? [{ type: 'CartItemAdded', data: { userId, at, additionId, added: quantity, line } }]
  );
};

const change = (data: Of<'ChangeCartItem'>, cart: Cart, at: Instant): Decided => {
  const { userId, variantId, quantity, seenPaise, available, resellerPricePaise } = data;
  const before = lineOf(cart.lines, variantId);
  if (before === undefined) return reject('CartItemNotFound');
  const priced = resellerPricePaise === undefined ? {} : { resellerPricePaise };
  const line: CartLine = { ...before, quantity, seenPaise, ...priced };
  if (sameData(before, line)) return [];
  return (
    refuseLine(line, available) ??
    refuseResellerPrice(data) ?? [{ type: 'CartItemChanged', data: { userId, at, line } }]
  );
};

const moveSaved = (
  { userId, variantId, seenPaise, available }: Of<'MoveSavedItem'>,
  cart: Cart,
  at: Instant,
): Decided => {
  const saved = lineOf(cart.saved, variantId);
  const inCart = lineOf(cart.lines, variantId);
  if (saved === undefined) return inCart === undefined ? reject('CartItemNotFound') : [];
  if (inCart === undefined && cart.lines.length >= linesMax) return reject('CartFull');
  const line = { ...saved, seenPaise, quantity: Math.min(quantityMax, saved.quantity + (inCart?.quantity ?? 0)) };
  return refuseLine(line, available) ?? [{ type: 'SavedItemMoved', data: { userId, at, line } }];
};

const checkOut = ({ userId, orderId, lines }: Of<'CheckOutCart'>, cart: Cart, at: Instant): Decided => {
  if (cart.done.includes(orderId)) return [];
  const ordered = lines ?? cart.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
  return [{ type: 'CartCheckedOut', data: { userId, at, orderId, lines: ordered } }];
};

const onLine = (command: Extract<CartCommand, { data: { variantId: string } }>, cart: Cart, at: Instant): Decided => {
  const { type, data } = command;
  const { userId, variantId } = data;
  const inCart = lineOf(cart.lines, variantId) !== undefined;
  const isSaved = lineOf(cart.saved, variantId) !== undefined;
  switch (type) {
    case 'AddCartItem':
      return add(data, cart, at);
    case 'ChangeCartItem':
      return change(data, cart, at);
    case 'MoveSavedItem':
      return moveSaved(data, cart, at);
    case 'RemoveCartItem':
      return inCart ? [{ type: 'CartItemRemoved', data: { userId, at, variantId } }] : [];
    case 'WishCartItem': {
      const line = lineOf(cart.lines, variantId);
      return line === undefined ? [] : [{ type: 'CartItemWished', data: { userId, at, line } }];
    }
    case 'SaveCartItem':
      if (!inCart) return isSaved ? [] : reject('CartItemNotFound');
      if (!isSaved && cart.saved.length >= savedMax) return reject('SavedItemsFull');
      return [{ type: 'CartItemSaved', data: { userId, at, variantId } }];
    case 'RemoveSavedItem':
      return isSaved ? [{ type: 'SavedItemRemoved', data: { userId, at, variantId } }] : [];
  }
};

type Marking = Extract<CartCommand, { type: 'ApplyCoupon' | 'RemoveCoupon' | 'ApplyCoins' }>;
const mark = ({ type, data }: Marking, cart: Cart, at: Instant): Decided => {
  const { userId } = data;
  switch (type) {
    case 'ApplyCoupon': {
      if (cart.coupon?.couponId === data.couponId) return [];
      const coupon = { couponId: data.couponId, code: data.code, appliedAt: at };
      return [{ type: 'CartCouponApplied', data: { userId, at, coupon } }];
    }
    case 'RemoveCoupon':
      return cart.coupon === undefined ? [] : [{ type: 'CartCouponRemoved', data: { userId, at } }];
    case 'ApplyCoins':
      return cart.coins === data.coins ? [] : [{ type: 'CartCoinsApplied', data: { userId, at, coins: data.coins } }];
  }
};

const mergeGuest = (data: Of<'MergeGuestCart'>, cart: Cart, at: Instant): Decided => {
  const { userId, guestId } = data;
  if (cart.done.includes(guestId)) return [];
  const { coupon, ...lines } = mergeCarts(cart, data);
  return [{ type: 'CartMerged', data: { userId, at, guestId, ...lines, ...(coupon && { coupon }) } }];
};

const copyShared = (data: Of<'CopySharedCart'>, cart: Cart, at: Instant): Decided => {
  const { userId, copyId, shareId } = data;
  if (cart.done.includes(copyId)) return [];
  const { lines, saved } = mergeCarts(cart, { ...data, saved: [] });
  return [{ type: 'SharedCartCopied', data: { userId, at, copyId, shareId, lines, saved } }];
};

const decideOn = (command: CartCommand, cart: Cart, at: Instant): Decided => {
  const { type, data } = command;
  const { userId } = data;
  switch (type) {
    case 'ApplyCoupon':
    case 'RemoveCoupon':
    case 'ApplyCoins':
      return mark(command, cart, at);
    case 'ClearCart': {
      const isClear = cart.lines.length === 0 && cart.coupon === undefined && cart.coins === 0;
      return isClear ? [] : [{ type: 'CartCleared', data: { userId, at } }];
    }
    case 'MergeGuestCart':
      return mergeGuest(data, cart, at);
    case 'CopySharedCart':
      return copyShared(data, cart, at);
    case 'CloseGuestCart':
      return [{ type: 'GuestCartClosed', data: { userId, at, mergedInto: data.mergedInto } }];
    case 'RecordGuestCartTaken':
      return [];
    case 'CheckOutCart':
      return checkOut(data, cart, at);
    case 'NoteAbandonment':
      return noteAbandonment(data, cart, at);
    case 'ExpireCart':
      return expire(data, cart, at);
    default:
      return onLine(command, cart, at);
  }
};

/** An empty cart that gets lines is watched from then on; a watch that is still running goes on. */
const open = (before: Cart, after: Cart, userId: UserId, at: Instant): CartEvent[] => {
  if (before.watch !== undefined || after.lines.length === 0) return [];
  if (before.lines.length > 0) return [];
  const openingId = derivedId('cart', userId, at);
  return [{ type: 'CartOpened', data: { userId, at, openingId, expiresAt: idleAt(at) } }];
};

const closePeriod = (cart: Cart, userId: UserId, at: Instant): CartEvent => {
  const { lines, saved, coins, touchedAt, done, coupon, watch, mergedInto, hasOrdered } = cart;
  const optional = { ...(coupon && { coupon }), ...(watch && { watch }), ...(mergedInto && { mergedInto }) };
  const lists = { lines: [...lines], saved: [...saved], done: [...done] };
  return { type: 'CartPeriodClosed', data: { userId, at, coins, touchedAt, hasOrdered, ...lists, ...optional } };
};

/** A cart marks what its owner wants; stock, coupon and coins are held only when an order is placed. */
export const cartDecider: Decider<Cart, CartCommand, CartEvent, CartRejection> = {
  initial: initialCart,
  evolve: evolveCart,
  decide: (command, cart, now) => {
    const { userId } = command.data;
    if (cart.mergedInto !== undefined)
      return decideClosed(command, cart, now) ?? reject('CartClosed', 'This guest cart was merged at login.');
    const decided = decideOn(command, cart, now);
    if (isRejected(decided) || decided.length === 0) return decided;
    const events = [...decided, ...open(cart, decided.reduce(evolveCart, cart), userId, now)];
    return cart.eventsInPeriod >= PERIOD_EVENTS_MAX ? [closePeriod(cart, userId, now), ...events] : events;
  },
};
