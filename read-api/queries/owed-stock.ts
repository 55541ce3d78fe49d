import { z } from 'zod';
import { actsForAll, requireVendor, type ProductRow } from '../../domains/catalogue/index.ts';
import { Day, type Owed } from '../../domains/inventory/index.ts';
import { readRoute, Refusal } from '../../domains/kernel/routes.ts';
import { sql, type Sql } from '../../domains/kernel/projection.ts';
import { Id, Instant, ProductId, VariantId, VendorId } from '../../event-schemas/primitives.ts';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;
/** Sorts behind every day that is known. */
const NO_DAY = '9999-12-31';

type Row = Pick<ProductRow, 'product_id' | 'vendor_id' | 'product'> & {
  readonly entry: Owed;
  readonly order_number: string | null;
  readonly placed_at: string | null;
};
const OwedView = z.object({
  productId: ProductId,
  vendorId: VendorId,
  name: z.string(),
  variantId: VariantId,
  sku: z.string().nullable(),
  orderId: Id,
  orderNumber: z.string().nullable(),
  placedAt: Instant.nullable(),
  /** Pieces that are still to come, and the day that the buyer was told last; null when nobody knows. */
  quantity: z.int(),
  promisedOn: Day.nullable(),
});

const owedView = ({ product, ...row }: Row): z.infer<typeof OwedView> => {
  const { orderId, forOrderId, variantId, quantity, promisedOn } = row.entry;
  return {
    ...{
      productId: ProductId.parse(row.product_id),
      vendorId: VendorId.parse(row.vendor_id),
      name: product.details.name,
    },
    ...{ variantId, sku: product.variants.find((variant) => variant.variantId === variantId)?.sku ?? null },
    ...{ orderId: forOrderId ?? orderId, orderNumber: row.order_number, placedAt: row.placed_at },
    ...{ quantity, promisedOn: promisedOn ?? null },
  };
};

const Query = z.object({
  vendorId: VendorId.optional(),
  productId: ProductId.optional(),
  /** Only what was promised for this day or before. */
  until: Day.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
  cursor: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}_\d{1,10}_[0-9a-f-]{36}$/, 'must be the `next` of an earlier page')
    .optional(),
});
type Query = z.infer<typeof Query>;
/** Null where nothing was asked for. */
type Filter = { readonly [K in keyof Query]: Query[K] | null };

const placeOf = ({ entry, product_id: productId }: Row): string =>
  [entry.promisedOn ?? NO_DAY, productId, entry.turn, entry.variantId].join('_');

/** One more than a page has, the earliest day first and within a day in turn. */
const owedRows = ({
  vendorId = null,
  productId = null,
  until = null,
  limit,
  cursor,
}: Filter & Pick<Query, 'limit'>): Sql => {
  const [day = null, product = null, turn = null, variant = null] = cursor?.split('_') ?? [];
  return sql`select s.product_id, p.vendor_id, p.product, o.entry, c.order_number, c.placed_at
        from inventory.stock s join catalogue.product p using (product_id)
        cross join lateral (
          select entry, coalesce(entry->>'promisedOn', ${NO_DAY}) as day, (entry->>'turn')::bigint as turn, (entry->>'variantId')::uuid as variant
          from jsonb_array_elements(s.owed) as each(entry)) o
        left join orders.customer_order c on c.order_id = coalesce(o.entry->>'forOrderId', o.entry->>'orderId')::uuid
        where s.owed <> '[]' and (${vendorId}::uuid is null or p.vendor_id = ${vendorId})
          and (${productId}::uuid is null or s.product_id = ${productId})
          and (${until}::text is null or o.day <= ${until})
          and (${day}::text is null or (o.day, s.product_id, o.turn, o.variant) > (${day}, ${product}::uuid, ${turn}::bigint, ${variant}::uuid))
        order by o.day, s.product_id, o.turn, o.variant limit ${limit + 1}`;
};

/** What was sold before it arrived and has not come. Vendors ask for their own. */
export const owedStock = readRoute({
  path: '/inventory/owed',
  tag: 'Inventory',
  summary:
    'Orders that wait for pieces, with the day that their buyers were told, the earliest first; of one day in their turn',
  allow: ['admin', 'vendor', 'service'],
  query: Query,
  reply: z.object({ owed: z.array(OwedView), next: z.string().nullable() }),
  projections: ['stock', 'product', 'customer_order'],
  run: async ({ query }, context) => {
    if (query.vendorId !== undefined) await requireVendor(query.vendorId, context);
    else if (!actsForAll(context)) throw new Refusal('InvalidVendor', 'Name your vendorId.');
    const rows = await context.query<Row>(owedRows(query));
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return { owed: page.map(owedView), next: last === undefined ? null : placeOf(last) };
  },
});
