import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { delivery } from '../policy/pricing.ts';
import { Money, money, type PricedLine } from '../pricing/index.ts';
import { CartCreditView, cartCreditView } from './credit-view.ts';
import { cartCoins, CartCoins } from './coins-view.ts';
import type { CartArticle, PricedCart } from './priced-cart.ts';
import type { CartProblem } from './problems.ts';
import type { ArticleFacts } from './shop-facts.ts';
import type { Cart } from './state.ts';

const Text = z.string().nullable();
const Words = z.record(z.string(), z.string());
const Labels = z.object({ colours: Words, sizes: Words }).optional();
const Item = z.object({
  id: Id,
  productId: Id,
  variantId: Id,
  name: Text,
  brand: Text,
  slug: Text,
  imageUrl: Text,
  size: Text,
  colour: Text,
  sku: Text,
  quantity: z.int(),
  quantityMin: z.int(),
  quantityMax: z.int(),
  available: z.int(),
  /** How many of the pieces are still to come, and the day of the last when it is known; null when all are there. */
  backOrder: z.object({ quantity: z.int(), promisedOn: z.iso.date().nullable() }).nullable(),
  mrp: Money.nullable(),
  price: Money.nullable(),
  resellerPrice: Money.nullable(),
  subtotal: Money,
  discount: Money,
  total: Money,
  problems: z.array(z.string()),
  addedAt: Instant,
});
const Problem = z.object({
  code: z.string(),
  blocking: z.boolean(),
  detail: z.string(),
  itemId: Id.optional(),
  available: z.int().optional(),
  promisedOn: z.iso.date().optional(),
  seenPrice: Money.optional(),
  price: Money.optional(),
  /** What the goods have to cost more. */
  missing: Money.optional(),
});

/** The cart as the app shows it. Amounts are paise, tax included; `tax` is the part of the total that is tax. */
export const CartView = z.object({
  userId: Id,
  items: z.array(Item),
  itemCount: z.int(),
  savedForLater: z.array(Item),
  /** What to show for colours and sizes in the reader's language; not in the source language. */
  labels: Labels,
  coupon: z.object({ couponId: Id, code: z.string(), discount: Money, applied: z.boolean() }).nullable(),
  promotions: z.array(z.object({ couponId: Id, code: z.string(), discount: Money })),
  coins: CartCoins,
  storeCredit: CartCreditView,
  totals: z.object({
    mrp: Money,
    subtotal: Money,
    promotionDiscount: Money,
    couponDiscount: Money,
    coinDiscount: Money,
    shipping: Money,
    shippingDiscount: Money,
    codFee: Money,
    tax: Money,
    total: Money,
  }),
  freeDelivery: z.object({ reached: z.boolean(), missing: Money }),
  /** Promotions that apply by themselves once the goods cost so much more. */
  nextPromotions: z.array(z.object({ couponId: Id, code: z.string(), missing: Money })),
  problems: z.array(Problem),
  canOrder: z.boolean(),
  expiresAt: Instant.nullable(),
});
export type CartView = z.infer<typeof CartView>;

const RUPEE_PAISE = 100;
const moneyOrNull = (paise: number | undefined): z.infer<typeof Money> | null =>
  paise === undefined ? null : money(paise);

const GONE = {
  ...{ name: null, brand: null, slug: null, imageUrl: null, size: null, colour: null, sku: null },
  ...{ quantityMin: 1, quantityMax: 0, available: 0, backOrder: null, mrp: null, price: null },
};
const backOrderOf = ({ backOrder, available }: ArticleFacts, wanted: number): z.infer<typeof Item>['backOrder'] => {
  const { quantity, promisedOn = null } = backOrder(Math.min(wanted, available));
  return quantity === 0 ? null : { quantity, promisedOn };
};
const described = (article: ArticleFacts, quantity: number) => ({
  name: article.name,
  brand: article.brand,
  slug: article.slug,
  imageUrl: article.imageUrl ?? null,
  size: article.size ?? null,
  colour: article.colour ?? null,
  sku: article.sku,
  quantityMin: article.quantityMin,
  quantityMax: Math.min(article.quantityMax, article.available),
  available: article.available,
  backOrder: backOrderOf(article, quantity),
  mrp: money(article.mrpPaise),
  price: money(article.pricePaise),
});

const NOTHING = { subtotalPaise: 0, totalPaise: 0 };
const amounts = ({ subtotalPaise, totalPaise }: Pick<PricedLine, 'subtotalPaise' | 'totalPaise'>) => ({
  subtotal: money(subtotalPaise),
  discount: money(subtotalPaise - totalPaise),
  total: money(totalPaise),
});
const item = ({ line, article, priced, problems }: CartArticle): z.infer<typeof Item> => ({
  id: line.variantId,
  productId: line.productId,
  variantId: line.variantId,
  ...(article === undefined ? GONE : described(article, line.quantity)),
  quantity: line.quantity,
  resellerPrice: moneyOrNull(line.resellerPricePaise),
  ...amounts(priced ?? NOTHING),
  problems: problems.map(({ code }) => code),
  addedAt: line.addedAt,
});

const problem = ({
  variantId,
  seenPaise,
  pricePaise,
  missingPaise,
  ...rest
}: CartProblem): z.infer<typeof Problem> => ({
  ...rest,
  ...(variantId === undefined ? {} : { itemId: variantId }),
  ...(seenPaise === undefined ? {} : { seenPrice: money(seenPaise) }),
  ...(pricePaise === undefined ? {} : { price: money(pricePaise) }),
  ...(missingPaise === undefined ? {} : { missing: money(missingPaise) }),
});

/** What is missing until delivery is free, in whole rupees, since prices are. */
const freeDelivery = (subtotalPaise: number): CartView['freeDelivery'] => {
  const missing = delivery.value.freeAbovePaise + 1 - subtotalPaise;
  return missing <= 0
    ? { reached: true, missing: money(0) }
    : { reached: false, missing: money(Math.ceil(missing / RUPEE_PAISE) * RUPEE_PAISE) };
};

export const cartView = (userId: string, cart: Cart, priced: PricedCart): CartView => {
  const { price, coupon } = priced;
  return {
    userId,
    items: priced.articles.map(item),
    itemCount: cart.lines.reduce((count, { quantity }) => count + quantity, 0),
    savedForLater: priced.saved.map(item),
    coupon: coupon
      ? {
          couponId: coupon.couponId,
          code: coupon.code,
          discount: money(price.couponDiscountPaise),
          applied: coupon.problem === undefined,
        }
      : null,
    promotions: price.promotions.map(({ couponId, discountPaise }) => ({
      couponId,
      code: priced.promotionCodes.get(couponId) ?? couponId,
      discount: money(discountPaise),
    })),
    coins: cartCoins(priced),
    storeCredit: cartCreditView(priced.storeCreditPaise, price.totalPaise),
    totals: {
      mrp: money(price.mrpPaise),
      subtotal: money(price.subtotalPaise),
      promotionDiscount: money(price.promotionDiscountPaise),
      couponDiscount: money(price.couponDiscountPaise),
      coinDiscount: money(price.coinDiscountPaise),
      shipping: money(price.shippingPaise),
      shippingDiscount: money(price.shippingDiscountPaise),
      codFee: money(price.codFeePaise),
      tax: money(price.taxPaise),
      total: money(price.totalPaise),
    },
    freeDelivery: freeDelivery(price.subtotalPaise),
    nextPromotions: priced.near.map(({ couponId, code, missingPaise }) => ({
      couponId,
      code,
      missing: money(missingPaise),
    })),
    problems: priced.problems.map(problem),
    canOrder: price.lines.length > 0 && !priced.problems.some(({ blocking }) => blocking),
    expiresAt: cart.watch === undefined || cart.lines.length === 0 ? null : cart.watch.expiresAt,
  };
};
