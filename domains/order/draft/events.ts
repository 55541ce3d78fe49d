import { z } from 'zod';
import { AddressId, Id, Instant, OrderId, Paise, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { orderEvents } from '../events.ts';

/** What would be bought, with every price frozen. */
const Quote = orderEvents.OrderPlaced.pick({
  lines: true,
  couponId: true,
  promotions: true,
  shippingDiscount: true,
  subtotalPaise: true,
  promotionDiscountPaise: true,
  couponDiscountPaise: true,
  coinDiscountPaise: true,
  shippingPaise: true,
  codFeePaise: true,
  feeTaxPaise: true,
  taxPaise: true,
  totalPaise: true,
});

const one = { draftId: Id };
const by = { staffId: UserId };
/** What staff took off the prices of the shop, and why. */
export const discountOf = { paise: Paise.min(1), reason: z.string().trim().min(3).max(200) };
export const content = {
  quote: Quote,
  /** Of the buyer's address book; without one the usual address of the day on which the order is placed. */
  addressId: AddressId.optional(),
  discount: z.object(discountOf).optional(),
};
const until = { pricedAt: Instant, expiresAt: Instant };

export const draftEvents = {
  /** Staff put together what a buyer wants; its prices hold until `expiresAt`. */
  DraftOrderCreated: z.object({ ...one, ...by, userId: UserId, ...content, ...until }),
  /** Everything of it anew, at the prices of this moment; a link that was sent before is worth nothing any more. */
  DraftOrderRevised: z.object({ ...one, ...by, ...content, ...until }),
  /** There is a link under which the buyer takes it. */
  DraftOrderSent: z.object({ ...one, ...by, sentAt: Instant }),
  /** Whoever has the link asked to pay: the order is placed under this id. Again, when the one before came to nothing. */
  DraftOrderTaken: z.object({
    ...one,
    userId: UserId,
    orderId: OrderId,
    attempt: z.int().positive(),
    takenAt: Instant,
  }),
  /** A second member of staff agrees to the discount of the present content. */
  DraftDiscountApproved: z.object({ ...one, ...by }),
  DraftOrderCancelled: z.object({ ...one, ...by }),
};
export type DraftEvent = MessageOf<typeof draftEvents>;
