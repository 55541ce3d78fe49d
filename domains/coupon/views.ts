import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { Money, money } from '../pricing/index.ts';
import { CouponDiscount, CouponTerms } from './events.ts';
import type { CouponRow } from './read-model.ts';
import { usesOf, type Coupon } from './state.ts';

/** What a buyer sees of a coupon. */
export const CouponView = z.object({
  id: Id,
  code: z.string(),
  description: z.string(),
  discount: CouponDiscount,
  minimum: Money.nullable(),
  scope: CouponTerms.shape.scope,
  excluded: CouponTerms.shape.excluded,
  minimumQuantity: z.int().nullable(),
  paymentMethods: CouponTerms.shape.paymentMethods,
  segments: CouponTerms.shape.segments,
  startsAt: Instant.nullable(),
  endsAt: Instant.nullable(),
  usesPerUserMax: z.int().nullable(),
  isPersonal: z.boolean(),
});
export type CouponView = z.infer<typeof CouponView>;

export const couponView = (id: string, code: string, terms: CouponTerms): CouponView => ({
  id,
  code,
  description: terms.description,
  discount: terms.discount,
  minimum: terms.minimumPaise === undefined ? null : money(terms.minimumPaise),
  scope: terms.scope,
  excluded: terms.excluded,
  minimumQuantity: terms.minimumQuantity ?? null,
  paymentMethods: terms.paymentMethods,
  segments: terms.segments,
  startsAt: terms.startsAt ?? null,
  endsAt: terms.endsAt ?? null,
  usesPerUserMax: terms.usesPerUserMax ?? null,
  isPersonal: terms.ownerUserId !== undefined || terms.userIds !== undefined,
});

/** What staff sees: all terms and the counts. */
export const ManagedCoupon = z.object({
  id: Id,
  code: z.string(),
  terms: CouponTerms,
  retired: z.boolean(),
  uses: z.int(),
  redeemed: z.int(),
  discountGiven: Money,
  /** Its terms are in force when another admin has approved them. */
  awaitsApproval: z.boolean(),
  /** What would take force, and who asked for it. */
  submitted: z.object({ authorId: Id, terms: CouponTerms }).optional(),
  /** For If-Match, in quotes. */
  revision: z.string().optional(),
});
export type ManagedCoupon = z.infer<typeof ManagedCoupon>;

export const managedCoupon = (id: string, coupon: Coupon, revision: bigint): ManagedCoupon => ({
  id,
  code: coupon.code,
  terms: coupon.terms!,
  retired: coupon.retired,
  uses: usesOf(coupon),
  redeemed: coupon.redeemed.size,
  discountGiven: money(coupon.discountPaise),
  awaitsApproval: coupon.submitted !== undefined,
  ...(coupon.submitted === undefined ? {} : { submitted: coupon.submitted }),
  revision: String(revision),
});
export const managedRow = (row: CouponRow): ManagedCoupon => ({
  id: row.coupon_id,
  code: row.code,
  terms: row.terms,
  retired: row.retired,
  uses: row.uses,
  redeemed: row.redeemed,
  discountGiven: money(row.discount_paise),
  awaitsApproval: row.awaits_approval,
});
