import type { AnnotationRow } from '../../domains/annotation/read-model.ts';
import type { Variant } from '../../domains/catalogue/product/events.ts';
import type { ProductRow } from '../../domains/catalogue/product/read-model.ts';
import type { StockLevel, StockRow } from '../../domains/inventory/read-model.ts';
import { sql } from '../../domains/kernel/projection.ts';
import type { ExportRow, Pages, Query } from './page.ts';

type Row = Pick<ProductRow, 'product_id' | 'vendor_id' | 'status' | 'product' | 'created' | 'changed_at'> & {
  readonly levels: StockRow['levels'] | null;
};

const referencesOf = async (rows: readonly Row[], query: Query): Promise<ReadonlyMap<string, string>> => {
  const keys = rows.flatMap(({ product_id: id, product }) => [
    `product.${id}`,
    ...product.variants.map(({ variantId }) => `variant.${id}.${variantId}`),
  ]);
  const found = await query<Pick<AnnotationRow, 'annotation_key' | 'external_reference'>>(
    sql`select annotation_key, external_reference from annotations.annotation
      where annotation_key = any(${keys}) and external_reference is not null`,
  );
  return new Map(found.map((row) => [row.annotation_key, row.external_reference!]));
};

const NO_VARIANT = {
  variantId: null,
  sku: null,
  size: null,
  colour: null,
  pricePaise: null,
  mrpPaise: null,
  active: null,
};
const variantOf = ({ variantId, sku, size, colour, pricePaise, mrpPaise, active }: Variant) => ({
  ...{ variantId, sku, pricePaise, mrpPaise, active },
  size: size ?? null,
  colour: colour ?? null,
});
const NO_STOCK = { onHand: 0, reserved: 0, available: 0 };
const stockOf = ({ onHand, reserved, available }: StockLevel) => ({ onHand, reserved, available });

/** A row for each variant; a product without any has one row. */
const rowsOf = (row: Row, references: ReadonlyMap<string, string>): ExportRow[] => {
  const { product_id: productId, vendor_id: vendorId, status, changed_at: changedAt, product, levels } = row;
  const { externalId = null, name, brand, slug, hsnCode } = product.details;
  const externalReference = references.get(`product.${productId}`) ?? null;
  const whole = { productId, vendorId, externalId, externalReference, name, brand, slug, hsnCode, status, changedAt };
  if (product.variants.length === 0) return [{ ...whole, ...NO_VARIANT, variantExternalReference: null, ...NO_STOCK }];
  return product.variants.map((variant) => {
    const level = levels?.[variant.variantId];
    return {
      ...whole,
      ...variantOf(variant),
      variantExternalReference: references.get(`variant.${productId}.${variant.variantId}`) ?? null,
      ...(level === undefined ? NO_STOCK : stockOf(level)),
    };
  });
};

/** Products that changed in the asked time, drafts and archived ones too, in the order of their making. */
export const productPages: Pages = async ({ terms, after, limit }, query) => {
  const { vendorId = null, from = null, until = null } = terms;
  const rows = await query<Row>(
    sql`select p.product_id, p.vendor_id, p.status, p.product, p.created, p.changed_at, s.levels
      from catalogue.product p left join inventory.stock s using (product_id)
      where p.created > ${after === '' ? 0 : Number(after)}
        and (${vendorId}::uuid is null or p.vendor_id = ${vendorId})
        and (${from}::text is null or p.changed_at >= ${from}) and (${until}::text is null or p.changed_at < ${until})
      order by p.created limit ${limit}`,
  );
  const references = await referencesOf(rows, query);
  const next = rows.length < limit ? null : String(rows.at(-1)!.created);
  return { rows: rows.flatMap((row) => rowsOf(row, references)), next };
};
