import type { AnnotationRow } from '../../domains/annotation/read-model.ts';
import { sql } from '../../domains/kernel/projection.ts';
import type { OrderRow } from '../../domains/order/read-model.ts';
import type { ExportRow, Pages } from './page.ts';

type Row = OrderRow & Pick<AnnotationRow, 'external_reference'>;

/** What is the order's as a whole is not for a seller, who may be one of several. */
const wholeOf = (row: Row): ExportRow => ({
  userId: row.user_id,
  externalReference: row.external_reference,
  orderTotalPaise: row.total_paise,
  storeCreditPaise: row.store_credit_paise ?? 0,
  refundedPaise: row.refunded_paise,
});

/** A row for each line; of a seller's list the seller's lines alone. */
const rowsOf = (row: Row, vendorId: string | undefined, isSellers: boolean): ExportRow[] =>
  row.lines
    .filter((line) => vendorId === undefined || line.vendorId === vendorId)
    .map((line) => ({
      ...{ orderId: row.order_id, orderNumber: row.order_number, placedAt: row.placed_at },
      ...(isSellers ? {} : { orderStatus: row.status, ...wholeOf(row) }),
      paymentMethod: row.payment_method,
      ...{ lineId: line.lineId, productId: line.productId, variantId: line.variantId, vendorId: line.vendorId },
      ...{ name: line.name, size: line.size, colour: line.colour },
      ...{ quantity: line.quantity, returnedQuantity: line.returnedQuantity },
      ...{ lineStatus: line.status, lineTotalPaise: line.totalPaise },
    }));

/** Orders that were placed in the asked time, oldest first. Names and addresses are in no read model, and so in no list. */
export const orderPages: Pages = async ({ terms, isSellers, after, limit }, query) => {
  const { vendorId, from = null, until = null } = terms;
  const [placedAt = '', orderId = '00000000-0000-0000-0000-000000000000'] = after === '' ? [] : after.split('_');
  const rows = await query<Row>(
    sql`select o.*, a.external_reference from orders.customer_order o
      left join annotations.annotation a on a.annotation_key = 'order.' || o.order_id::text
      where (o.placed_at, o.order_id) > (${placedAt}, ${orderId}::uuid)
        and (${vendorId ?? null}::uuid is null or o.vendor_ids @> array[${vendorId ?? null}::uuid])
        and (${from}::text is null or o.placed_at >= ${from}) and (${until}::text is null or o.placed_at < ${until})
      order by o.placed_at, o.order_id limit ${limit}`,
  );
  const last = rows.length < limit ? undefined : rows.at(-1)!;
  return {
    rows: rows.flatMap((row) => rowsOf(row, vendorId, isSellers)),
    next: last === undefined ? null : `${last.placed_at}_${last.order_id}`,
  };
};
