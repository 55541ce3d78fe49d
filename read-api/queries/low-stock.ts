import { z } from 'zod';
import { actsForAll, requireVendor, type ProductRow } from '../../domains/catalogue/index.ts';
import type { StockLevel, StockRow } from '../../domains/inventory/index.ts';
import { readRoute, Refusal } from '../../domains/kernel/routes.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { CATALOGUE_POLICY } from '../../domains/policy/catalogue.ts';
import { ProductId, VariantId, VendorId } from '../../event-schemas/primitives.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;
const BELOW_MAX = 100_000;

type Row = Pick<ProductRow, 'product_id' | 'vendor_id' | 'product'> & Pick<StockRow, 'levels' | 'lowest'>;
const LowVariant = z.object({
  variantId: VariantId,
  sku: z.string(),
  size: z.string().nullable(),
  colour: z.string().nullable(),
  available: z.int(),
  /** Of `available` those that are there, by which it is on the list. */
  shelf: z.int(),
  owed: z.int(),
  onHand: z.int(),
  reserved: z.int(),
});
const LowProduct = z.object({
  productId: ProductId,
  vendorId: VendorId,
  name: z.string(),
  variants: z.array(LowVariant),
});

/** Rows of the version before, which readers may still see, do not say what of it is there. */
const thereOf = ({ available = 0, shelf = available, owed = 0 }: Partial<StockLevel>) => ({ shelf, owed });

const lowVariants = ({ product, levels }: Row, below: number): z.infer<typeof LowVariant>[] =>
  product.variants.flatMap(({ variantId, sku, size = null, colour = null, active }) => {
    const level = levels[variantId];
    if (!active || level === undefined) return [];
    const { available, onHand, reserved } = level;
    const { shelf, owed } = thereOf(level);
    if (shelf >= below) return [];
    return [{ variantId, sku, size, colour, available, shelf, owed, onHand, reserved }];
  });

/** What is to be ordered again. Vendors ask for their own; a variant that never had stock is not on the list. */
export const lowStock = readRoute({
  path: '/inventory/low-stock',
  tag: 'Inventory',
  summary: 'Products with variants that have few pieces left, those with least first',
  allow: ['admin', 'vendor', 'service'],
  query: z.object({
    vendorId: VendorId.optional(),
    below: z.coerce.number().int().min(1).max(BELOW_MAX).default(CATALOGUE_POLICY.fewLeftBelow.value),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
    cursor: z
      .string()
      .regex(/^-?\d{1,9}_[0-9a-f-]{36}$/, 'must be the `next` of an earlier page')
      .optional(),
  }),
  reply: z.object({ products: z.array(LowProduct), next: z.string().nullable() }),
  projections: ['stock', 'product'],
  run: async ({ query: { vendorId, below, limit, cursor } }, context) => {
    if (vendorId !== undefined) await requireVendor(vendorId, context);
    else if (!actsForAll(context)) throw new Refusal('InvalidVendor', 'Name your vendorId.');
    const [afterLowest = null, afterId = null] = cursor?.split('_') ?? [];
    const rows = await context.query<Row>(
      sql`select s.product_id, p.vendor_id, p.product, s.levels, s.lowest
        from inventory.stock s join catalogue.product p using (product_id)
        where s.lowest < ${below} and p.status <> 'archived' and (${vendorId ?? null}::uuid is null or p.vendor_id = ${vendorId ?? null})
          and (${afterLowest}::bigint is null or (s.lowest, s.product_id) > (${afterLowest}::bigint, ${afterId}::uuid))
        order by s.lowest, s.product_id limit ${limit + 1}`,
    );
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const shown = page.map((row) => ({
      productId: row.product_id,
      vendorId: row.vendor_id,
      name: row.product.details.name,
      variants: lowVariants(row, below),
    }));
    return {
      products: shown.filter(({ variants }) => variants.length > 0),
      next: last === undefined ? null : `${last.lowest}_${last.product_id}`,
    };
  },
});
