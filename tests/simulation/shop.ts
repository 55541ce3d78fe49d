import { productIdOf, variantIdOf, vendorIdOf } from '../../domains/catalogue/index.ts';
import { couponIdOf } from '../../domains/coupon/aggregate.ts';
import type { Caller } from '../../domains/kernel/routes.ts';
import type { World } from './world.ts';

export type Article = { readonly productId: string; readonly variantId: string };
export type Shop = {
  readonly articles: readonly Article[];
  readonly codes: readonly string[];
  readonly buyers: readonly Caller[];
};

const PRODUCTS = 12;
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

const terms = (more: object): object => ({
  description: '',
  discount: { type: 'percentage', basisPoints: 1_000 },
  exclusive: false,
  active: true,
  automatic: false,
  priority: 0,
  ...more,
});

/** A small shop in which stock, coupons and coins run out, so that every limit is met. */
export const openShop = async (world: World, checkouts: number): Promise<Shop> => {
  const admin: Caller = { userId: world.random.uuid(), roles: ['admin'] };
  const rows = Array.from({ length: PRODUCTS }, (_, n) => ({
    externalId: `sim-${n}`,
    name: `Kurta ${n}`,
    vendor: VENDOR,
    pricePaise: 39_900 + n * 17_531,
    colour: 'Blue',
    hsnCode: '6109',
    stock: Math.ceil(checkouts / (PRODUCTS * 2)) + world.random.below(5),
    variants: SIZES.map((size) => ({ size })),
  }));
  const imported = await until(world, () =>
    world.request('POST', '/catalogue/imports', { caller: admin, commandId: world.random.uuid(), body: rows }),
  );
  if ((imported as { failed: number }).failed > 0)
    throw new Error(`the shop did not open: ${JSON.stringify(imported)}`);
  const coupons = [
    { code: 'SIMTEN', terms: terms({ usesMax: Math.ceil(checkouts / 5) }) },
    { code: 'SIMONCE', terms: terms({ discount: { type: 'fixed', amountPaise: 10_000 }, usesPerUserMax: 1 }) },
    {
      code: 'SIMBUDGET',
      terms: terms({
        budgetPaise: checkouts * 1_000,
        discount: { type: 'percentage', basisPoints: 2_000, discountMaxPaise: 15_000 },
      }),
    },
  ];
  for (const { code, terms: couponTerms } of coupons)
    await until(world, () =>
      world.execute({ type: 'CreateCoupon', data: { couponId: couponIdOf(code), code, terms: couponTerms } }),
    );
  const buyers: Caller[] = Array.from({ length: Math.ceil(checkouts / 3) }, () => ({
    userId: world.random.uuid(),
    roles: ['customer'],
  }));
  for (const { userId } of buyers) {
    const [grantId, addressId] = [world.random.uuid(), world.random.uuid()];
    await until(world, () =>
      world.execute({ type: 'GrantCoins', data: { userId, grantId, coins: BUYER_COINS, reason: 'goodwill' } }),
    );
    await until(world, () =>
      world.execute({ type: 'AddAddress', data: { userId, addressId, address: ADDRESS, makeDefault: true } }),
    );
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
