import type { Instant } from '../../event-schemas/primitives.ts';
import type { DiscountTerms } from './discount.ts';

/** One article with all amounts per piece, tax included. A reseller's customer pays the reseller's price. */
export type LineToPrice = {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: number;
  readonly mrpPaise: number;
  readonly pricePaise: number;
  readonly resellerPricePaise?: number | undefined;
  readonly hsnCode?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly categoryIds?: readonly string[] | undefined;
};
export type OrderToPrice = {
  readonly at: Instant;
  readonly lines: readonly LineToPrice[];
  readonly paymentMethod: 'PREPAID' | 'COD';
  /** Promotions that nobody has to ask for, in the order in which they apply. */
  readonly promotions?: readonly DiscountTerms[];
  readonly coupon?: DiscountTerms | undefined;
  /** Coins that the buyer wants to spend and has; more than the rules allow is cut, not refused. */
  readonly coins?: number;
};

/** Paise for the whole line. `totalPaise` is what the buyer pays for it, `taxPaise` is inside it. */
export type PricedLine = {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: number;
  readonly unitPaise: number;
  readonly mrpPaise: number;
  readonly subtotalPaise: number;
  readonly promotionDiscountPaise: number;
  readonly couponDiscountPaise: number;
  readonly coinDiscountPaise: number;
  readonly taxBasisPoints: number;
  readonly taxablePaise: number;
  readonly taxPaise: number;
  readonly totalPaise: number;
  /** What the reseller earns on the line. */
  readonly marginPaise: number;
};
export type AppliedPromotion = { readonly couponId: string; readonly discountPaise: number };
export type PricedOrder = {
  readonly lines: readonly PricedLine[];
  readonly promotions: readonly AppliedPromotion[];
  /** The coupon, when it applied; a coupon for free delivery has no discount of its own. */
  readonly couponId: string | undefined;
  readonly coins: number;
  readonly mrpPaise: number;
  readonly subtotalPaise: number;
  readonly promotionDiscountPaise: number;
  readonly couponDiscountPaise: number;
  readonly coinDiscountPaise: number;
  readonly shippingPaise: number;
  /** What free delivery by coupon or promotion spared. */
  readonly shippingDiscountPaise: number;
  /** The coupon or promotion that spared it. */
  readonly shippingDiscountBy: string | undefined;
  readonly codFeePaise: number;
  /** Tax inside the two fees. */
  readonly feeTaxPaise: number;
  /** All tax, that of the fees included. */
  readonly taxPaise: number;
  readonly totalPaise: number;
};
