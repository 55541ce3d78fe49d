import type { CouponEvent } from '../domains/coupon/events.ts';
import type { SettledItemEvent } from '../domains/payment/reconciliation/events.ts';
import type { PayoutEvent, SettlementEvent } from '../domains/payment/settlement/events.ts';

/** One movement of value in paise: what leaves one account arrives at the other, so all accounts together are always zero. */
export type Movement = { readonly from: string; readonly to: string; readonly amountPaise: number };

/**
 * Accounts of the shop. Those of a person are `coins:<userId>`, `coins-held:<userId>` and `buyer:<userId>`; what a coupon has
 * given away is `coupon-held:<couponId>` and `coupon-used:<couponId>`, which its budget limits together. A seller's is
 * `vendor:<vendorId>`, a reseller's `reseller:<userId>`, and a person's store credit `store-credit:<userId>` and
 * `store-credit-held:<userId>`: all of them below zero by what the shop owes.
 */
export const SHOP = {
  couponsPromised: 'coupons-promised',
  coinsPromised: 'coins-promised',
  coinsRedeemed: 'coins-redeemed',
  /** Between two accounts of one person that are being merged: nothing, once they have arrived. */
  coinsMoving: 'coins-moving',
  /** Goodwill, in money rather than in coins. */
  creditPromised: 'store-credit-promised',
  /** Gift cards that somebody may still redeem: below zero by what the shop owes for them. */
  giftCardsOpen: 'gift-cards-open',
  /** As `coins-moving`. */
  creditMoving: 'store-credit-moving',
  sales: 'sales',
  /** What the gateway has of the shop's: nothing once all of it is settled and all fees are taken. */
  gateway: 'gateway',
  gatewayFees: 'gateway-fees',
  gatewayFeeTax: 'gateway-fee-tax',
  courier: 'cash-at-courier',
  bank: 'bank',
  disputes: 'disputes-lost',
  commission: 'commission',
  commissionTax: 'commission-tax',
  tcs: 'tax-collected-at-source',
  tds: 'tax-deducted-at-source',
} as const;
export type DiscountEvent = Extract<CouponEvent, { type: 'CouponReserved' | 'CouponRedeemed' | 'CouponReleased' }>;
export type SellerEvent =
  Exclude<SettlementEvent, { type: 'SettlementClaimed' }> | Extract<PayoutEvent, { type: 'PayoutPaid' }>;
/** The discounts of a coupon: promised by the shop, held by an order, and used once it is confirmed. */
export const discount = ({ type, data }: DiscountEvent): Movement => {
  const held = `coupon-held:${data.couponId}`;
  const used = `coupon-used:${data.couponId}`;
  const { discountPaise: amountPaise } = data;
  switch (type) {
    case 'CouponReserved':
      // A use that is held for longer was counted when it began.
      return { from: SHOP.couponsPromised, to: held, amountPaise: data.extends ? 0 : amountPaise };
    case 'CouponRedeemed':
      return { from: held, to: used, amountPaise };
    case 'CouponReleased':
      return { from: data.from === 'reserved' ? held : used, to: SHOP.couponsPromised, amountPaise };
  }
};

/** A sale is passed on to its seller, less what the shop keeps, until it is paid out, and its margin to whoever resold it. */
export const seller = ({ type, data }: SellerEvent): Movement => {
  const own = `vendor:${data.vendorId}`;
  switch (type) {
    case 'VendorSaleSettled':
      return { from: own, to: SHOP.sales, amountPaise: data.salePaise };
    case 'VendorSaleReversed':
      return { from: SHOP.sales, to: own, amountPaise: data.salePaise };
    case 'VendorFeeCharged':
      return { from: SHOP[data.kind], to: own, amountPaise: data.amountPaise };
    case 'VendorFeeReversed':
      return { from: own, to: SHOP[data.kind], amountPaise: data.amountPaise };
    case 'PayoutPaid':
      return { from: SHOP.bank, to: own, amountPaise: data.amountPaise };
    case 'ResellerMarginEarned':
      return { from: `reseller:${data.resellerId}`, to: SHOP.sales, amountPaise: data.marginPaise };
    case 'ResellerMarginReversed':
      return { from: SHOP.sales, to: `reseller:${data.resellerId}`, amountPaise: data.marginPaise };
  }
};

/** What the gateway paid out, or took back, and what it kept for it. */
export const settled = ({ type, data }: SettledItemEvent): Movement => {
  const { amountPaise } = data;
  if (type === 'GatewayFeeTaken')
    return { from: SHOP.gateway, to: data.kind === 'fee' ? SHOP.gatewayFees : SHOP.gatewayFeeTax, amountPaise };
  return data.direction === 'in'
    ? { from: SHOP.gateway, to: SHOP.bank, amountPaise }
    : { from: SHOP.bank, to: SHOP.gateway, amountPaise };
};

export const SETTLED_TYPES = ['GatewayItemSettled', 'GatewayFeeTaken'] as const;
export const DISCOUNT_TYPES = ['CouponReserved', 'CouponRedeemed', 'CouponReleased'] as const;
export const SELLER_TYPES = [
  'VendorSaleSettled',
  'VendorSaleReversed',
  'VendorFeeCharged',
  'VendorFeeReversed',
  'PayoutPaid',
  'ResellerMarginEarned',
  'ResellerMarginReversed',
] as const;
