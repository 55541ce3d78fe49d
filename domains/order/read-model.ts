import { defineProjection } from '../kernel/projection.ts';
import type { OrderEvent } from './events.ts';
import { orderStatus } from './facts.ts';
import type { OrderLine } from './lines.ts';
import type { LineStatus, Order } from './state.ts';

/** A line as lists show it; the whole of it is in the log. */
export type OrderRowLine = {
  readonly lineId: string;
  readonly productId: string;
  readonly variantId: string;
  readonly vendorId: string;
  readonly name: string;
  readonly imageUrl: string | null;
  readonly size: string | null;
  readonly colour: string | null;
  readonly quantity: number;
  readonly totalPaise: number;
  readonly status: LineStatus;
  readonly returnedQuantity: number;
};
export type OrderRow = {
  readonly order_id: string;
  readonly order_number: string;
  readonly user_id: string;
  readonly vendor_ids: readonly string[];
  readonly product_ids: readonly string[];
  readonly phase: Order['phase'];
  readonly status: string;
  readonly lines: readonly OrderRowLine[];
  readonly total_paise: number;
  /** What of the total as it was placed store credit pays; rows of the version before, which readers may still see, lack it. */
  readonly store_credit_paise?: number;
  readonly refunded_paise: number;
  readonly payment_method: string;
  readonly placed_at: string;
  readonly changed_at: string;
};

const rowLine = (line: OrderLine, status: LineStatus): OrderRowLine => {
  const { lineId, productId, variantId, vendorId, name, quantity, totalPaise, imageUrl, size, colour } = line;
  return {
    ...{ lineId, productId, variantId, vendorId, name, quantity, totalPaise, status, returnedQuantity: 0 },
    imageUrl: imageUrl ?? null,
    size: size ?? null,
    colour: colour ?? null,
  };
};

const placed = (data: Extract<OrderEvent, { type: 'OrderPlaced' }>['data']): OrderRow => ({
  order_id: data.orderId,
  order_number: data.orderNumber,
  user_id: data.userId,
  vendor_ids: [...new Set(data.lines.map(({ vendorId }) => vendorId))],
  product_ids: [...new Set(data.lines.map(({ productId }) => productId))],
  phase: 'pending',
  status: 'pending',
  lines: data.lines.map((line) => rowLine(line, 'pending')),
  total_paise: data.totalPaise,
  store_credit_paise: data.storeCreditPaise ?? 0,
  refunded_paise: 0,
  payment_method: data.paymentMethod,
  placed_at: data.placedAt,
  changed_at: data.placedAt,
});

const HANDLED = [
  'OrderPlaced',
  'OrderConfirmed',
  'OrderRejected',
  'OrderExpired',
  'OrderCancelled',
  'OrderProcessingStarted',
  'OrderPacked',
  'OrderShipped',
  'OrderOutForDelivery',
  'OrderDelivered',
  'OrderReturnedToOrigin',
  'ReturnAccepted',
  'OrderRefundRecorded',
  'OrderEdited',
  'OrderPrepaid',
] as const;
type Edited = Extract<OrderEvent, { type: 'OrderEdited' }>['data'];
type Handled = Extract<OrderEvent, { type: (typeof HANDLED)[number] }>;
type Change = Omit<OrderRow, 'status' | 'changed_at'>;

const mark = (row: OrderRow, ids: readonly string[] | undefined, status: LineStatus): OrderRow => ({
  ...row,
  lines: row.lines.map((line) => (ids === undefined || ids.includes(line.lineId) ? { ...line, status } : line)),
});
const idsOf = (lines: readonly { readonly lineId: string }[]): string[] => lines.map(({ lineId }) => lineId);

/** Pieces leave the lines that they were in, and articles join as lines of their own. */
const edit = (row: OrderRow, { lines: gone, added, addedPaise, removedPaise }: Edited): OrderRow => {
  const kept = row.lines.map((line): OrderRowLine => {
    const less = gone.find(({ lineId }) => lineId === line.lineId);
    if (less === undefined) return line;
    const quantity = line.quantity - less.quantity;
    if (quantity === 0) return { ...line, status: 'cancelled' };
    return { ...line, quantity, totalPaise: line.totalPaise - less.totalPaise };
  });
  const lines = [...kept, ...added.map((line) => rowLine(line, 'confirmed'))];
  return {
    ...row,
    lines,
    vendor_ids: [...new Set(lines.map(({ vendorId }) => vendorId))],
    product_ids: [...new Set(lines.map(({ productId }) => productId))],
    total_paise: row.total_paise + addedPaise - removedPaise,
  };
};

const change = (
  row: OrderRow,
  { type, data }: Exclude<Handled, { type: 'OrderPlaced' | 'OrderEdited' | 'OrderPrepaid' }>,
): Change => {
  switch (type) {
    case 'OrderConfirmed':
      return { ...mark(row, undefined, 'confirmed'), phase: 'confirmed' };
    case 'OrderRejected':
      return { ...mark(row, undefined, 'cancelled'), phase: 'rejected' };
    case 'OrderExpired':
      return { ...mark(row, undefined, 'cancelled'), phase: 'expired' };
    case 'OrderCancelled':
      return { ...mark(row, idsOf(data.lines), 'cancelled'), phase: data.wasConfirmed ? row.phase : 'cancelled' };
    case 'OrderProcessingStarted':
      return mark(row, data.lineIds, 'processing');
    case 'OrderPacked':
      return mark(row, data.lineIds, 'packed');
    case 'OrderShipped':
      return mark(row, idsOf(data.lines), 'shipped');
    case 'OrderOutForDelivery':
      return mark(row, data.lineIds, 'outForDelivery');
    case 'OrderDelivered':
      return mark(row, idsOf(data.lines), 'delivered');
    case 'OrderReturnedToOrigin':
      return mark(row, idsOf(data.lines), 'returnedToOrigin');
    case 'ReturnAccepted': {
      if (data.kind === 'replacement') return row;
      const back = new Map(data.lines.map(({ lineId, quantity }) => [lineId, quantity]));
      const count = (line: OrderRowLine): number => line.returnedQuantity + (back.get(line.lineId) ?? 0);
      return { ...row, lines: row.lines.map((line) => ({ ...line, returnedQuantity: count(line) })) };
    }
    case 'OrderRefundRecorded':
      return { ...row, refunded_paise: row.refunded_paise + data.amountPaise };
  }
};

const changedRow = (row: OrderRow, event: Exclude<Handled, { type: 'OrderPlaced' }>): OrderRow => {
  if (event.type === 'OrderEdited') return edit(row, event.data);
  if (event.type !== 'OrderPrepaid') return { ...row, ...change(row, event) };
  return { ...row, payment_method: 'PREPAID', total_paise: row.total_paise - event.data.savedPaise };
};

/** Orders for lists: of a buyer, of a vendor, for staff. A page about one order folds its stream instead. */
export const orderProjection = defineProjection<Handled, OrderRow>({
  service: 'orders',
  name: 'customer_order',
  version: 4,
  columns: {
    order_id: 'uuid',
    order_number: 'text',
    user_id: 'uuid',
    vendor_ids: 'uuid[]',
    product_ids: 'uuid[]',
    phase: 'text',
    status: 'text',
    lines: 'jsonb',
    total_paise: 'bigint',
    store_credit_paise: 'bigint',
    refunded_paise: 'bigint',
    payment_method: 'text',
    placed_at: 'text',
    changed_at: 'text',
  },
  key: 'order_id',
  indexes: [
    '(user_id, placed_at desc, order_id desc)',
    '(placed_at desc, order_id desc)',
    '(order_number)',
    'using gin (vendor_ids)',
  ],
  handles: HANDLED,
  keysOf: ({ data }) => [data.orderId],
  begins: ({ type }) => type === 'OrderPlaced',
  evolve: (row, event) => {
    if (event.type === 'OrderPlaced') return placed(event.data);
    if (row === undefined) return undefined;
    const changed = changedRow(row, event);
    return { ...changed, status: orderStatus(changed), changed_at: event.metadata.recordedAt };
  },
});
