/** What a card needs of a product and its variants. */
export type CardSource = {
  readonly slug: string;
  readonly name: string;
  readonly brand: string;
  readonly vendorId: string;
  readonly image: string | null;
  readonly featured: string | null;
  readonly variants: readonly CardVariant[];
};
export type CardVariant = {
  readonly id: string;
  readonly size: string | null;
  readonly colour: string | null;
  readonly pricePaise: number;
  readonly mrpPaise: number;
  readonly image: string | null;
};
/** What lists show, filter and sort by. */
export type CardFacts = {
  readonly pricePaise: number;
  readonly mrpPaise: number;
  readonly discountPercent: number;
  readonly sizes: readonly string[];
  readonly colours: readonly string[];
  readonly inStock: boolean;
};

const HUNDRED = 100;

/** How much is saved, in whole per cent of the MRP. */
export const discountOf = (pricePaise: number, mrpPaise: number): number =>
  mrpPaise === 0 ? 0 : Math.round(((mrpPaise - pricePaise) * HUNDRED) / mrpPaise);

const distinct = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/** The price shown is the lowest; undefined for a product without anything to buy. */
export const cardFacts = (source: CardSource, stocked: readonly string[]): CardFacts | undefined => {
  const [first, ...others] = source.variants;
  if (first === undefined) return undefined;
  const cheapest = others.reduce((best, variant) => (variant.pricePaise < best.pricePaise ? variant : best), first);
  return {
    pricePaise: cheapest.pricePaise,
    mrpPaise: cheapest.mrpPaise,
    discountPercent: discountOf(cheapest.pricePaise, cheapest.mrpPaise),
    sizes: distinct(source.variants.map(({ size }) => size)).sort(),
    colours: distinct(source.variants.map(({ colour }) => colour)).sort(),
    inStock: source.variants.some(({ id }) => stocked.includes(id)),
  };
};

/**
 * The card as JSON text, so that a list is answered without reading it again. Sizes and colours are names, one after the
 * other: readers put in swatches and the order of sizes, which change without the product.
 */
export const cardText = (productId: string, source: CardSource, facts: CardFacts): string =>
  JSON.stringify({
    id: productId,
    slug: source.slug,
    name: source.name,
    brand: source.brand,
    vendorId: source.vendorId,
    image: source.variants.find(({ image }) => image !== null)?.image ?? source.image,
    price: { amount: facts.pricePaise, currency: 'INR' },
    mrp: { amount: facts.mrpPaise, currency: 'INR' },
    discountPercent: facts.discountPercent,
    sizes: facts.sizes,
    colours: facts.colours.map((name) => ({ name })),
    inStock: facts.inStock,
    featured: source.featured,
  });
