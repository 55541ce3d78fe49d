import type { ImportRow } from '../import-catalogue/rows.ts';
import { ADJECTIVES, COLOURS, KINDS, VENDORS, type Kind } from './demo-words.ts';
import { seededRandom, type Random } from './random.ts';

/** The vendor that the demo's vendor account owns. */
export const DEMO_VENDOR = VENDORS[0].name;
const SEED = 20_260_101;
const PRODUCTS_PER_KIND = 8;
const RUPEE = 100;
const STOCK_MAX = 40;
/** Roughly one variant in twelve is sold out, so that the demo shows that too. */
const SOLD_OUT_ONE_IN = 12;

const priceOf = (random: Random, { rupeesMin, rupeesMax }: Kind): { pricePaise: number; mrpPaise: number } => {
  // Prices end in 99, MRPs are the price before a discount of 10 to 60 per cent, in full rupees ending in 99 too.
  const steps = Math.floor((rupeesMax - rupeesMin) / 100);
  const price = rupeesMin + random.below(steps + 1) * 100 - 1;
  const discountPercent = 10 + random.below(6) * 10;
  const mrp = Math.ceil(price / (1 - discountPercent / 100) / 100) * 100 - 1;
  return { pricePaise: price * RUPEE, mrpPaise: Math.max(price, mrp) * RUPEE };
};

const productOf = (random: Random, kind: Kind, index: number, number: number): ImportRow => {
  const vendor = VENDORS[number % VENDORS.length]!;
  const colour = random.pick(COLOURS);
  const adjective = ADJECTIVES[index % ADJECTIVES.length]!;
  const piece = kind.pieces[index % kind.pieces.length]!;
  const externalId = `D${String(number + 1).padStart(3, '0')}`;
  return {
    externalId,
    vendor: vendor.name,
    name: `${vendor.brand} ${adjective} ${colour} ${piece}`,
    brand: vendor.brand,
    description: `${adjective} ${piece.toLowerCase()} in ${colour.toLowerCase()}, ${kind.material}. ${kind.care}`,
    audience: kind.audience,
    categories: [kind.category],
    images: [1, 2].map((view) => `https://images.example.com/demo/${externalId}/${view}.jpg`),
    tags: [adjective.toLowerCase(), kind.occasion],
    ...(number % 10 === 0 ? { featured: 'trending' as const } : {}),
    ...(number % 10 === 5 ? { featured: 'best_seller' as const } : {}),
    hsnCode: kind.hsnCode,
    ...priceOf(random, kind),
    colour,
    stock: 0,
    variants: kind.sizes.map((size) => ({
      ...(size === undefined ? {} : { size }),
      stock: random.below(SOLD_OUT_ONE_IN) === 0 ? 0 : 5 + random.below(STOCK_MAX),
    })),
  };
};

/** A fashion shop of any size, the same for the same seed, as rows of `POST /catalogue/imports`. */
export const generatedShop = (products: number, seed: number): readonly ImportRow[] => {
  const random = seededRandom(seed);
  return Array.from({ length: products }, (_, number) => {
    const place = Math.floor(number / PRODUCTS_PER_KIND) % KINDS.length;
    return productOf(random, KINDS[place]!, number % PRODUCTS_PER_KIND, number);
  });
};

/** A small fashion shop: 64 products of 8 categories and 5 vendors. */
export const demoShop = (): readonly ImportRow[] => generatedShop(KINDS.length * PRODUCTS_PER_KIND, SEED);
