import type { ProductDetails, ProductEvent, Variant } from '../domains/catalogue/product/events.ts';
import type { TranslationEvent } from '../domains/translation/events.ts';
import type { InventoryEvent } from '../domains/inventory/events.ts';
import { searchable } from '../event-schemas/letters.ts';
import type { Recorded } from '../event-schemas/primitives.ts';
import { namesAfter, type NamesByLanguage } from './product-card-names.ts';
import { cardFacts, cardText, type CardSource, type CardVariant } from './product-card-text.ts';

export type CardEvent =
  | ProductEvent
  | TranslationEvent
  | Extract<InventoryEvent, { type: 'StockRanOut' | 'StockWentOnBackOrder' | 'StockCameBack' }>;
export type ProductCardRow = {
  readonly product_id: string;
  /** Null until the product's own events have come. */
  readonly source: (CardSource & { readonly hidden: readonly CardVariant[]; readonly keywords: string }) | null;
  /** The variants that can be bought now, also those that are sold before they arrive. */
  readonly stocked: readonly string[];
  readonly published: boolean;
  readonly visible_from: string | null;
  readonly listed: boolean;
  readonly card: string | null;
  readonly name: string | null;
  readonly brand: string | null;
  readonly vendor_id: string | null;
  readonly influencer_id: string | null;
  readonly audience: string | null;
  readonly featured: string | null;
  readonly category_ids: readonly string[];
  readonly sizes: readonly string[];
  readonly colours: readonly string[];
  readonly price_paise: number | null;
  readonly discount_percent: number | null;
  readonly in_stock: boolean;
  /** Words to search by, without accents: the name first, then brand, colours and tags. */
  readonly title_text: string;
  readonly other_text: string;
  /** What it is called in other languages, by language. */
  readonly translations: NamesByLanguage;
  /** All of these names, as they are searched. */
  readonly translated_text: string;
  /** Log position of the creation, which is unique: newest first is by this. */
  readonly created: number;
  /** Log position of the last change of this row, for readers that keep up by looking for newer ones. */
  readonly changed: number;
};

const EMPTY = {
  source: null,
  stocked: [],
  published: false,
  visible_from: null,
  listed: false,
  card: null,
  name: null,
  brand: null,
  vendor_id: null,
  influencer_id: null,
  audience: null,
  featured: null,
  category_ids: [],
  sizes: [],
  colours: [],
  price_paise: null,
  discount_percent: null,
  in_stock: false,
  title_text: '',
  other_text: '',
  translations: {},
  translated_text: '',
  created: 0,
} as const satisfies Partial<ProductCardRow>;

const cardVariant = (variant: Variant): CardVariant => ({
  id: variant.variantId,
  size: variant.size ?? null,
  colour: variant.colour ?? null,
  pricePaise: variant.pricePaise,
  mrpPaise: variant.mrpPaise,
  image: variant.images?.[0] ?? null,
});

const described = (row: ProductCardRow, details: ProductDetails, vendorId: string): ProductCardRow => ({
  ...row,
  name: details.name,
  brand: details.brand,
  vendor_id: vendorId,
  influencer_id: details.influencerId ?? null,
  audience: details.audience ?? null,
  featured: details.featured ?? null,
  category_ids: details.categoryIds,
  title_text: searchable(details.name),
  source: {
    slug: details.slug,
    name: details.name,
    brand: details.brand,
    vendorId,
    image: details.images[0] ?? null,
    featured: details.featured ?? null,
    keywords: [details.brand, ...details.tags, details.audience ?? ''].join(' '),
    variants: row.source?.variants ?? [],
    hidden: row.source?.hidden ?? [],
  },
});

/** Puts variants in place of those with the same id; inactive ones are kept aside, since a later event may price them. */
const withVariants = (row: ProductCardRow, changed: readonly Variant[]): ProductCardRow => {
  if (row.source === null) return row;
  let { variants, hidden } = row.source;
  for (const variant of changed) {
    const entry = cardVariant(variant);
    const place = variants.findIndex(({ id }) => id === entry.id);
    hidden = hidden.filter(({ id }) => id !== entry.id);
    if (!variant.active) {
      variants = variants.filter(({ id }) => id !== entry.id);
      hidden = [...hidden, entry];
    } else variants = place < 0 ? [...variants, entry] : variants.with(place, entry);
  }
  return { ...row, source: { ...row.source, variants, hidden } };
};

const mapVariants = (row: ProductCardRow, change: (all: readonly CardVariant[]) => CardVariant[]): ProductCardRow =>
  row.source === null
    ? row
    : { ...row, source: { ...row.source, variants: change(row.source.variants), hidden: change(row.source.hidden) } };

/** The row after one more event, without the columns that follow from the rest. */
const fold = (row: ProductCardRow, event: Recorded<CardEvent>): ProductCardRow => {
  const { type, data } = event;
  switch (type) {
    case 'ProductCreated': {
      const created = { ...described(row, data.details, data.vendorId), created: Number(event.position) };
      return withVariants(created, data.variants);
    }
    case 'ProductChanged':
      return described(row, data.details, row.vendor_id!);
    case 'VariantAdded':
    case 'VariantChanged':
      return withVariants(row, [data.variant]);
    case 'VariantPriceChanged':
      return mapVariants(row, (all) =>
        all.map((variant) =>
          variant.id === data.variantId
            ? { ...variant, pricePaise: data.pricePaise, mrpPaise: data.mrpPaise }
            : variant,
        ),
      );
    case 'VariantRemoved':
      return mapVariants(row, (all) => all.filter(({ id }) => id !== data.variantId));
    case 'ProductPublished':
      return { ...row, published: true, visible_from: data.visibleFrom };
    case 'ProductUnpublished':
    case 'ProductArchived':
      return { ...row, published: false, visible_from: null };
    case 'TranslationWritten':
    case 'TranslationRemoved':
      return { ...row, ...namesAfter(row.translations, event) };
    case 'StockRanOut':
      return { ...row, stocked: row.stocked.filter((id) => !data.variantIds.some((gone) => gone === id)) };
    case 'StockWentOnBackOrder':
    case 'StockCameBack':
      return { ...row, stocked: [...new Set([...row.stocked, ...data.variantIds])].sort() };
  }
};

/** Fills the columns that follow from the rest. */
const finished = (row: ProductCardRow): ProductCardRow => {
  const { source } = row;
  const facts = source === null ? undefined : cardFacts(source, row.stocked);
  if (source === null || facts === undefined)
    return { ...row, listed: false, card: null, price_paise: null, discount_percent: null, in_stock: false };
  return {
    ...row,
    listed: row.published,
    other_text: searchable([source.keywords, ...facts.colours].join(' ')),
    card: cardText(row.product_id, source, facts),
    sizes: facts.sizes,
    colours: facts.colours,
    price_paise: facts.pricePaise,
    discount_percent: facts.discountPercent,
    in_stock: facts.inStock,
  };
};

export const evolveCard = (
  row: ProductCardRow | undefined,
  event: Recorded<CardEvent>,
  key: string,
): ProductCardRow => {
  const before: ProductCardRow = row ?? { ...EMPTY, product_id: key, changed: 0 };
  return finished({ ...fold(before, event), changed: Math.max(before.changed, Number(event.position)) });
};
