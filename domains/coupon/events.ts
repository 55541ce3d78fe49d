import { z } from 'zod';
import { CouponId, Id, Instant, OrderId, Paise, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { SEGMENTS } from '../policy/loyalty.ts';

/** Codes are compared without case and without spaces around them. */
export const CouponCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9_-]{2,39}$/, 'must be 3 to 40 letters, digits, - or _');
const BasisPoints = z.int().min(1).max(10_000);
const SCOPE_IDS_MAX = 200;
const Ids = z.array(Id).min(1).max(SCOPE_IDS_MAX);
const Count = z.int().positive().max(1_000_000);
const AUDIENCE_USERS_MAX = 200;
export const PIECES_MAX = 100;
const Scope = z.object({ productIds: Ids.optional(), categoryIds: Ids.optional(), vendorIds: Ids.optional() });
const PeriodLimit = z.object({ length: z.enum(['day', 'week', 'month']), usesMax: Count });

export const CouponDiscount = z.discriminatedUnion('type', [
  z.object({ type: z.literal('percentage'), basisPoints: BasisPoints, discountMaxPaise: Paise.optional() }),
  z.object({ type: z.literal('fixed'), amountPaise: Paise.min(1) }),
  z.object({ type: z.literal('freeShipping') }),
  z.object({
    type: z.literal('buyXGetY'),
    buy: z.int().min(1).max(20),
    get: z.int().min(1).max(20),
    basisPoints: BasisPoints,
    discountMaxPaise: Paise.optional(),
  }),
]);

/** What a coupon is good for, and for whom. An absent limit is no limit; periods are calendar periods of Asia/Kolkata. */
export const CouponTerms = z.object({
  description: z.string().trim().max(500),
  discount: CouponDiscount,
  minimumPaise: Paise.optional(),
  scope: Scope.optional(),
  /** Goods that get nothing off although they are in the scope: any one of these is enough. */
  excluded: Scope.optional(),
  /** Pieces in the scope that the order must have. */
  minimumQuantity: z.int().positive().max(PIECES_MAX).optional(),
  paymentMethods: z
    .array(z.enum(['PREPAID', 'COD']))
    .min(1)
    .max(2)
    .optional(),
  /** Stands alone: no promotion beside it. */
  exclusive: z.boolean(),
  startsAt: Instant.optional(),
  endsAt: Instant.optional(),
  active: z.boolean(),
  usesMax: Count.optional(),
  usesPerUserMax: Count.optional(),
  period: PeriodLimit.optional(),
  /** The same for each person. */
  userPeriod: PeriodLimit.optional(),
  /** All discounts together. */
  budgetPaise: Paise.optional(),
  /** Only this person may use it. */
  ownerUserId: UserId.optional(),
  /** Everybody but this person may use it, as with a referral code. */
  exceptUserId: UserId.optional(),
  /** Only these people may use it. */
  userIds: z.array(UserId).min(1).max(AUDIENCE_USERS_MAX).optional(),
  /** Only these groups of buyers may use it; one of them is enough. For first orders alone it is once for each person. */
  segments: z.array(z.enum(SEGMENTS)).min(1).max(SEGMENTS.length).optional(),
  /** A promotion: applies by itself, in the order of `priority` (lowest first), under the same limits. */
  automatic: z.boolean(),
  priority: z.int().min(0).max(1_000),
  batchId: Id.optional(),
});
export type CouponTerms = z.infer<typeof CouponTerms>;

const use = { couponId: CouponId, orderId: OrderId, userId: UserId, discountPaise: Paise };
export const couponEvents = {
  CouponCreated: z.object({ couponId: CouponId, code: CouponCode, terms: CouponTerms }),
  CouponChanged: z.object({ couponId: CouponId, terms: CouponTerms }),
  /** Terms that take force when another person than their author approves them. */
  CouponSubmitted: z.object({ couponId: CouponId, authorId: UserId, terms: CouponTerms }),
  CouponApproved: z.object({ couponId: CouponId, approverId: UserId, authorId: UserId }),
  CouponRetired: z.object({ couponId: CouponId }),
  /** `extends` says that the order held this use already and only its time is longer now. */
  CouponReserved: z.object({
    ...use,
    subtotalPaise: Paise,
    reservedAt: Instant,
    expiresAt: Instant,
    extends: z.boolean(),
  }),
  CouponRedeemed: z.object(use),
  /** A use was given back: `from` says whether it was held or counted, and `lapsed` that its time was over. */
  CouponReleased: z.object({ ...use, from: z.enum(['reserved', 'redeemed']), lapsed: z.boolean() }),
};
export type CouponEvent = MessageOf<typeof couponEvents>;
