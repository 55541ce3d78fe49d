import { z } from 'zod';
import {
  cart,
  isResellerPrice,
  priceWithPromotions,
  promotionsFor,
  type CouponFacts,
} from '../../domains/cart/index.ts';
import { isOnSale, product, variantOf, type ProductState } from '../../domains/catalogue/index.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import { LINES_MAX, QUANTITY_MAX, type OrderLine } from '../../domains/order/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import {
  costOf,
  priceOrder,
  usualBasisPoints,
  type BonusTerms,
  type LineToPrice,
  type OrderToPrice,
  type PricedOrder,
} from '../../domains/pricing/index.ts';
import { CouponId, Paise, ProductId, VariantId, VendorId, type UserId } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

/** What is to be bought, when it is not the cart: an order on the spot, or the same again. */
export const OrderItem = z.object({
  productId: ProductId,
  variantId: VariantId,
  quantity: z.int().positive().max(QUANTITY_MAX),
  resellerPricePaise: Paise.optional(),
});
export type OrderItem = z.infer<typeof OrderItem>;
/** With a price below that of the shop, which only staff may give. */
type Item = OrderItem & { readonly staffPricePaise?: number | undefined };

type Asked = {
  readonly userId: UserId;
  readonly orderId: string;
  readonly items: readonly Item[] | undefined;
  readonly couponId: string | undefined;
  readonly coins: number | undefined;
  readonly paymentMethod: 'PREPAID' | 'COD';
};
export type Quote = {
  readonly lines: OrderLine[];
  readonly priced: PricedOrder;
  /** What the lines are, and the rules by which this buyer may earn more coins than usual. */
  readonly articles: readonly LineToPrice[];
  readonly rules: readonly BonusTerms[];
  readonly couponId: CouponId | undefined;
  readonly isResale: boolean;
  /** What staff took off the prices of the shop. */
  readonly staffDiscountPaise: number;
};
type Wanted = Pick<Quote, 'couponId'> & { readonly items: readonly Item[]; readonly coins: number };
type Article = { readonly item: Item; readonly state: ProductState; readonly toPrice: LineToPrice };

/** The buyer's cart, unless the request says what to buy; what the request says always comes before the cart. */
const wantedBy = async (asked: Asked, context: WriteContext): Promise<Wanted> => {
  const own = asked.items === undefined ? (await context.facts(cart, asked.userId)).state : undefined;
  const items = asked.items ?? own?.lines ?? [];
  if (items.length === 0) throw new Refusal('CartEmpty', 'Put something into the cart first.');
  if (items.length > LINES_MAX) throw new Refusal('TooManyLines', `An order has at most ${LINES_MAX} lines.`);
  const couponId = asked.couponId ?? own?.coupon?.couponId;
  return {
    items,
    couponId: couponId === undefined ? undefined : CouponId.parse(couponId),
    coins: asked.coins ?? own?.coins ?? 0,
  };
};

type Pieces = readonly { readonly variantId: string; readonly quantity: number }[];
/** How many pieces of each variant an order would have, however many of its lines name the same variant. */
export const piecesByVariant = (lines: Pieces): ReadonlyMap<string, number> => {
  const pieces = new Map<string, number>();
  for (const { variantId, quantity } of lines) pieces.set(variantId, (pieces.get(variantId) ?? 0) + quantity);
  return pieces;
};

/** The article as it is sold now; refused when the whole order would have fewer or more `pieces` of it than is allowed. */
export const articleOf = async (
  item: Item,
  lineId: string,
  pieces: ReadonlyMap<string, number>,
  context: WriteContext,
): Promise<Article> => {
  const { state } = await context.facts(product, item.productId);
  const variant = variantOf(state, item.variantId);
  if (state === undefined || variant === undefined || !isOnSale(state, item.variantId, context.now))
    throw new Refusal('ProductNotAvailable', `The article ${item.variantId} is not on sale any more.`);
  const { pricePaise, mrpPaise, quantityMin = 1, quantityMax = QUANTITY_MAX } = variant;
  const wanted = pieces.get(item.variantId)!;
  if (wanted < quantityMin || wanted > quantityMax)
    throw new Refusal('QuantityNotAllowed', `Of ${variant.sku} an order has ${quantityMin} to ${quantityMax} pieces.`);
  if (!isResellerPrice({ ...item, seenPaise: pricePaise, mrpPaise }))
    throw new Refusal('InvalidResellerPrice', `A reseller asks ${pricePaise} to ${mrpPaise} paise for ${variant.sku}.`);
  const { staffPricePaise = pricePaise } = item;
  if (staffPricePaise > pricePaise)
    throw new Refusal(
      'InvalidStaffPrice',
      `staffPricePaise of ${variant.sku} is above its price of ${pricePaise} paise.`,
    );
  const { hsnCode, categoryIds } = state.details;
  const toPrice: LineToPrice = {
    lineId,
    productId: item.productId,
    quantity: item.quantity,
    mrpPaise,
    pricePaise: staffPricePaise,
    resellerPricePaise: item.resellerPricePaise,
    hsnCode,
    vendorId: state.vendorId,
    categoryIds,
  };
  return { item, state, toPrice };
};

/** Refused for the reason that reserving the coupon would give. */
const refuse = (coupon: CouponFacts, use: Parameters<CouponFacts['refuse']>[0]): void => {
  const refused = coupon.refuse(use);
  if (refused !== undefined) throw new Refusal(refused.rejected, refused.detail);
};

/** The price with the coupon, which is checked as reserving it will do it, with what applies by itself, and rules for more coins. */
const priceOf = async (
  plain: Pick<OrderToPrice, 'at' | 'lines' | 'paymentMethod' | 'coins'>,
  couponId: CouponId | undefined,
  { userId }: Asked,
  context: WriteContext,
): Promise<Pick<Quote, 'priced' | 'rules'>> => {
  const shop = shopFacts(context);
  const { now } = context;
  const segments = await shop.segments(userId, now);
  const { subtotalPaise } = priceOrder(plain);
  const use = { userId, subtotalPaise, discountPaise: 0, now, segments };
  const coupon = couponId === undefined ? undefined : await shop.coupon(couponId);
  if (couponId !== undefined && coupon === undefined) throw new Refusal('CouponNotFound', 'Remove the coupon.');
  if (coupon !== undefined) refuse(coupon, use);
  const { usable } = await promotionsFor(shop, use);
  const priced = priceWithPromotions({ ...plain, coupon: coupon?.terms }, usable, use);
  if (priced.couponId !== undefined) refuse(coupon!, { ...use, discountPaise: costOf(priced, priced.couponId) });
  return { priced, rules: await shop.earningRules(segments, now) };
};

export const lineOf = ({ item, state }: Article, priced: PricedOrder['lines'][number]): OrderLine => {
  const variant = variantOf(state, item.variantId)!;
  const { details, vendorId } = state;
  const imageUrl = variant.images?.[0] ?? details.images[0];
  return {
    ...priced,
    productId: item.productId,
    variantId: item.variantId,
    vendorId: VendorId.parse(vendorId),
    sku: variant.sku,
    name: details.name,
    ...(imageUrl === undefined ? {} : { imageUrl }),
    ...(variant.size === undefined ? {} : { size: variant.size }),
    ...(variant.colour === undefined ? {} : { colour: variant.colour }),
    hsnCode: details.hsnCode,
    earning: { basisPoints: usualBasisPoints() },
    returnable: !details.tags.some((tag) => orderPolicy.notReturnableTags.value.some((closed) => closed === tag)),
  };
};

/** What worked beside the order's own coupon, as the order remembers it. */
export const offersOf = ({ promotions, shippingDiscountBy, shippingDiscountPaise: discountPaise }: PricedOrder) => ({
  promotions: promotions.map((use) => ({ ...use, couponId: CouponId.parse(use.couponId) })),
  ...(shippingDiscountBy === undefined
    ? {}
    : { shippingDiscount: { couponId: CouponId.parse(shippingDiscountBy), discountPaise } }),
});

/** Prices everything anew from the log: what the app shows is never trusted. Stock, coupon and coins are held later. */
export const quoteOrder = async (asked: Asked, context: WriteContext): Promise<Quote> => {
  const wanted = await wantedBy(asked, context);
  const pieces = piecesByVariant(wanted.items);
  const articles = await Promise.all(
    wanted.items.map((item, index) => articleOf(item, derivedId('order line', asked.orderId, index), pieces, context)),
  );
  const order = { at: context.now, lines: articles.map(({ toPrice }) => toPrice), paymentMethod: asked.paymentMethod };
  const { priced, rules } = await priceOf({ ...order, coins: wanted.coins }, wanted.couponId, asked, context);
  if (wanted.couponId !== undefined && priced.couponId === undefined)
    throw new Refusal('CouponNotApplicable', 'The coupon does not fit this order or this way to pay; remove it.');
  return {
    lines: articles.map((article, index) => lineOf(article, priced.lines[index]!)),
    priced,
    articles: order.lines,
    rules,
    couponId: priced.couponId === undefined ? undefined : CouponId.parse(priced.couponId),
    staffDiscountPaise: articles.reduce(
      (sum, { item, state, toPrice }) =>
        sum + (variantOf(state, item.variantId)!.pricePaise - toPrice.pricePaise) * item.quantity,
      0,
    ),
    isResale: wanted.items.some(({ resellerPricePaise }) => resellerPricePaise !== undefined),
  };
};
