import type { OrderEvent } from './events.ts';
import type { DeliveryAddress, InvoicedFees, OrderLine } from './lines.ts';
import type { ReturnStatus } from './return-events.ts';
import { evolveReturn } from './return-state.ts';

export type LineStatus =
  | 'pending'
  | 'confirmed'
  | 'processing'
  | 'packed'
  | 'shipped'
  | 'outForDelivery'
  | 'delivered'
  | 'cancelled'
  | 'returnedToOrigin';
export type Line = OrderLine & {
  readonly status: LineStatus;
  /** Pieces whose money was given back after delivery. */
  readonly returnedQuantity: number;
  readonly deliveredAt: string | undefined;
};
export type Checkpoint = Omit<EventData<'ShipmentCheckpointRecorded'>, 'orderId' | 'userId' | 'shipmentId'>;
export type Shipment = {
  readonly shipmentId: string;
  readonly vendorId: string;
  readonly lineIds: readonly string[];
  readonly courier: string;
  readonly trackingNumber: string;
  readonly trackingUrl: string | undefined;
  readonly status: 'shipped' | 'outForDelivery' | 'delivered' | 'returnedToOrigin';
  readonly shippedAt: string;
  readonly deliveredAt: string | undefined;
  readonly checkpoints: readonly Checkpoint[];
};
export type Return = EventData<'ReturnRequested'> & {
  readonly status: ReturnStatus;
  readonly timeline: readonly { readonly status: ReturnStatus; readonly note: string | undefined }[];
  readonly accepted: EventData<'ReturnAccepted'> | undefined;
};
type EventData<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data'];

/** `phase` is what the order as a whole went through; everything later is said of each line. */
export type Order = Omit<EventData<'OrderPlaced'>, 'lines' | 'address'> & {
  readonly phase: 'pending' | 'confirmed' | 'rejected' | 'expired' | 'cancelled';
  readonly address: DeliveryAddress | null;
  readonly lines: readonly Line[];
  readonly confirmedAt: string | undefined;
  readonly rejectedFor: string | undefined;
  readonly cancellations: readonly Pick<
    EventData<'OrderCancelled'>,
    'cancellationId' | 'reason' | 'by' | 'refundPaise'
  >[];
  readonly shipments: readonly Shipment[];
  readonly returns: readonly Return[];
  /** The fees as they stand on the invoice of the first parcel; undefined before it left, and without fees. */
  readonly feesInvoiced: InvoicedFees | undefined;
  readonly refunds: readonly { readonly refundId: string; readonly amountPaise: number }[];
};
/** Undefined before the order was placed. */
export type OrderState = Order | undefined;

const placed = (data: EventData<'OrderPlaced'>): Order => ({
  ...data,
  phase: 'pending',
  lines: data.lines.map((line) => ({ ...line, status: 'pending', returnedQuantity: 0, deliveredAt: undefined })),
  confirmedAt: undefined,
  rejectedFor: undefined,
  cancellations: [],
  shipments: [],
  returns: [],
  feesInvoiced: undefined,
  refunds: [],
});

export const withLines = (order: Order, ids: readonly string[] | undefined, change: Partial<Line>): Order => ({
  ...order,
  lines: order.lines.map((line) => (ids === undefined || ids.includes(line.lineId) ? { ...line, ...change } : line)),
});
const withShipment = (order: Order, id: string, change: (shipment: Shipment) => Partial<Shipment>): Order => ({
  ...order,
  shipments: order.shipments.map((shipment) =>
    shipment.shipmentId === id ? { ...shipment, ...change(shipment) } : shipment,
  ),
});
const idsOf = (lines: readonly { readonly lineId: string }[]): string[] => lines.map(({ lineId }) => lineId);

type ParcelEvent = Extract<
  OrderEvent,
  {
    type:
      | 'OrderShipped'
      | 'ShipmentCheckpointRecorded'
      | 'OrderOutForDelivery'
      | 'OrderDelivered'
      | 'OrderReturnedToOrigin';
  }
>;
const evolveParcel = (order: Order, { type, data }: ParcelEvent): Order => {
  switch (type) {
    case 'OrderShipped': {
      const { shipmentId, vendorId, courier, trackingNumber, trackingUrl, shippedAt } = data;
      const lineIds = idsOf(data.lines);
      const facts = { shipmentId, vendorId, lineIds, courier, trackingNumber, trackingUrl, shippedAt };
      const shipment: Shipment = { ...facts, status: 'shipped', deliveredAt: undefined, checkpoints: [] };
      const left = withLines(order, lineIds, { status: 'shipped' });
      return { ...left, shipments: [...order.shipments, shipment], feesInvoiced: order.feesInvoiced ?? data.fees };
    }
    case 'ShipmentCheckpointRecorded': {
      const { checkpointId, status, place, text, at } = data;
      const checkpoint = { checkpointId, status, place, text, at };
      return withShipment(order, data.shipmentId, ({ checkpoints }) => ({ checkpoints: [...checkpoints, checkpoint] }));
    }
    case 'OrderOutForDelivery':
      return withShipment(withLines(order, data.lineIds, { status: 'outForDelivery' }), data.shipmentId, () => ({
        status: 'outForDelivery',
      }));
    case 'OrderDelivered': {
      const { deliveredAt } = data;
      const lines = withLines(order, idsOf(data.lines), { status: 'delivered', deliveredAt });
      return withShipment(lines, data.shipmentId, () => ({ status: 'delivered', deliveredAt }));
    }
    case 'OrderReturnedToOrigin':
      return withShipment(withLines(order, idsOf(data.lines), { status: 'returnedToOrigin' }), data.shipmentId, () => ({
        status: 'returnedToOrigin',
      }));
  }
};

const isReturn = (event: OrderEvent): event is Extract<OrderEvent, { type: `Return${string}` }> =>
  event.type.startsWith('Return');

/** Folds one event; a stream that does not begin with `OrderPlaced` is corrupt. */
export const evolveOrder = (state: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'OrderPlaced') return placed(event.data);
  if (state === undefined) throw new Error(`an order stream begins with ${event.type}`);
  if (isReturn(event)) return evolveReturn(state, event);
  const { type, data } = event;
  switch (type) {
    case 'OrderConfirmed':
      return {
        ...withLines(state, undefined, { status: 'confirmed' }),
        phase: 'confirmed',
        confirmedAt: data.confirmedAt,
      };
    case 'OrderRejected':
      return { ...withLines(state, undefined, { status: 'cancelled' }), phase: 'rejected', rejectedFor: data.reason };
    case 'OrderExpired':
      return { ...withLines(state, undefined, { status: 'cancelled' }), phase: 'expired' };
    case 'OrderAddressChanged':
      return { ...state, address: data.address, placeOfSupply: data.placeOfSupply };
    case 'OrderCancelled': {
      const { cancellationId, reason, by, refundPaise } = data;
      return {
        ...withLines(state, idsOf(data.lines), { status: 'cancelled' }),
        phase: data.wasConfirmed ? state.phase : 'cancelled',
        cancellations: [...state.cancellations, { cancellationId, reason, by, refundPaise }],
      };
    }
    case 'OrderProcessingStarted':
      return withLines(state, data.lineIds, { status: 'processing' });
    case 'OrderPacked':
      return withLines(state, data.lineIds, { status: 'packed' });
    case 'OrderRefundRecorded': {
      const { refundId, amountPaise } = data;
      return { ...state, refunds: [...state.refunds, { refundId, amountPaise }] };
    }
    default:
      return evolveParcel(state, { type, data } as ParcelEvent);
  }
};
