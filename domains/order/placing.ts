import type { Instant } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, sameData, type Decision } from '../kernel/decider.ts';
import { orderPolicy } from '../policy/order.ts';
import { refundOf } from '../pricing/refund.ts';
import { isAwaiting } from './awaiting.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { affected, couponsOf, feesToCredit, givenBack, isGone, isInHouse, isSettled } from './facts.ts';
import { allot } from './funds.ts';
import type { OrderRejection } from './rejections.ts';
import type { Line, Order, OrderState } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type CommandData<T extends OrderCommand['type']> = Extract<OrderCommand, { type: T }>['data'];
type Cancellation = Extract<OrderEvent, { type: 'OrderCancelled' }>['data'];

const goods = (lines: readonly { readonly variantId: string; readonly quantity: number }[]): string =>
  lines.map(({ variantId, quantity }) => `${variantId} ${quantity}`).join();

/** The parts of an order must sum to its whole, whoever calculated them. */
export const place = (data: CommandData<'PlaceOrder'>, state: OrderState, now: Instant): Decided => {
  if (state !== undefined) {
    const same = state.userId === data.userId && state.paymentMethod === data.paymentMethod;
    return same && goods(state.lines) === goods(data.lines) ? [] : reject('OrderIdTaken');
  }
  const lines = data.lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0);
  if (lines + data.shippingPaise + data.codFeePaise !== data.totalPaise)
    return reject('InvalidOrderTotals', 'The lines and fees of the order do not sum to its total.');
  if (new Set(data.lines.map(({ lineId }) => lineId)).size !== data.lines.length) return reject('InvalidOrderTotals');
  const { storeCreditPaise = 0 } = data;
  if (storeCreditPaise > data.totalPaise || (data.paymentMethod === 'COD' && storeCreditPaise === data.totalPaise))
    return reject(
      'InvalidOrderTotals',
      'Store credit pays at most the total, and less of an order that is paid in cash.',
    );
  return [{ type: 'OrderPlaced', data: { ...data, placedAt: now } }];
};

export const confirm = ({ orderId }: CommandData<'ConfirmOrder'>, state: Order, now: Instant): Decided => {
  if (state.phase === 'confirmed') return [];
  if (state.phase !== 'pending') return reject('OrderNotPending');
  const { userId, totalPaise, paymentMethod } = state;
  return [{ type: 'OrderConfirmed', data: { orderId, userId, totalPaise, paymentMethod, confirmedAt: now } }];
};

/** Ends an order that was never confirmed; what has ended already stays as it is. */
export const end = (command: Extract<OrderCommand, { type: 'RejectOrder' | 'ExpireOrder' }>, state: Order): Decided => {
  if (state.phase === 'confirmed') return reject('OrderNotPending');
  if (state.phase !== 'pending') return [];
  const { orderId, userId } = state;
  return command.type === 'ExpireOrder'
    ? [{ type: 'OrderExpired', data: { orderId, userId } }]
    : [{ type: 'OrderRejected', data: { orderId, userId, reason: command.data.reason } }];
};

/** The lines that a cancellation is about, or why there are none. */
const linesToCancel = (data: CommandData<'CancelOrder'>, state: Order): readonly Line[] | OrderRejection => {
  const { lineIds, vendorId } = data;
  const own = state.lines.filter((line) => vendorId === undefined || line.vendorId === vendorId);
  if (lineIds === undefined) {
    const open = own.filter(isInHouse);
    return open.length === 0 && own.some((line) => !isGone(line)) ? 'OrderNotCancellable' : open;
  }
  if (lineIds.some((id) => !state.lines.some(({ lineId }) => lineId === id))) return 'OrderLineNotFound';
  const asked = own.filter(({ lineId }) => lineIds.includes(lineId));
  if (asked.length < new Set(lineIds).size) return 'OrderLineNotYours';
  const left = asked.filter(({ status }) => status !== 'cancelled');
  return left.every(isInHouse) ? left : 'OrderNotCancellable';
};

const cancelled = (
  data: CommandData<'CancelOrder'>,
  state: Order,
  facts: Pick<Cancellation, 'lines' | 'whole' | 'settled' | 'wasConfirmed' | 'refundPaise' | 'coins' | 'fees'>,
): Decided => {
  const { orderId, userId, paymentId, paymentMethod } = state;
  const { cancellationId, reason, by, note } = data;
  const refundId = derivedId('refund', orderId, cancellationId) as Cancellation['refundId'];
  const event: Cancellation = {
    orderId,
    userId,
    paymentId,
    paymentMethod,
    cancellationId,
    refundId,
    reason,
    by,
    ...facts,
    ...allot(state, refundId, facts.refundPaise),
    // A coupon is given back only when nothing of the order that used it remains.
    couponIds: facts.whole ? couponsOf(state) : [],
    ...(note === undefined ? {} : { note }),
  };
  return [{ type: 'OrderCancelled', data: event }];
};

/**
 * Cancels the whole order or some lines: the buyer within a day, everybody only before the parcel leaves. What waits for goods the
 * buyer may cancel for as long as it waits.
 */
export const cancel = (data: CommandData<'CancelOrder'>, state: Order, now: Instant): Decided => {
  if (state.cancellations.some(({ cancellationId }) => cancellationId === data.cancellationId)) return [];
  if (state.phase === 'cancelled') return [];
  if (state.phase === 'rejected' || state.phase === 'expired') return reject('OrderNotCancellable');
  if (state.phase === 'pending') {
    if (data.lineIds !== undefined && new Set(data.lineIds).size < state.lines.length)
      return reject('OrderNotConfirmed', 'Before it is confirmed an order can only be cancelled as a whole.');
    const whole = { whole: true, settled: true, wasConfirmed: false, refundPaise: 0, coins: 0 };
    return cancelled(data, state, { lines: affected(state.lines), ...whole });
  }
  const lines = linesToCancel(data, state);
  if (typeof lines === 'string') return reject(lines);
  if (lines.length === 0) return [];
  const age = Date.parse(now) - Date.parse(state.placedAt);
  if (data.by === 'customer' && age >= orderPolicy.customerCancelMs.value && !lines.every(isAwaiting))
    return lines.some(isAwaiting)
      ? reject('CancelWindowClosed', 'lineIds: only lines that still wait for goods can be cancelled now; name them.')
      : reject('CancelWindowClosed');
  const refund = refundOf(state, affected(lines), givenBack(state), { withFees: true });
  const ids = lines.map(({ lineId }) => lineId);
  return cancelled(data, state, {
    lines: affected(lines),
    whole: refund.complete,
    settled: isSettled(state, ids),
    wasConfirmed: true,
    refundPaise: refund.amountPaise,
    coins: refund.coins,
    ...feesToCredit(state, refund),
  });
};

export const changeAddress = (data: CommandData<'ChangeOrderAddress'>, state: Order): Decided => {
  if (state.phase !== 'pending' && !(state.phase === 'confirmed' && state.lines.every(isInHouse)))
    return reject('OrderStatusNotAllowed', 'The address can be changed only while no parcel has left.');
  if (sameData(data.address, state.address)) return [];
  const { orderId, userId } = state;
  const { address, placeOfSupply } = data;
  return [{ type: 'OrderAddressChanged', data: { orderId, userId, address, placeOfSupply } }];
};
