import type { Instant } from '../../event-schemas/primitives.ts';
import { cashOnDelivery, coinSpending, delivery } from '../policy/pricing.ts';
import { discountsOf } from './order-discounts.ts';
import { splitByWeight } from './split.ts';
import { rateOf, slabOf, taxInside } from './tax.ts';
import type { LineToPrice, OrderToPrice, PricedLine, PricedOrder } from './types.ts';

/** More articles than one order may hold. */
export const ORDER_LINES_MAX = 100;
/** The code under which carrying parcels is taxed. */
export const DELIVERY_SERVICE_CODE = '9968';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const unitOf = ({ pricePaise, resellerPricePaise }: LineToPrice): number => resellerPricePaise ?? pricePaise;

/** How many coins may be spent on items: by the steps of the subtotal, and so that something remains to pay. */
export const coinsUsable = (subtotalPaise: number, leftPaise: number): number => {
  const { coinPaise, stepPaise, coinsPerStep, payableMinPaise } = coinSpending.value;
  const bySteps = Math.floor(subtotalPaise / stepPaise) * coinsPerStep;
  return Math.max(0, Math.min(bySteps, Math.floor((leftPaise - payableMinPaise) / coinPaise)));
};

const pricedLine = (
  line: LineToPrice,
  at: Instant,
  parts: { subtotal: number; promotion: number; coupon: number; coin: number },
): PricedLine => {
  const totalPaise = parts.subtotal - parts.promotion - parts.coupon - parts.coin;
  const taxBasisPoints = rateOf(slabOf(line.hsnCode, at), totalPaise, line.quantity);
  const taxPaise = taxInside(totalPaise, taxBasisPoints);
  return {
    lineId: line.lineId,
    productId: line.productId,
    quantity: line.quantity,
    unitPaise: unitOf(line),
    mrpPaise: Math.max(line.mrpPaise, line.pricePaise) * line.quantity,
    subtotalPaise: parts.subtotal,
    promotionDiscountPaise: parts.promotion,
    couponDiscountPaise: parts.coupon,
    coinDiscountPaise: parts.coin,
    taxBasisPoints,
    taxablePaise: totalPaise - taxPaise,
    taxPaise,
    totalPaise,
    marginPaise: (unitOf(line) - line.pricePaise) * line.quantity,
  };
};

/** The rate inside the fees of an order, in basis points. */
export const feeTaxBasisPoints = (at: Instant): number => slabOf(DELIVERY_SERVICE_CODE, at).highBasisPoints;

/** What delivery costs before anybody spares it. */
const shippingDue = ({ lines }: OrderToPrice, subtotalPaise: number): number =>
  lines.length === 0 || subtotalPaise > delivery.value.freeAbovePaise ? 0 : delivery.value.feePaise;

const feesOf = (order: OrderToPrice, due: number, freeShipping: boolean) => {
  const codFeePaise = order.paymentMethod === 'COD' && order.lines.length > 0 ? cashOnDelivery.value.feePaise : 0;
  const shippingPaise = freeShipping ? 0 : due;
  const rate = feeTaxBasisPoints(order.at);
  const feeTaxPaise = taxInside(shippingPaise, rate) + taxInside(codFeePaise, rate);
  return { shippingPaise, shippingDiscountPaise: due - shippingPaise, codFeePaise, feeTaxPaise };
};

/**
 * The one place where an order gets its price: MRP, sale price, reseller price, promotions, coupon, coins, fees, and the tax
 * that is inside. Amounts are integer paise; every discount is split over the lines, so that lines and fees always sum to the
 * whole and none is below zero.
 * @throws when there are more than ORDER_LINES_MAX lines, since callers bound their carts.
 */
export const priceOrder = (order: OrderToPrice): PricedOrder => {
  if (order.lines.length > ORDER_LINES_MAX) throw new Error(`an order has at most ${ORDER_LINES_MAX} lines`);
  const subtotals = order.lines.map((line) => unitOf(line) * line.quantity);
  const subtotalPaise = sum(subtotals);
  const due = shippingDue(order, subtotalPaise);
  const discounts = discountsOf(order, subtotals, due);
  const coins = Math.min(order.coins ?? 0, coinsUsable(subtotalPaise, sum(discounts.left)));
  const coinDiscountPaise = coins * coinSpending.value.coinPaise;
  const coinParts = splitByWeight(coinDiscountPaise, discounts.left);
  const lines = order.lines.map((line, index) =>
    pricedLine(line, order.at, {
      subtotal: subtotals[index]!,
      promotion: discounts.promotionParts[index]!,
      coupon: discounts.couponParts[index]!,
      coin: coinParts[index]!,
    }),
  );
  const { shippingDiscountBy } = discounts;
  const fees = feesOf(order, due, shippingDiscountBy !== undefined);
  return {
    lines,
    promotions: discounts.promotions,
    couponId: discounts.couponId,
    coins,
    mrpPaise: sum(lines.map(({ mrpPaise }) => mrpPaise)),
    subtotalPaise,
    promotionDiscountPaise: sum(discounts.promotionParts),
    couponDiscountPaise: sum(discounts.couponParts),
    coinDiscountPaise,
    ...fees,
    shippingDiscountBy,
    taxPaise: sum(lines.map(({ taxPaise }) => taxPaise)) + fees.feeTaxPaise,
    totalPaise: sum(lines.map(({ totalPaise }) => totalPaise)) + fees.shippingPaise + fees.codFeePaise,
  };
};
