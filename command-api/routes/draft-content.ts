import { z } from 'zod';
import { callerIdOf, Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import { draftStaff, LINES_MAX } from '../../domains/order/index.ts';
import { AddressId, CouponId, Paise, UserId } from '../../event-schemas/primitives.ts';
import { deliveryAddressOf } from './order-address.ts';
import { OrderItem, offersOf, quoteOrder } from './order-quote.ts';

export const Content = z.object({
  items: z
    .array(
      OrderItem.omit({ resellerPricePaise: true }).extend({
        /** Per piece, below the price of the shop; `discountReason` says why. */
        staffPricePaise: Paise.min(1).optional(),
      }),
    )
    .min(1)
    .max(LINES_MAX),
  discountReason: z.string().trim().min(3).max(200).optional(),
  couponId: CouponId.optional(),
  /** Of the buyer's address book; without one the buyer's usual address when the order is placed. */
  addressId: AddressId.optional(),
});
type Content = z.infer<typeof Content>;

export const CONTENT_REFUSALS = [
  'OwnDraftOrder',
  'ProductNotAvailable',
  'QuantityNotAllowed',
  'InvalidStaffPrice',
  'DiscountReasonNeeded',
  'StaffDiscountLimitReached',
  'AddressNotFound',
  'AddressNotServiceable',
  'CouponNotFound',
  'CouponNotApplicable',
  'CouponExpired',
  'CouponMinimumNotMet',
  'CouponExhausted',
] as const;

/** What is taken off counts for the member of staff before anything is written. */
const discountOf = async (paise: number, reason: string | undefined, context: WriteContext) => {
  if (paise === 0) return {};
  if (reason === undefined) throw new Refusal('DiscountReasonNeeded', 'discountReason: say why the price is lower.');
  const use = { staffId: callerIdOf(context), useId: context.newId('draft discount'), amountPaise: paise };
  await context.send(draftStaff, { type: 'UseDraftAllowance', data: use });
  return { discount: { paise, reason } };
};

/** Every price of this moment, after the checks that any order goes through. */
export const contentOf = async (draftId: string, userId: UserId, body: Content, context: WriteContext) => {
  const { items, couponId, addressId } = body;
  const asked = { userId, orderId: draftId, items, couponId, coins: 0, paymentMethod: 'PREPAID' } as const;
  const { lines, priced, couponId: applied, staffDiscountPaise } = await quoteOrder(asked, context);
  if (addressId !== undefined) await deliveryAddressOf({ userId, addressId, paymentMethod: 'PREPAID' }, context);
  const quote = {
    ...priced,
    lines,
    couponId: applied,
    ...offersOf(priced),
  };
  const discount = await discountOf(staffDiscountPaise, body.discountReason, context);
  return { quote, ...discount, ...(addressId === undefined ? {} : { addressId }) };
};
