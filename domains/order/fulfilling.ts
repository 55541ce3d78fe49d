import type { Instant } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import { refundOf } from '../pricing/refund.ts';
import { portionOf } from '../pricing/split.ts';
import { isAwaiting, refuseAwaited } from './awaiting.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { affected, couponsOf, feesToCredit, feesToInvoice, givenBack, isInHouse, isSettled } from './facts.ts';
import { allot } from './funds.ts';
import { evolveParcel } from './parcel-state.ts';
import type { OrderRejection } from './rejections.ts';
import { givenUpAfter } from './undelivered.ts';
import type { Line, LineStatus, Order, Shipment } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type CommandData<T extends OrderCommand['type']> = Extract<OrderCommand, { type: T }>['data'];
type ReturnedToOrigin = Extract<OrderEvent, { type: 'OrderReturnedToOrigin' }>['data'];

/** Reports of one courier about one parcel. */
export const CHECKPOINTS_MAX = 100;

type Selection = { readonly lineIds?: readonly string[] | undefined; readonly vendorId?: string | undefined };

/** The lines that are meant: the named ones, or all that can take the step; a vendor reaches only its own. */
export const select = (
  { lineIds, vendorId }: Selection,
  state: Order,
  can: (line: Line) => boolean,
): readonly Line[] | OrderRejection => {
  if (state.phase !== 'confirmed') return 'OrderNotConfirmed';
  const own = state.lines.filter((line) => vendorId === undefined || line.vendorId === vendorId);
  if (lineIds === undefined) return own.filter(can);
  if (lineIds.some((id) => !state.lines.some(({ lineId }) => lineId === id))) return 'OrderLineNotFound';
  const asked = own.filter(({ lineId }) => lineIds.includes(lineId));
  return asked.length < new Set(lineIds).size ? 'OrderLineNotYours' : asked;
};

const STEPS = {
  StartProcessing: { event: 'OrderProcessingStarted', from: ['confirmed'], to: 'processing' },
  PackOrder: { event: 'OrderPacked', from: ['confirmed', 'processing'], to: 'packed' },
} as const satisfies Record<string, { event: string; from: readonly LineStatus[]; to: LineStatus }>;

/** confirmed → processing → packed, for lines that are still in the house and wait for nothing. */
export const prepare = (
  { type, data }: Extract<OrderCommand, { type: 'StartProcessing' | 'PackOrder' }>,
  state: Order,
): Decided => {
  const { event, from, to } = STEPS[type];
  const can = ({ status }: Line): boolean => (from as readonly LineStatus[]).includes(status);
  const lines = select(data, state, (line) => (can(line) && !isAwaiting(line)) || line.status === to);
  if (typeof lines === 'string') return reject(lines);
  const awaited = refuseAwaited(lines, state, data.vendorId);
  if (awaited !== undefined) return awaited;
  const open = lines.filter(({ status }) => status !== to);
  if (lines.length === 0 || !open.every(can)) return reject('OrderStatusNotAllowed');
  if (open.length === 0) return [];
  const { orderId, userId } = state;
  return [{ type: event, data: { orderId, userId, lineIds: open.map(({ lineId }) => lineId) } }];
};

export const ship = (data: CommandData<'ShipOrder'>, state: Order, now: Instant): Decided => {
  const { shipmentId, vendorId, courier, trackingNumber, trackingUrl } = data;
  const known = state.shipments.find((shipment) => shipment.shipmentId === shipmentId);
  if (known !== undefined) return known.trackingNumber === trackingNumber ? [] : reject('ShipmentIdTaken');
  const lines = select(data, state, (line) => isInHouse(line) && !isAwaiting(line));
  if (typeof lines === 'string') return reject(lines);
  const awaited = refuseAwaited(lines, state, vendorId);
  if (awaited !== undefined) return awaited;
  if (lines.length === 0 || !lines.every(isInHouse)) return reject('OrderStatusNotAllowed');
  const { orderId, userId } = state;
  const parcel = { orderId, userId, shipmentId, vendorId, lines: affected(lines), courier, trackingNumber };
  const url = trackingUrl === undefined ? {} : { trackingUrl };
  const fees = feesToInvoice(state, vendorId);
  return [{ type: 'OrderShipped', data: { ...parcel, ...url, shippedAt: now, ...fees } }];
};

const checkpoint = (data: CommandData<'RecordCheckpoint'>, state: Order, shipment: Shipment): Decided => {
  if (shipment.checkpoints.some(({ checkpointId }) => checkpointId === data.checkpointId)) return [];
  if (shipment.checkpoints.length >= CHECKPOINTS_MAX) return reject('TooManyCheckpoints');
  const recorded = { type: 'ShipmentCheckpointRecorded', data: { ...data, userId: state.userId } } as const;
  const after = evolveParcel(state, recorded).shipments.find(({ shipmentId }) => shipmentId === data.shipmentId);
  return [recorded, ...(after === undefined ? [] : givenUpAfter(state, after))];
};

const parcelOf = (state: Order, shipment: Shipment) => {
  const { orderId, userId } = state;
  const lines = affected(state.lines.filter(({ lineId }) => shipment.lineIds.includes(lineId)));
  const { shipmentId, vendorId } = shipment;
  return { orderId, userId, shipmentId, vendorId: vendorId as (typeof lines)[0]['vendorId'], lines };
};

const taxIn = ({ lines }: Order, lineIds: readonly string[]): number =>
  lines
    .filter(({ lineId }) => lineIds.includes(lineId))
    .reduce((sum, line) => sum + line.taxPaise - portionOf(line.taxPaise, line.cancelledQuantity, line.quantity), 0);

const deliver = (state: Order, shipment: Shipment, now: Instant): Decided => {
  if (shipment.status === 'delivered') return [];
  if (shipment.status === 'returnedToOrigin') return reject('OrderStatusNotAllowed');
  const { paymentId, paymentMethod, resellerId } = state;
  const settled = isSettled(state, shipment.lineIds);
  const parcel = parcelOf(state, shipment);
  const taxPaise = taxIn(state, shipment.lineIds);
  const resold = resellerId === undefined ? {} : { resellerId };
  const data = { ...parcel, paymentId, paymentMethod, settled, taxPaise, ...resold, deliveredAt: now };
  return [{ type: 'OrderDelivered', data }];
};

const returnToOrigin = (reason: string, state: Order, shipment: Shipment): Decided => {
  if (shipment.status === 'returnedToOrigin') return [];
  if (shipment.status === 'delivered') return reject('OrderStatusNotAllowed');
  const parcel = parcelOf(state, shipment);
  const refund = refundOf(state, parcel.lines, givenBack(state), { withFees: true });
  const { orderId, paymentId, paymentMethod } = state;
  const refundId = derivedId('refund', orderId, shipment.shipmentId) as ReturnedToOrigin['refundId'];
  const data: ReturnedToOrigin = {
    ...parcel,
    paymentId,
    paymentMethod,
    refundId,
    ...allot(state, refundId, refund.amountPaise),
    whole: refund.complete,
    settled: isSettled(state, shipment.lineIds),
    refundPaise: refund.amountPaise,
    coins: refund.coins,
    ...feesToCredit(state, refund),
    reason,
    couponIds: refund.complete ? couponsOf(state) : [],
  };
  return [{ type: 'OrderReturnedToOrigin', data }];
};

type ParcelCommand = Extract<
  OrderCommand,
  { type: 'RecordCheckpoint' | 'MarkOutForDelivery' | 'DeliverOrder' | 'ReturnOrderToOrigin' }
>;
/** What couriers report about a parcel; a repeated report changes nothing. */
export const moveParcel = (command: ParcelCommand, state: Order, now: Instant): Decided => {
  const shipment = state.shipments.find(({ shipmentId }) => shipmentId === command.data.shipmentId);
  if (shipment === undefined) return reject('ShipmentNotFound');
  switch (command.type) {
    case 'RecordCheckpoint':
      return checkpoint(command.data, state, shipment);
    case 'MarkOutForDelivery': {
      if (shipment.status === 'outForDelivery' || shipment.status === 'delivered') return [];
      if (shipment.status !== 'shipped') return reject('OrderStatusNotAllowed');
      const { orderId, userId } = state;
      const { shipmentId } = command.data;
      return [{ type: 'OrderOutForDelivery', data: { orderId, userId, shipmentId, lineIds: [...shipment.lineIds] } }];
    }
    case 'DeliverOrder':
      return deliver(state, shipment, now);
    case 'ReturnOrderToOrigin':
      return returnToOrigin(command.data.reason, state, shipment);
  }
};
