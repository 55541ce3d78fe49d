import { z } from 'zod';
import {
  CouponId,
  Id,
  OrderId,
  Paise,
  ProductId,
  UserId,
  VariantId,
  type MessageOf,
} from '../../event-schemas/primitives.ts';
import { cartLimits } from '../policy/cart.ts';
import { CartCoupon, CartLine, CartQuantity } from './events.ts';

const cart = { userId: UserId };
const one = { userId: UserId, variantId: VariantId };
/** Pieces that can be sold now, as the sender has just read. */
const available = z.int().nonnegative();
/** The most that anybody may ask of a customer for one piece. */
const mrpPaise = Paise;

export const cartCommands = {
  /** Adds pieces to the line of the variant; the same `additionId` adds once. */
  AddCartItem: z.object({
    ...one,
    additionId: Id,
    productId: ProductId,
    quantity: CartQuantity,
    seenPaise: Paise,
    mrpPaise,
    resellerPricePaise: Paise.optional(),
    available,
  }),
  /** Sets the pieces of a line. An absent reseller price stays as it is. */
  ChangeCartItem: z.object({
    ...one,
    quantity: CartQuantity,
    seenPaise: Paise,
    mrpPaise,
    resellerPricePaise: Paise.optional(),
    available,
  }),
  RemoveCartItem: z.object(one),
  SaveCartItem: z.object(one),
  /** Moves a line to the list of wishes; sent again it does nothing. */
  WishCartItem: z.object(one),
  MoveSavedItem: z.object({ ...one, seenPaise: Paise, available }),
  RemoveSavedItem: z.object(one),
  ClearCart: z.object(cart),
  ApplyCoupon: z.object({ ...cart, couponId: CouponId, code: z.string().min(1).max(40) }),
  RemoveCoupon: z.object(cart),
  /** Zero takes the wish back. */
  ApplyCoins: z.object({ ...cart, coins: z.int().nonnegative().max(1_000_000) }),
  /** Takes over what a guest has gathered. */
  MergeGuestCart: z.object({
    ...cart,
    guestId: UserId,
    lines: z.array(z.object({ line: CartLine, available })).max(cartLimits.value.linesMax),
    saved: z.array(CartLine).max(cartLimits.value.savedMax),
    coupon: CartCoupon.optional(),
  }),
  /** Adds the lines of a shared cart, as far as there is stock and room; the same `copyId` adds once. */
  CopySharedCart: z.object({
    ...cart,
    copyId: Id,
    shareId: Id,
    lines: z.array(z.object({ line: CartLine, available })).max(cartLimits.value.linesMax),
  }),
  /** Sent to the guest's cart before its lines go to the user's, so that none comes in meanwhile that would be lost. */
  CloseGuestCart: z.object({ ...cart, mergedInto: UserId }),
  /** Sent to the guest's cart once its lines are in the user's. */
  RecordGuestCartTaken: z.object(cart),
  /** Removes what was ordered. Without `lines` that is every line. */
  CheckOutCart: z.object({
    ...cart,
    orderId: OrderId,
    lines: z
      .array(z.object({ variantId: VariantId, quantity: z.int().positive() }))
      .max(cartLimits.value.linesMax)
      .optional(),
  }),
  /** Asks whether the cart was left alone for a day. */
  NoteAbandonment: z.object({ ...cart, openingId: Id }),
  /** Sent when a watch comes to its end: the cart says whether it is idle. */
  ExpireCart: z.object({ ...cart, openingId: Id }),
};
export type CartCommand = MessageOf<typeof cartCommands>;
