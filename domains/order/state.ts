import type { PaymentId } from '../../event-schemas/primitives.ts';
import { evolveAwaiting, isAwaitingEvent, withoutPieces } from './awaiting.ts';
import { evolveBooking, isBookingEvent, type Booking } from './booking/state.ts';
import type { OrderEvent } from './events.ts';
import type { DeliveryAddress, InvoicedFees, LineQuantity, OrderLine } from './lines.ts';
import { evolveEdit, isEditEvent } from './edit-state.ts';
import { fundsOf, withGiven } from './funds.ts';
import { evolveParcel, idsOf, withLines, type ParcelEvent } from './parcel-state.ts';
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
  /** Pieces that left the order before it was shipped. */
  readonly cancelledQuantity: number;
  readonly deliveredAt: string | undefined;
  /** Pieces that were sold before they arrived and have not come, and the day on which they are expected now. */
  readonly waiting: number;
  readonly expectedOn: string | undefined;
  /** What the stock is booked under, when that is not the order itself. */
  readonly bookingId?: string;
};
/** A change of the order's lines; `differencePaise` is what it changed the worth of the order by. */
export type Edit = EventData<'OrderEditRequested'> & {
  readonly status: 'open' | 'applied' | 'dropped';
  readonly droppedFor: string | undefined;
  readonly differencePaise: number;
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
  /** The last word about failed attempts. */
  readonly answer?: {
    readonly type: 'RedeliveryRequested' | 'DeliveryGivenUp';
    readonly attempt: number;
    readonly on: string | undefined;
    /** For the courier; gone when the person is erased. */
    readonly phone?: string | undefined;
    readonly note?: string | undefined;
  };
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
    'cancellationId' | 'reason' | 'by' | 'refundPaise' | 'lines'
  >[];
  readonly shipments: readonly Shipment[];
  readonly bookings: readonly Booking[];
  readonly returns: readonly Return[];
  /** The fees as they stand on the invoice of the first parcel; undefined before it left, and without fees. */
  readonly feesInvoiced: InvoicedFees | undefined;
  readonly edits: readonly Edit[];
  /** Payments of this order, oldest first: what each brought, and what of it was given back. */
  readonly funds: readonly { readonly paymentId: PaymentId; readonly paidPaise: number; readonly givenPaise: number }[];
  /** What the buyer's store credit brought, and what of it was given back. */
  readonly storeCredit: { readonly paidPaise: number; readonly givenPaise: number };
  /** The buyer was told that the order can be paid before it comes. */
  readonly wasPayNowOffered: boolean;
  readonly refunds: readonly { readonly refundId: string; readonly amountPaise: number }[];
  /** Which pieces each refund is for; fees that go back with them are not counted here. */
  readonly refundedLines: readonly { readonly refundId: string; readonly lines: readonly LineQuantity[] }[];
};
/** Undefined before the order was placed. */
export type OrderState = Order | undefined;

const placed = (data: EventData<'OrderPlaced'>): Order => ({
  ...data,
  phase: 'pending',
  lines: data.lines.map((line) => ({
    ...line,
    status: 'pending',
    returnedQuantity: 0,
    cancelledQuantity: 0,
    deliveredAt: undefined,
    waiting: line.backOrder?.quantity ?? 0,
    expectedOn: line.backOrder?.promisedOn,
  })),
  confirmedAt: undefined,
  rejectedFor: undefined,
  cancellations: [],
  shipments: [],
  bookings: [],
  returns: [],
  feesInvoiced: undefined,
  edits: [],
  ...fundsOf(data),
  wasPayNowOffered: false,
  refunds: [],
  refundedLines: [],
});

const isReturn = (event: OrderEvent): event is Extract<OrderEvent, { type: `Return${string}` }> =>
  event.type.startsWith('Return');

/** Folds one event; a stream that does not begin with `OrderPlaced` is corrupt. */
// eslint-disable-next-line complexity -- one case per event, and nothing else
export const evolveOrder = (state: OrderState, event: OrderEvent): OrderState => {
  if (event.type === 'OrderPlaced') return placed(event.data);
  if (state === undefined) throw new Error(`an order stream begins with ${event.type}`);
  if (isReturn(event)) return evolveReturn(state, event);
  if (isEditEvent(event)) return evolveEdit(state, event);
  if (isAwaitingEvent(event)) return evolveAwaiting(state, event);
  if (isBookingEvent(event)) return evolveBooking(state, event);
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
      const { cancellationId, reason, by, refundPaise, lines } = data;
      return {
        ...withoutPieces(withLines(state, idsOf(data.lines), { status: 'cancelled' }), data.lines),
        phase: data.wasConfirmed ? state.phase : 'cancelled',
        cancellations: [...state.cancellations, { cancellationId, reason, by, refundPaise, lines }],
        ...withGiven(state, data),
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
