import { describe, expect, it } from 'vitest';
import type { SagaReply } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { delivered, id, line, NOW, orderId, paymentId, placed, userId } from '../domains/order/spec-examples.ts';
import { RefundId } from '../event-schemas/primitives.ts';
import { closeCashOrder } from './close-cash-order.ts';
import { placeOrder } from './place-order.ts';

type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;
const COD = 'COD' as const;
const ids = { orderId, userId, paymentId };
const gone = {
  ...{ ...ids, refundId: RefundId.parse(id(10)), paymentMethod: COD, lines: [], whole: true, settled: true },
  ...{ couponIds: [], refundPaise: 0, coins: 0 },
};
const arrived = (settled = true): EventOf<'OrderDelivered'> => {
  const { type, data } = delivered([1], settled);
  return { type, data: { ...data, paymentMethod: COD } };
};
const { data: parcel } = arrived();
const cameBack = (settled = true): EventOf<'OrderReturnedToOrigin'> => ({
  type: 'OrderReturnedToOrigin',
  data: { ...gone, shipmentId: parcel.shipmentId, vendorId: parcel.vendorId, settled, reason: 'refused' },
});
const cancelled = (wasConfirmed: boolean, settled = true): EventOf<'OrderCancelled'> => ({
  type: 'OrderCancelled',
  data: { ...gone, settled, wasConfirmed, cancellationId: id(9), reason: 'changedMind', by: 'customer' },
});

describe('closing an order on delivery', () => {
  const given = sagaSpec(closeCashOrder, NOW);
  const close = (outcome: string) => ({ type: 'CloseCashOrder', data: { userId, orderId, outcome } });
  it('waits for the last parcel and says how the order ended', () => {
    given().when(arrived(false)).sends();
    given().when(arrived()).sends(close('delivered'));
    given().when(cameBack()).sends(close('returnedToOrigin'));
    given().when(cancelled(true)).sends(close('cancelled'));
    expect(given(arrived()).when(cameBack()).step).toEqual({});
  });
  it('remembers that a parcel came back', () => {
    given().when(cameBack(false)).sends();
    given(cameBack(false)).when(arrived()).sends(close('returnedToOrigin'));
    given(cameBack(false)).when(cancelled(true)).sends(close('returnedToOrigin'));
  });
  it('has nothing to do with orders that are paid in advance or were never confirmed', () => {
    expect(closeCashOrder.instanceOf(delivered([1]))).toBeUndefined();
    expect(closeCashOrder.instanceOf(cancelled(false))).toBeUndefined();
    expect(closeCashOrder.instanceOf(arrived())).toBe(orderId);
  });
});

describe('placing an order on delivery', () => {
  const given = sagaSpec(placeOrder, NOW);
  const order = placed([line(1)], { paymentMethod: COD, coins: 0, couponId: undefined });
  const stock = `stock:${id(201)}`;
  const yes = (command: string, key: string): SagaReply => ({
    type: 'CommandAccepted',
    data: { command, key, events: [] },
  });
  const no = (command: string, key: string, rejected: string): SagaReply => ({
    type: 'CommandRejected',
    data: { command, key, rejected },
  });
  const close = { type: 'CloseCashOrder', data: { userId, orderId, outcome: 'cancelled' } };
  it('counts it with the other holds, unless nothing is left to pay', () => {
    given().when(order).sends({ type: 'HoldStock' }, { type: 'OpenCashOrder', key: 'cash', data: { userId, orderId } });
    const free = placed([line(1)], { paymentMethod: COD, coins: 0, couponId: undefined, totalPaise: 0 });
    given().when(free).sends({ type: 'HoldStock' });
  });
  it('is rejected over the limit, and the stock given back', () =>
    given(order, yes('HoldStock', stock))
      .when(no('OpenCashOrder', 'cash', 'TooManyCodOrders'))
      .sends({ type: 'RejectOrder', data: { reason: 'TooManyCodOrders' } }, { type: 'ReleaseStock' }));
  it('does not count when something else was refused, or the buyer was first to cancel', () => {
    given(order, yes('OpenCashOrder', 'cash'))
      .when(no('HoldStock', stock, 'InsufficientStock'))
      .sends({ type: 'RejectOrder' }, close);
    given(order, yes('HoldStock', stock), yes('OpenCashOrder', 'cash'))
      .when(no('ConfirmOrder', 'ConfirmOrder', 'OrderNotPending'))
      .sends({ type: 'ReleaseStock' }, close, { type: 'RequestRefund' });
  });
});
