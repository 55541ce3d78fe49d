import { z } from 'zod';
import {
  CouponId,
  Id,
  Instant,
  OrderId,
  Paise,
  ProductId,
  UserId,
  VariantId,
  type MessageOf,
} from '../../event-schemas/primitives.ts';
import { cartLimits } from '../policy/cart.ts';

const { quantityMax, linesMax, savedMax } = cartLimits.value;
export const CartQuantity = z.int().min(1).max(quantityMax, `must be at most ${quantityMax} pieces of one article`);

/**
 * One article. There is one line per variant, so the variant's id is the line's id. `seenPaise` is the price of one piece when
 * the buyer last touched the line; `resellerPricePaise` is what a reseller asks of her customer instead.
 */
export const CartLine = z.object({
  productId: ProductId,
  variantId: VariantId,
  quantity: CartQuantity,
  seenPaise: Paise,
  resellerPricePaise: Paise.optional(),
  addedAt: Instant,
});
export type CartLine = z.infer<typeof CartLine>;

export const CartCoupon = z.object({ couponId: CouponId, code: z.string(), appliedAt: Instant });
export type CartCoupon = z.infer<typeof CartCoupon>;

/** Somebody looks at `expiresAt` whether the cart was left idle. */
export const CartWatch = z.object({ openingId: Id, expiresAt: Instant, abandoned: z.literal(true).optional() });
export type CartWatch = z.infer<typeof CartWatch>;

/** A guest's cart has the guest's id in the place of a user's. */
const cart = { userId: UserId, at: Instant };
const lines = z.array(CartLine).max(linesMax);
const saved = z.array(CartLine).max(savedMax);
const one = { ...cart, variantId: VariantId };

export const cartEvents = {
  /** An empty cart got its first line: from now on somebody watches whether it is left idle. */
  CartOpened: z.object({ ...cart, openingId: Id, expiresAt: Instant }),
  CartItemAdded: z.object({ ...cart, additionId: Id, added: CartQuantity, line: CartLine }),
  CartItemChanged: z.object({ ...cart, line: CartLine }),
  CartItemRemoved: z.object(one),
  CartItemSaved: z.object(one),
  /** The line left the cart for the list of wishes, which whoever keeps it takes up from here. */
  CartItemWished: z.object({ ...cart, line: CartLine }),
  SavedItemMoved: z.object({ ...cart, line: CartLine }),
  SavedItemRemoved: z.object(one),
  CartCleared: z.object(cart),
  CartCouponApplied: z.object({ ...cart, coupon: CartCoupon }),
  CartCouponRemoved: z.object(cart),
  CartCoinsApplied: z.object({ ...cart, coins: z.int().nonnegative() }),
  /** The lines of both carts, as they are afterwards. */
  CartMerged: z.object({ ...cart, guestId: UserId, lines, saved, coupon: CartCoupon.optional() }),
  /** Lines of somebody's shared cart were added; lists are as they are afterwards. */
  SharedCartCopied: z.object({ ...cart, copyId: Id, shareId: Id, lines, saved }),
  GuestCartClosed: z.object({ ...cart, mergedInto: UserId }),
  /** What the closed cart held is in the user's cart now. */
  GuestCartTakenOver: z.object({ ...cart, mergedInto: UserId }),
  CartCheckedOut: z.object({
    ...cart,
    orderId: OrderId,
    lines: z.array(z.object({ variantId: VariantId, quantity: z.int().positive() })),
  }),
  /** The watch goes on until `expiresAt`, since the cart was used in the meantime. */
  CartExpiryPostponed: z.object({ ...cart, openingId: Id, expiresAt: Instant }),
  /** Nobody has touched the cart for a day, and nobody was told so before. The lines stay. */
  CartAbandoned: z.object({ ...cart, openingId: Id, lines, idleSince: Instant }),
  /** The watch ended with an empty cart. */
  CartWatchEnded: z.object({ ...cart, openingId: Id }),
  /** Left idle: the lines are put aside, where they can be taken back from. */
  CartExpired: z.object({ ...cart, openingId: Id, lines, idleSince: Instant }),
  /** Everything that later decisions need, so that the events before it need not be read again. */
  CartPeriodClosed: z.object({
    ...cart,
    lines,
    saved,
    coupon: CartCoupon.optional(),
    coins: z.int().nonnegative(),
    watch: CartWatch.optional(),
    touchedAt: Instant,
    done: z.array(Id),
    mergedInto: UserId.optional(),
    /** Absent in periods that were closed before offers for first orders. */
    hasOrdered: z.boolean().optional(),
  }),
};
export type CartEvent = MessageOf<typeof cartEvents>;
