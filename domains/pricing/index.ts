export { coinsEarned } from './coins-earned.ts';
export { priceOrder, coinsUsable, DELIVERY_SERVICE_CODE, feeTaxBasisPoints, ORDER_LINES_MAX } from './order-price.ts';
export type { LineToPrice, OrderToPrice, PricedLine, PricedOrder, AppliedPromotion } from './types.ts';
export { refundOf } from './refund.ts';
export type { Refund, ReturnedLine } from './refund.ts';
export { discountablePieces, discountApplies, discountParts, inScope } from './discount.ts';
export type { DiscountKind, DiscountScope, DiscountTerms } from './discount.ts';
export { splitByWeight, portionOf } from './split.ts';
export { slabOf, taxInside } from './tax.ts';
