import type { Instant } from '../../event-schemas/primitives.ts';
import {
  bonusesOf,
  coinsEarned,
  coinsUsable,
  costOf,
  priceOrder,
  usualBasisPoints,
  type BonusTerms,
  type LineBonus,
  type LineToPrice,
  type OrderToPrice,
  type PricedLine,
  type PricedOrder,
} from '../pricing/index.ts';
import type { CartLine } from './events.ts';
import { couponProblem, deliveryProblems, lineProblems, type CartProblem } from './problems.ts';
import { priceWithPromotions, promotionsFor, type NearPromotion } from './promotions.ts';
import type { ArticleFacts, ShopFacts } from './shop-facts.ts';
import type { Cart } from './state.ts';

export type CartArticle = {
  readonly line: CartLine;
  /** Undefined when the product is gone. */
  readonly article: ArticleFacts | undefined;
  /** Undefined for a line that cannot be bought, and is therefore in no total. */
  readonly priced: PricedLine | undefined;
  readonly problems: readonly CartProblem[];
};
export type PricedCart = {
  readonly articles: readonly CartArticle[];
  readonly saved: readonly CartArticle[];
  readonly price: PricedOrder;
  /** The coupon of the cart; `problem` says why it takes nothing off. */
  readonly coupon:
    { readonly couponId: string; readonly code: string; readonly problem: CartProblem | undefined } | undefined;
  readonly promotionCodes: ReadonlyMap<string, string>;
  /** Promotions for which the goods have to cost a little more, nearest first. */
  readonly near: readonly NearPromotion[];
  readonly coins: {
    readonly requested: number;
    readonly applied: number;
    /** The most that may be spent on this cart. */
    readonly usable: number;
    readonly spendable: number;
    /** Credited when the order is delivered and can no longer be returned. */
    readonly toEarn: number;
    /** What rules add to it, each rule once. */
    readonly bonuses: readonly LineBonus[];
  };
  /** What can be spent now; it is no part of the price. */
  readonly storeCreditPaise: number;
  /** Everything that the buyer should know or must change, of lines, coupon and coins. */
  readonly problems: readonly CartProblem[];
};

const toPrice = ({ line, article }: { line: CartLine; article: ArticleFacts }): LineToPrice => {
  const { variantId, quantity, productId, resellerPricePaise } = line;
  const { pricePaise, mrpPaise, hsnCode, vendorId, categoryIds } = article;
  // A reseller's price never sells below the shop's or above the MRP, also when those have moved since.
  const reseller =
    resellerPricePaise === undefined
      ? {}
      : { resellerPricePaise: Math.min(Math.max(resellerPricePaise, pricePaise), mrpPaise) };
  return { lineId: variantId, productId, quantity, pricePaise, mrpPaise, hsnCode, vendorId, categoryIds, ...reseller };
};

/** The coins that an order like this earns, as placing it would promise them. */
const earnedBy = (
  price: PricedOrder,
  buyable: readonly LineToPrice[],
  rules: readonly BonusTerms[],
): { readonly toEarn: number; readonly bonuses: readonly LineBonus[] } => {
  const lines = price.lines.map((line, index) => ({ ...buyable[index]!, ...line }));
  const parts = bonusesOf(lines, rules);
  const basisPoints = usualBasisPoints();
  const kept = lines.map(({ totalPaise }, index) => ({
    totalPaise,
    basisPoints,
    bonusCoins: parts[index]?.coins ?? 0,
  }));
  const bonuses = new Map<string, LineBonus>();
  for (const part of parts)
    if (part !== undefined)
      bonuses.set(part.ruleId, { ...part, coins: part.coins + (bonuses.get(part.ruleId)?.coins ?? 0) });
  return { toEarn: coinsEarned(kept), bonuses: [...bonuses.values()] };
};

const factsOf = (shop: ShopFacts, lines: readonly CartLine[], now: Instant) =>
  Promise.all(
    lines.map(async (line) => {
      const article = await shop.article(line.productId, line.variantId, now);
      return { line, article, problems: lineProblems(line, article) };
    }),
  );

const coinProblems = (asked: number, applied: number): CartProblem[] =>
  asked > applied
    ? [{ code: 'CoinsReduced', blocking: false, detail: `${applied} of ${asked} coins can be spent on this cart.` }]
    : [];

/**
 * A cart with live prices, stock, coupon, promotions and coins, as the order would be priced now. Nothing is dropped in
 * silence: what cannot be bought stays in the list, out of the totals, with its reason among the problems.
 */
export const priceCart = async (
  cart: Cart,
  userId: string,
  shop: ShopFacts,
  options: { readonly now: Instant; readonly paymentMethod: 'PREPAID' | 'COD' },
): Promise<PricedCart> => {
  const { now, paymentMethod } = options;
  const [lines, saved, spendable, storeCreditPaise, segments, postalCode, coupon] = await Promise.all([
    factsOf(shop, cart.lines, now),
    factsOf(shop, cart.saved, now),
    shop.spendableCoins(userId, now),
    shop.storeCredit(userId, now),
    shop.segments(userId, now),
    shop.postalCode(userId),
    cart.coupon === undefined ? undefined : shop.coupon(cart.coupon.couponId),
  ]);
  const rules = await shop.earningRules(segments, now);
  const buyable = lines.flatMap(({ line, article }) =>
    article?.isOnSale === true ? [toPrice({ line, article })] : [],
  );
  const plain: OrderToPrice = { at: now, lines: buyable, paymentMethod };
  const { subtotalPaise } = priceOrder(plain);
  const asked = { userId, subtotalPaise, discountPaise: 0, now, segments };
  const { usable: promotions, near } = await promotionsFor(shop, asked);
  const priceOf = (more: Pick<OrderToPrice, 'coupon' | 'coins'>): PricedOrder =>
    priceWithPromotions({ ...plain, ...more }, promotions, asked);
  const withCoupon = priceOf({ coupon: coupon?.terms });
  const problem =
    cart.coupon === undefined
      ? undefined
      : couponProblem(
          cart.coupon.code,
          coupon,
          { ...asked, discountPaise: costOf(withCoupon, cart.coupon.couponId) },
          withCoupon,
        );
  const discounted = problem === undefined ? withCoupon : priceOf({});
  const wanted = Math.min(cart.coins, spendable);
  const price =
    wanted === 0 ? discounted : priceOf({ coupon: problem === undefined ? coupon?.terms : undefined, coins: wanted });
  const leftPaise = discounted.totalPaise - discounted.shippingPaise - discounted.codFeePaise;
  const usable = Math.min(spendable, coinsUsable(subtotalPaise, leftPaise));
  const priced = new Map(price.lines.map((line) => [line.lineId, line]));
  const withPrice = (one: (typeof lines)[number]): CartArticle => ({ ...one, priced: priced.get(one.line.variantId) });
  return {
    articles: lines.map(withPrice),
    saved: saved.map((one) => ({ ...one, priced: undefined })),
    price,
    coupon: cart.coupon && { couponId: cart.coupon.couponId, code: cart.coupon.code, problem },
    promotionCodes: new Map(promotions.map(({ couponId, facts }) => [couponId, facts.code])),
    near,
    coins: { requested: cart.coins, applied: price.coins, usable, spendable, ...earnedBy(price, buyable, rules) },
    storeCreditPaise,
    problems: [
      ...lines.flatMap(({ problems }) => problems),
      ...(lines.length === 0 ? [] : deliveryProblems(postalCode, paymentMethod)),
      ...(problem === undefined ? [] : [problem]),
      ...coinProblems(cart.coins, price.coins),
    ],
  };
};
