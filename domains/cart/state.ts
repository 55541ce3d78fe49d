import type { Instant, UserId } from '../../event-schemas/primitives.ts';
import type { CartCoupon, CartEvent, CartLine, CartWatch } from './events.ts';

export type Cart = {
  readonly lines: readonly CartLine[];
  readonly saved: readonly CartLine[];
  readonly coupon: CartCoupon | undefined;
  /** Coins that the buyer wants to spend; they are held when the order is placed, not before. */
  readonly coins: number;
  /** The watch for idleness that is running, and when it looks next. */
  readonly watch: CartWatch | undefined;
  readonly touchedAt: Instant;
  /** The newest additions, merges and check-outs that took effect. */
  readonly done: readonly string[];
  readonly mergedInto: UserId | undefined;
  /** What a closed cart of a guest held, until that is in the cart of the user. */
  readonly handedOver: Pick<Cart, 'lines' | 'saved' | 'coupon'> | undefined;
  /** Whether an order of this buyer was ever confirmed, in whatever way it was placed. */
  readonly hasOrdered: boolean;
  readonly eventsInPeriod: number;
};

export const DONE_MAX = 100;
export const initialCart: Cart = {
  lines: [],
  saved: [],
  coupon: undefined,
  coins: 0,
  watch: undefined,
  touchedAt: '',
  done: [],
  mergedInto: undefined,
  handedOver: undefined,
  hasOrdered: false,
  eventsInPeriod: 0,
};

export const lineOf = (lines: readonly CartLine[], variantId: string): CartLine | undefined =>
  lines.find((line) => line.variantId === variantId);
const put = (lines: readonly CartLine[], line: CartLine): readonly CartLine[] =>
  lineOf(lines, line.variantId) === undefined
    ? [...lines, line]
    : lines.map((old) => (old.variantId === line.variantId ? line : old));
const drop = (lines: readonly CartLine[], variantId: string): readonly CartLine[] =>
  lines.filter((line) => line.variantId !== variantId);
const did = (cart: Cart, id: string): readonly string[] => [...cart.done, id].slice(-DONE_MAX);
/** Put aside beside what is there already; of one article only the newest line is kept. */
export const setAside = (saved: readonly CartLine[], lines: readonly CartLine[]): readonly CartLine[] =>
  lines.reduce(put, saved);

const empty = { lines: [], coupon: undefined, coins: 0 };

type CheckedOut = Extract<CartEvent, { type: 'CartCheckedOut' }>['data'];
const checkedOut = (cart: Cart, { lines, orderId }: CheckedOut): Cart => {
  const left = cart.lines.flatMap((line) => {
    const ordered = lines.find(({ variantId }) => variantId === line.variantId)?.quantity ?? 0;
    return ordered >= line.quantity ? [] : [{ ...line, quantity: line.quantity - ordered }];
  });
  return { ...cart, ...empty, lines: left, hasOrdered: true, done: did(cart, orderId) };
};

/** Events that bring or take many lines at once. */
const replaceLines = (cart: Cart, { type, data }: CartEvent): Cart | undefined => {
  switch (type) {
    case 'CartMerged':
      return { ...cart, lines: data.lines, saved: data.saved, coupon: data.coupon, done: did(cart, data.guestId) };
    case 'SharedCartCopied':
      return { ...cart, lines: data.lines, saved: data.saved, done: did(cart, data.copyId) };
    case 'GuestCartClosed': {
      const { lines, saved, coupon } = cart;
      return { ...cart, ...empty, saved: [], mergedInto: data.mergedInto, handedOver: { lines, saved, coupon } };
    }
    case 'GuestCartTakenOver':
      return { ...cart, handedOver: undefined };
    case 'CartCheckedOut':
      return checkedOut(cart, data);
    default:
      return undefined;
  }
};

const edit = (cart: Cart, { type, data }: CartEvent): Cart => {
  switch (type) {
    case 'CartItemAdded':
      return { ...cart, lines: put(cart.lines, data.line), done: did(cart, data.additionId) };
    case 'CartItemChanged':
      return { ...cart, lines: put(cart.lines, data.line) };
    case 'CartItemRemoved':
      return { ...cart, lines: drop(cart.lines, data.variantId) };
    case 'CartItemWished':
      return { ...cart, lines: drop(cart.lines, data.line.variantId) };
    case 'CartItemSaved': {
      const line = lineOf(cart.lines, data.variantId);
      if (line === undefined) return cart;
      return { ...cart, lines: drop(cart.lines, data.variantId), saved: put(cart.saved, line) };
    }
    case 'SavedItemMoved':
      return { ...cart, lines: put(cart.lines, data.line), saved: drop(cart.saved, data.line.variantId) };
    case 'SavedItemRemoved':
      return { ...cart, saved: drop(cart.saved, data.variantId) };
    case 'CartCleared':
      return { ...cart, ...empty };
    case 'CartCouponApplied':
      return { ...cart, coupon: data.coupon };
    case 'CartCouponRemoved':
      return { ...cart, coupon: undefined };
    case 'CartCoinsApplied':
      return { ...cart, coins: data.coins };
    default:
      return cart;
  }
};

/** A watch that goes on knows whether the cart was called abandoned. */
const watchFor = (before: CartWatch | undefined, { openingId, expiresAt }: CartWatch): CartWatch => ({
  openingId,
  expiresAt,
  ...(before?.openingId === openingId && before.abandoned === true ? { abandoned: true } : {}),
});

/** What the watch writes is not a touch of the buyer, so it leaves `touchedAt` alone. */
const evolveWatch = (cart: Cart, { type, data }: CartEvent): Cart | undefined => {
  switch (type) {
    case 'CartOpened':
    case 'CartExpiryPostponed':
      return { ...cart, watch: watchFor(cart.watch, data) };
    case 'CartAbandoned':
      return cart.watch === undefined ? cart : { ...cart, watch: { ...cart.watch, abandoned: true } };
    case 'CartWatchEnded':
      return { ...cart, watch: undefined };
    case 'CartExpired':
      return { ...cart, ...empty, watch: undefined, saved: setAside(cart.saved, data.lines) };
    case 'CartPeriodClosed': {
      const { lines, saved, coins, touchedAt, done, coupon, mergedInto } = data;
      const hasOrdered = data.hasOrdered ?? cart.hasOrdered;
      const kept = { lines, saved, coupon, coins, touchedAt, done, mergedInto, hasOrdered };
      return { ...kept, handedOver: undefined, watch: data.watch, eventsInPeriod: -1 };
    }
    default:
      return undefined;
  }
};

export const evolveCart = (cart: Cart, event: CartEvent): Cart => {
  const next = evolveWatch(cart, event) ?? {
    ...(replaceLines(cart, event) ?? edit(cart, event)),
    touchedAt: event.data.at,
  };
  return { ...next, eventsInPeriod: next.eventsInPeriod + 1 };
};
