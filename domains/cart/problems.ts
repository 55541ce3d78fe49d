import { postalZoneOf } from '../policy/identity.ts';
import type { PricedOrder } from '../pricing/index.ts';
import type { CartLine } from './events.ts';
import { isResellerPrice } from './line-rules.ts';
import type { ArticleFacts, CouponFacts } from './shop-facts.ts';

/** `blocking` problems must be solved before the cart can be ordered; the others are for the buyer to know. */
export type CartProblem = {
  readonly code: string;
  readonly blocking: boolean;
  readonly detail: string;
  readonly variantId?: string;
  readonly available?: number;
  /** When the pieces come that are still to come, where it is known. */
  readonly promisedOn?: string;
  readonly seenPaise?: number;
  readonly pricePaise?: number;
  /** What the goods of the cart have to cost more, in whole rupees. */
  readonly missingPaise?: number;
};

/** That some of the pieces are sold before they arrive. */
const backOrderProblems = ({ variantId, quantity }: CartLine, article: ArticleFacts): CartProblem[] => {
  const { quantity: missing, promisedOn } = article.backOrder(quantity);
  if (missing === 0 || quantity > article.available) return [];
  const what = missing === quantity ? 'It is sold before it arrives' : `${missing} of ${quantity} are still to come`;
  const when = promisedOn === undefined ? 'the day is not known yet' : `expected on ${promisedOn}`;
  const day = promisedOn === undefined ? {} : { promisedOn };
  return [{ code: 'OnBackOrder', blocking: false, variantId, ...day, detail: `${what}; ${when}.` }];
};

/** What is wrong with one line at this moment. */
export const lineProblems = (line: CartLine, article: ArticleFacts | undefined): CartProblem[] => {
  const { variantId, quantity, seenPaise } = line;
  if (article?.isOnSale !== true)
    return [
      {
        code: 'ArticleUnavailable',
        blocking: true,
        variantId,
        detail: 'This article is no longer sold; remove it to order the rest.',
      },
    ];
  const problems: CartProblem[] = [];
  const { available, pricePaise, mrpPaise, quantityMin, quantityMax } = article;
  if (quantity < quantityMin || quantity > quantityMax)
    problems.push({
      code: 'QuantityNotAllowed',
      blocking: true,
      variantId,
      detail: `Of this article an order has ${quantityMin} to ${quantityMax} pieces.`,
    });
  if (available === 0)
    problems.push({
      code: 'OutOfStock',
      blocking: true,
      variantId,
      available,
      detail: 'Nothing is left; remove it or save it for later.',
    });
  else if (available < quantity)
    problems.push({
      code: 'InsufficientStock',
      blocking: true,
      variantId,
      available,
      detail: `Only ${available} are left; reduce the quantity.`,
    });
  problems.push(...backOrderProblems(line, article));
  if (!isResellerPrice({ resellerPricePaise: line.resellerPricePaise, seenPaise: pricePaise, mrpPaise }))
    problems.push({
      code: 'InvalidResellerPrice',
      blocking: true,
      variantId,
      pricePaise,
      detail: `Your customer's price must be ${pricePaise} to ${mrpPaise} paise now; change it.`,
    });
  if (pricePaise !== seenPaise)
    problems.push({
      code: 'PriceChanged',
      blocking: false,
      variantId,
      seenPaise,
      pricePaise,
      detail: pricePaise < seenPaise ? 'The price has fallen.' : 'The price has risen.',
    });
  return problems;
};

/** Whether parcels go to the usual address, and cash is taken there; nothing is wrong while there is no address. */
export const deliveryProblems = (postalCode: string | undefined, paymentMethod: 'PREPAID' | 'COD'): CartProblem[] => {
  if (postalCode === undefined) return [];
  const { serviceable, cashOnDelivery } = postalZoneOf(postalCode);
  const wrong = (code: string, detail: string): CartProblem[] => [{ code, blocking: true, detail }];
  if (!serviceable)
    return wrong('AddressNotServiceable', `We do not deliver to ${postalCode}; choose another address.`);
  if (paymentMethod === 'COD' && !cashOnDelivery)
    return wrong(
      'CashOnDeliveryNotOffered',
      `Cash is not taken at ${postalCode}; pay online or choose another address.`,
    );
  return [];
};

const RUPEE_PAISE = 100;
/** What a subtotal lacks of a minimum, in whole rupees, since prices are. */
export const missingPaise = (minimumPaise: number | undefined, subtotalPaise: number): number =>
  Math.ceil(Math.max(0, (minimumPaise ?? 0) - subtotalPaise) / RUPEE_PAISE) * RUPEE_PAISE;

/**
 * Why the coupon of a cart takes nothing off, undefined when it does. An order with a coupon that is refused is refused too;
 * one that only has nothing to take off does no harm.
 */
export const couponProblem = (
  code: string,
  coupon: CouponFacts | undefined,
  asked: Parameters<CouponFacts['refuse']>[0],
  priced: PricedOrder,
): CartProblem | undefined => {
  if (coupon === undefined)
    return { code: 'CouponNotFound', blocking: true, detail: `${code} does not exist any more; remove it.` };
  const refused = coupon.refuse(asked);
  if (refused !== undefined) {
    const detail = refused.detail ?? `${code} cannot be used now.`;
    const problem: CartProblem = { code: refused.rejected, blocking: true, detail };
    if (refused.rejected !== 'CouponMinimumNotMet') return problem;
    return { ...problem, missingPaise: missingPaise(coupon.terms.minimumPaise, asked.subtotalPaise) };
  }
  const { discount } = coupon.terms;
  const nothingOff = (detail: string): CartProblem => ({ code: 'CouponNotApplicable', blocking: false, detail });
  if (priced.couponId === undefined && discount.type === 'freeShipping' && priced.shippingPaise === 0)
    return nothingOff(`Delivery of this cart is free without ${code}.`);
  if (priced.couponId === undefined || (discount.type !== 'freeShipping' && priced.couponDiscountPaise === 0))
    return nothingOff(`${code} is not for the articles of this cart or this way to pay.`);
  return undefined;
};
