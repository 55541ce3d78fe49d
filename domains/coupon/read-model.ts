import { indianDay } from '../kernel/calendar.ts';
import { defineProjection } from '../kernel/projection.ts';
import type { CouponEvent, CouponTerms } from './events.ts';

export type CouponRow = {
  readonly coupon_id: string;
  readonly code: string;
  readonly terms: CouponTerms;
  readonly retired: boolean;
  /** Whether it belongs in a list that anybody may see: not a promotion, not one of a batch, not somebody's own. */
  readonly listed: boolean;
  readonly owner_user_id: string | null;
  readonly starts_at: string;
  /** '~' sorts after every instant: no end. */
  readonly ends_at: string;
  /** Uses held or redeemed. */
  readonly uses: number;
  readonly redeemed: number;
  readonly discount_paise: number;
  readonly created_at: string;
  readonly batch_id: string | null;
  /** Terms of it wait for another admin. */
  readonly awaits_approval: boolean;
};

const NO_END = '~';
const ofTerms = (terms: CouponTerms) => ({
  terms,
  listed: terms.active && !terms.automatic && terms.batchId === undefined && terms.ownerUserId === undefined,
  owner_user_id: terms.ownerUserId ?? null,
  batch_id: terms.batchId ?? null,
  awaits_approval: false,
  starts_at: terms.startsAt ?? '',
  ends_at: terms.endsAt ?? NO_END,
});

/** Coupons with their counts. The counts are for lists; what decides a use is the coupon's own stream. */
export const couponProjection = defineProjection<CouponEvent, CouponRow>({
  service: 'coupons',
  name: 'coupon',
  version: 2,
  columns: {
    coupon_id: 'uuid',
    code: 'text',
    terms: 'jsonb',
    retired: 'boolean',
    listed: 'boolean',
    owner_user_id: 'uuid',
    starts_at: 'text',
    ends_at: 'text',
    uses: 'integer',
    redeemed: 'integer',
    discount_paise: 'bigint',
    created_at: 'text',
    batch_id: 'uuid',
    awaits_approval: 'boolean',
  },
  key: 'coupon_id',
  indexes: [
    '(code)',
    '(ends_at, code) where listed and not retired',
    '(owner_user_id) where owner_user_id is not null',
    '(batch_id, code) where batch_id is not null',
    '(code) where awaits_approval and not retired',
  ],
  handles: [
    'CouponCreated',
    'CouponChanged',
    'CouponSubmitted',
    'CouponApproved',
    'CouponRetired',
    'CouponReserved',
    'CouponRedeemed',
    'CouponReleased',
  ],
  keysOf: ({ data }) => [data.couponId],
  evolve: (row, { type, data, metadata }) => {
    if (type === 'CouponCreated')
      return {
        coupon_id: data.couponId,
        code: data.code,
        ...ofTerms(data.terms),
        retired: false,
        uses: 0,
        redeemed: 0,
        discount_paise: 0,
        created_at: metadata.recordedAt,
      };
    if (row === undefined) return row;
    switch (type) {
      case 'CouponChanged':
        return { ...row, ...ofTerms(data.terms) };
      case 'CouponSubmitted':
        return { ...row, awaits_approval: true };
      case 'CouponApproved':
        return { ...row, awaits_approval: false };
      case 'CouponRetired':
        return { ...row, retired: true };
      case 'CouponReserved':
        // A longer hold of the same use is a second event of the same order, and no second use.
        return data.extends
          ? row
          : { ...row, uses: row.uses + 1, discount_paise: row.discount_paise + data.discountPaise };
      case 'CouponRedeemed':
        return { ...row, redeemed: row.redeemed + 1 };
      case 'CouponReleased':
        return {
          ...row,
          uses: row.uses - 1,
          redeemed: row.redeemed - (data.from === 'redeemed' ? 1 : 0),
          discount_paise: row.discount_paise - data.discountPaise,
        };
    }
  },
});

export type CouponUseRow = {
  readonly id: string;
  readonly coupon_id: string;
  readonly order_id: string;
  readonly user_id: string;
  readonly status: 'reserved' | 'redeemed' | 'released';
  readonly discount_paise: number;
  readonly expires_at: string;
  readonly changed_at: string;
  /** What the goods of the order cost, without delivery. */
  readonly subtotal_paise: number;
  /** The calendar day (Asia/Kolkata) on which the use began. */
  readonly day: string;
};
type UseEvent = Extract<CouponEvent, { type: 'CouponReserved' | 'CouponRedeemed' | 'CouponReleased' }>;
const STATUS = { CouponReserved: 'reserved', CouponRedeemed: 'redeemed', CouponReleased: 'released' } as const;

/** Who used which coupon for which order, with those that were given back. */
export const couponUseProjection = defineProjection<UseEvent, CouponUseRow>({
  service: 'coupons',
  name: 'coupon_use',
  version: 2,
  columns: {
    id: 'text',
    coupon_id: 'uuid',
    order_id: 'uuid',
    user_id: 'uuid',
    status: 'text',
    discount_paise: 'bigint',
    expires_at: 'text',
    changed_at: 'text',
    subtotal_paise: 'bigint',
    day: 'text',
  },
  key: 'id',
  indexes: ['(user_id, coupon_id)', '(coupon_id, changed_at desc)', '(coupon_id, day)'],
  handles: ['CouponReserved', 'CouponRedeemed', 'CouponReleased'],
  keysOf: ({ data }) => [`${data.couponId}/${data.orderId}`],
  evolve: (row, { type, data, metadata }, id) => ({
    id,
    coupon_id: data.couponId,
    order_id: data.orderId,
    user_id: data.userId,
    status: STATUS[type],
    discount_paise: data.discountPaise,
    expires_at: type === 'CouponReserved' ? data.expiresAt : (row?.expires_at ?? ''),
    changed_at: metadata.recordedAt,
    subtotal_paise: type === 'CouponReserved' ? data.subtotalPaise : (row?.subtotal_paise ?? 0),
    day: type === 'CouponReserved' ? indianDay(data.reservedAt) : (row?.day ?? ''),
  }),
});
