import { productIdOf, variantIdOf, vendorIdOf } from '../../domains/catalogue/index.ts';
import { couponIdOf } from '../../domains/coupon/aggregate.ts';
import type { Caller } from '../../domains/kernel/routes.ts';
import { openRules } from './bonuses.ts';
import type { World } from './world.ts';

export type Article = { readonly productId: string; readonly variantId: string };
export type Shop = {
  readonly articles: readonly Article[];
  readonly codes: readonly string[];
  readonly buyers: readonly Caller[];
};

const PRODUCTS = 12;
/** For so many checkouts; a longer run has a larger shop, so that no stream grows with the length of the run. */
const CHECKOUTS_PER_SHOP = 500;
/** Rows of one import; a crash in it makes the client send all of them again. */
const ROWS_AT_ONCE = 50;
const SIZES = ['S', 'M', 'L'] as const;
const VENDOR = 'Simulated Looms';
const ADDRESS = {
  fullName: 'A Buyer',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};
const BUYER_COINS = 400;
/** Enough for one order or a few, so that orders at once ask for more than there is. */
const BUYER_CREDIT_PAISE = 90_000;

const terms = (more: object): object => ({
  description: '',
  discount: { type: 'percentage', basisPoints: 1_000 },
  exclusive: false,
  active: true,
  automatic: false,
  priority: 0,
  ...more,
});

/** The coupons of one shop. */
const couponsFor = (checkouts: number, suffix: string) => [
  { code: `SIMTEN${suffix}`, terms: terms({ usesMax: Math.ceil(checkouts / 5) }) },
  { code: `SIMONCE${suffix}`, terms: terms({ discount: { type: 'fixed', amountPaise: 10_000 }, usesPerUserMax: 1 }) },
  {
    code: `SIMBUDGET${suffix}`,
    terms: terms({
      budgetPaise: checkouts * 1_000,
      discount: { type: 'percentage', basisPoints: 2_000, discountMaxPaise: 15_000 },
    }),
  },
];

/** A small shop in which stock, coupons and coins run out, so that every limit is met; `onStep` may look at the log. */
export const openShop = async (world: World, checkouts: number, onStep: () => void): Promise<Shop> => {
  const shops = Math.ceil(checkouts / CHECKOUTS_PER_SHOP);
  const products = PRODUCTS * shops;
  const admin: Caller = { userId: world.random.uuid(), roles: ['admin'] };
  const rows = Array.from({ length: products }, (_, n) => ({
    externalId: `sim-${n}`,
    name: `Kurta ${n}`,
    vendor: VENDOR,
    pricePaise: 39_900 + (n % PRODUCTS) * 17_531,
    colour: 'Blue',
    hsnCode: '6109',
    stock: Math.ceil(checkouts / (products * 2)) + world.random.below(5),
    variants: SIZES.map((size) => ({ size })),
  }));
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    const body = rows.slice(first, first + ROWS_AT_ONCE);
    const imported = await until(world, () =>
      world.request('POST', '/catalogue/imports', { caller: admin, commandId: world.random.uuid(), body }),
    );
    if ((imported as { failed: number }).failed > 0)
      throw new Error(`the shop did not open: ${JSON.stringify(imported)}`);
    onStep();
  }
  const coupons = Array.from({ length: shops }, (_, n) =>
    couponsFor(Math.ceil(checkouts / shops), n === 0 ? '' : String(n)),
  ).flat();
  for (const { code, terms: couponTerms } of coupons)
    await until(world, () =>
      world.execute({ type: 'CreateCoupon', data: { couponId: couponIdOf(code), code, terms: couponTerms } }),
    );
  await openRules(world, checkouts, (work) => until(world, work));
  const buyers: Caller[] = Array.from({ length: Math.ceil(checkouts / 3) }, () => ({
    userId: world.random.uuid(),
    roles: ['customer'],
  }));
  for (const { userId } of buyers) {
    const [grantId, addressId] = [world.random.uuid(), world.random.uuid()];
    const credit = { userId, grantId, amountPaise: BUYER_CREDIT_PAISE, reason: 'giftCard' };
    await until(world, () =>
      world.execute({ type: 'GrantCoins', data: { userId, grantId, coins: BUYER_COINS, reason: 'goodwill' } }),
    );
    await until(world, () => world.execute({ type: 'GrantStoreCredit', data: credit }));
    await until(world, () =>
      world.execute({ type: 'AddAddress', data: { userId, addressId, address: ADDRESS, makeDefault: true } }),
    );
    onStep();
  }
  const articles = rows.flatMap(({ externalId, colour }) => {
    const productId = productIdOf(vendorIdOf(VENDOR), externalId);
    return SIZES.map((size) => ({ productId, variantId: variantIdOf(productId, colour, size) }));
  });
  return { articles, codes: coupons.map(({ code }) => code), buyers };
};

const TRIES_MAX = 50;

/** Asks again, under the same ids, until there is an answer: what a client does when the connection breaks. */
export const until = async <T>(world: World, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; attempt <= TRIES_MAX; attempt += 1) {
    const outcome = await world.survive(work);
    if (outcome.survived) return outcome.value;
  }
  throw new Error(`no answer after ${TRIES_MAX} attempts`);
};
