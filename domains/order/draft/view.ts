import { z } from 'zod';
import { Id, Instant } from '../../../event-schemas/primitives.ts';
import { Money, money } from '../../pricing/index.ts';
import { waitsForApproval, type DraftOrder } from './decider.ts';

export const DRAFT_STATUSES = ['open', 'sent', 'taken', 'expired', 'cancelled'] as const;

/** What whoever has the link sees: what is to be bought and for how much, and neither persons nor addresses. */
export const SharedDraftView = z.object({
  id: Id,
  status: z.enum(DRAFT_STATUSES),
  lines: z.array(
    z.object({
      productId: Id,
      variantId: Id,
      name: z.string(),
      imageUrl: z.string().nullable(),
      size: z.string().nullable(),
      colour: z.string().nullable(),
      quantity: z.int(),
      unitPrice: Money,
      total: Money,
    }),
  ),
  totals: z.object({ subtotal: Money, discount: Money, shipping: Money, tax: Money, total: Money }),
  /** Until then these prices hold, and the link can be used. */
  expiresAt: Instant,
});
/** What staff see of it. */
export const DraftView = SharedDraftView.extend({
  userId: Id,
  staffId: Id,
  couponId: Id.nullable(),
  /** What staff took off the prices of the shop; `waits` until a second person agrees. */
  staffDiscount: z.object({ amount: Money, reason: z.string(), waits: z.boolean() }).nullable(),
  addressId: Id.nullable(),
  pricedAt: Instant,
  /** Orders that it was placed as, oldest first; more than one when the ones before were not paid. */
  orderIds: z.array(Id),
});

export const draftStatus = (
  { status, orderIds, expiresAt }: DraftOrder,
  now: Instant,
): (typeof DRAFT_STATUSES)[number] => {
  if (status === 'cancelled') return status;
  if (orderIds.length > 0) return 'taken';
  return now >= expiresAt ? 'expired' : status;
};

export const sharedDraftView = (draft: DraftOrder, now: Instant): z.infer<typeof SharedDraftView> => {
  const { draftId, quote, expiresAt } = draft;
  return {
    id: draftId,
    status: draftStatus(draft, now),
    lines: quote.lines.map((line) => ({
      ...{ productId: line.productId, variantId: line.variantId, name: line.name, quantity: line.quantity },
      ...{ imageUrl: line.imageUrl ?? null, size: line.size ?? null, colour: line.colour ?? null },
      ...{ unitPrice: money(line.unitPaise), total: money(line.totalPaise) },
    })),
    totals: {
      subtotal: money(quote.subtotalPaise),
      discount: money(quote.promotionDiscountPaise + quote.couponDiscountPaise),
      shipping: money(quote.shippingPaise),
      tax: money(quote.taxPaise),
      total: money(quote.totalPaise),
    },
    expiresAt,
  };
};

export const draftView = (draft: DraftOrder, now: Instant): z.infer<typeof DraftView> => {
  const { userId, staffId, quote, discount, addressId, pricedAt, orderIds } = draft;
  return {
    ...sharedDraftView(draft, now),
    ...{ userId, staffId, pricedAt, orderIds: [...orderIds] },
    couponId: quote.couponId ?? null,
    staffDiscount:
      discount === undefined
        ? null
        : { amount: money(discount.paise), reason: discount.reason, waits: waitsForApproval(draft) },
    addressId: addressId ?? null,
  };
};
