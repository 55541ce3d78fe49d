import { z } from 'zod';
import { Id, Instant, ProductId, VariantId } from '../../event-schemas/primitives.ts';
import { Declarations, shownOptions, type ProductRow, type ShownOptions } from '../../domains/catalogue/index.ts';
import type { StockLevel, StockRow } from '../../domains/inventory/index.ts';
import { indianDay } from '../../domains/kernel/calendar.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';
import { CATALOGUE_POLICY } from '../../domains/policy/catalogue.ts';
import { Money, money, type BonusTerms } from '../../domains/pricing/index.ts';
import { Labels } from './products-shapes.ts';
import { Earns, earnsOf, rulesForEverybody } from './product-earning.ts';

export const VariantView = z.object({
  id: VariantId,
  sku: z.string(),
  size: z.string().nullable(),
  colour: z.object({ name: z.string(), hex: z.string().nullable() }).nullable(),
  price: Money,
  mrp: Money,
  discountPercent: z.int(),
  images: z.array(z.string()),
  videos: z.array(z.string()),
  quantityMin: z.int(),
  quantityMax: z.int().nullable(),
  /** Pieces that can be bought now. */
  available: z.int(),
  /** Of these the ones that are there and can be sent at once. */
  shelf: z.int(),
  /** The others, which are sold before they arrive, with the day of the next when it is known; null when there are none. */
  backOrder: z.object({ quantity: z.int(), expectedOn: z.iso.date().nullable() }).nullable(),
  inStock: z.boolean(),
  fewLeft: z.boolean(),
  earns: Earns,
});
export const ProductView = z.object({
  id: ProductId,
  slug: z.string(),
  name: z.string(),
  brand: z.string(),
  description: z.string().nullable(),
  audience: z.string().nullable(),
  vendor: z.object({ id: Id, name: z.string().nullable() }),
  categories: z.array(Id),
  images: z.array(z.string()),
  videos: z.array(z.string()),
  tags: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  featured: z.string().nullable(),
  returnPolicy: z.string().nullable(),
  countryOfOrigin: z.string().nullable(),
  declarations: Declarations.nullable(),
  hsnCode: z.string(),
  variants: z.array(VariantView),
  labels: Labels,
  revision: z.int(),
  createdAt: Instant,
  changedAt: Instant,
});

export type Row = Pick<ProductRow, 'product_id' | 'product' | 'revision' | 'created_at' | 'changed_at' | 'prices'> & {
  readonly vendor_name: string | null;
  readonly levels: StockRow['levels'] | null;
};
const COLUMNS = `select p.product_id, p.product, p.revision, p.created_at, p.changed_at, p.prices, v.name as vendor_name, s.levels
  from catalogue.product p left join catalogue.vendor v using (vendor_id) left join inventory.stock s using (product_id)`;
const VISIBLE = `p.status = 'published' and p.visible_from <= $2`;

const PERCENT = 100;

/** What can be bought, and what of it is there. Rows of the time before back-orders say nothing of the difference. */
const stockOf = (level: StockLevel | undefined, now: Instant) => {
  const { available = 0, shelf = available, nextOn = null } = level ?? {};
  // A day that has passed is none that can be promised.
  const expectedOn = nextOn !== null && nextOn < indianDay(now) ? null : nextOn;
  return {
    available,
    shelf,
    backOrder: available > shelf ? { quantity: available - shelf, expectedOn } : null,
    inStock: available > 0,
    fewLeft: shelf > 0 && shelf < CATALOGUE_POLICY.fewLeftBelow.value,
  };
};

/** What a page is shown with, besides the product. */
type Shown = { readonly rules: readonly BonusTerms[]; readonly options: ShownOptions; readonly now: Instant };
export const shownWith = async (context: ReadContext): Promise<Shown> => {
  const [rules, options] = await Promise.all([rulesForEverybody(context), shownOptions(context)]);
  return { rules, options, now: context.now };
};

export const variantViews = (
  { product_id: productId, product, levels }: Row,
  { rules, options, now }: Shown,
): z.infer<typeof VariantView>[] =>
  product.variants
    .filter(({ active }) => active)
    .map((variant) => {
      const { pricePaise, mrpPaise, colour } = variant;
      return {
        id: variant.variantId,
        sku: variant.sku,
        size: variant.size ?? null,
        colour: colour === undefined ? null : { name: colour, hex: options.hexOf(colour) },
        price: money(pricePaise),
        mrp: money(mrpPaise),
        discountPercent: Math.round(((mrpPaise - pricePaise) * PERCENT) / mrpPaise),
        images: variant.images ?? [],
        videos: variant.videos ?? [],
        quantityMin: variant.quantityMin ?? 1,
        quantityMax: variant.quantityMax ?? null,
        ...stockOf(levels?.[variant.variantId], now),
        earns: earnsOf({ productId, product }, pricePaise, rules),
      };
    });

export const productView = (row: Row, shown: Shown): z.infer<typeof ProductView> => {
  const { details } = row.product;
  return {
    id: ProductId.parse(row.product_id),
    slug: details.slug,
    name: details.name,
    brand: details.brand,
    description: details.description ?? null,
    audience: details.audience ?? null,
    vendor: { id: row.product.vendorId, name: row.vendor_name },
    categories: details.categoryIds,
    images: details.images,
    videos: details.videos,
    tags: details.tags,
    attributes: details.attributes,
    featured: details.featured ?? null,
    returnPolicy: details.returnPolicy ?? null,
    countryOfOrigin: details.countryOfOrigin ?? null,
    declarations: details.declarations ?? null,
    hsnCode: details.hsnCode,
    variants: variantViews(row, shown),
    revision: row.revision,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
};

/** The published product under this id. */
export const visibleProduct = async (id: string, context: ReadContext): Promise<Row | undefined> => {
  const [row] = await context.query<Row>({
    text: `${COLUMNS} where p.product_id = $1 and ${VISIBLE}`,
    values: [id, context.now],
  });
  return row;
};

/** The published product of this slug, or that had it earlier. */
export const productOfSlug = async (slug: string, context: ReadContext): Promise<Row | undefined> => {
  const [row] = await context.query<Row>({
    text: `${COLUMNS} where p.slug = $1 and ${VISIBLE}`,
    values: [slug, context.now],
  });
  if (row !== undefined) return row;
  const [earlier] = await context.query<{ product_id: string }>({
    text: 'select product_id from catalogue.product_slug where slug = $1',
    values: [slug],
  });
  return earlier === undefined ? undefined : visibleProduct(earlier.product_id, context);
};

export const One = z.object({ id: ProductId });
