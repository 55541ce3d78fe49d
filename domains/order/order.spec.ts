import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefundId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { deciderSpec } from '../kernel/spec.ts';
import { orderPolicy } from '../policy/order.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import { affected, orderStatus } from './facts.ts';
import {
  address,
  confirmed,
  couponId,
  delivered,
  id,
  line,
  NOW,
  orderId,
  paymentId,
  placed,
  shipped,
  userId,
  vendors,
} from './spec-examples.ts';
import type { OrderState } from './state.ts';

const given = deciderSpec(orderDecider, NOW);
const order = placed([line(1), line(2, { vendorId: vendors[1] })]);
const command = { ...order.data, address };
const cancel = (change: object = {}): OrderCommand => ({
  type: 'CancelOrder',
  data: { orderId, cancellationId: id(9), reason: 'changedMind', by: 'customer', ...change },
});
const fold = (...events: readonly OrderEvent[]): OrderState => events.reduce(orderDecider.evolve, undefined);
const statusOf = (...events: readonly OrderEvent[]) => orderStatus(fold(...events)!);
const decided = (now: string, ask: OrderCommand, ...events: readonly OrderEvent[]) =>
  orderDecider.decide(ask, fold(...events), now);

describe('placing', () => {
  it('freezes everything in one event', () => given().when({ type: 'PlaceOrder', data: command }).then(order));
  it('refuses parts that do not sum to the whole', () =>
    given()
      .when({ type: 'PlaceOrder', data: { ...command, totalPaise: command.totalPaise + 1 } })
      .rejects('InvalidOrderTotals'));
  it('keeps an id for one order', () => {
    given(order)
      .when({ type: 'PlaceOrder', data: { ...command, orderNumber: 'ORD-20260110-099' } })
      .then();
    given(order)
      .when({ type: 'PlaceOrder', data: { ...command, paymentMethod: 'COD' } })
      .rejects('OrderIdTaken');
  });
  it('is confirmed, rejected or expired, and only one of them', () => {
    const rejected: OrderEvent = { type: 'OrderRejected', data: { orderId, userId, reason: 'InsufficientStock' } };
    const reject: OrderCommand = { type: 'RejectOrder', data: { orderId, reason: 'InsufficientStock' } };
    const expire: OrderCommand = { type: 'ExpireOrder', data: { orderId } };
    given(order).when({ type: 'ConfirmOrder', data: { orderId } }).then(confirmed(order));
    given(order).when(reject).then(rejected);
    given(order).when(expire).then({ type: 'OrderExpired', data: { orderId, userId } });
    given(order, confirmed(order)).when(expire).rejects('OrderNotPending');
    given(order, rejected).when({ type: 'ConfirmOrder', data: { orderId } }).rejects('OrderNotPending');
    given(order, rejected).when(expire).then();
    given().when(expire).rejects('OrderNotFound');
  });
});

describe('cancelling', () => {
  const event = (change: object): OrderEvent => ({
    type: 'OrderCancelled',
    data: {
      ...{ orderId, userId, paymentId, paymentMethod: 'PREPAID', cancellationId: id(9) },
      refundId: RefundId.parse(derivedId('refund', orderId, id(9))),
      lines: affected(fold(order)!.lines),
      ...{ whole: true, settled: true, wasConfirmed: false, couponIds: [couponId], refundPaise: 0, coins: 0 },
      ...{ reason: 'changedMind', by: 'customer' },
      ...change,
    },
  });
  const whole = { wasConfirmed: true, refundPaise: order.data.totalPaise, coins: 200 };
  it('of a pending order ends it whole, and nothing is owed', () => {
    given(order).when(cancel()).then(event({}));
    given(order)
      .when(cancel({ lineIds: [id(101)] }))
      .rejects('OrderNotConfirmed');
    expect(statusOf(order, event({}))).toBe('cancelled');
  });
  it('of a confirmed order gives everything back, fees too', () =>
    given(order, confirmed(order)).when(cancel()).then(event(whole)));
  it('of one line gives back its part, and the coupon with the last', () => {
    const first = event({
      ...{ lines: affected([fold(order)!.lines[0]!]), whole: false, settled: false, wasConfirmed: true },
      ...{ couponIds: [], refundPaise: 80_001, coins: 100 },
    });
    given(order, confirmed(order))
      .when(cancel({ lineIds: [id(101)] }))
      .then(first);
    const rest = { lines: affected([fold(order)!.lines[1]!]), refundPaise: 84_001, coins: 100, wasConfirmed: true };
    const other = { cancellationId: id(8), refundId: derivedId('refund', orderId, id(8)) };
    given(order, confirmed(order), first)
      .when(cancel({ cancellationId: id(8) }))
      .then(event({ ...rest, ...other }));
  });
  it('is open to the buyer for a day, to staff until the parcel leaves', () => {
    const late = instantAfter(NOW, orderPolicy.customerCancelMs.value);
    expect(decided(late, cancel(), order, confirmed(order))).toMatchObject({ rejected: 'CancelWindowClosed' });
    expect(decided(instantAfter(late, -1), cancel(), order, confirmed(order))).toHaveLength(1);
    expect(decided(late, cancel({ by: 'staff' }), order, confirmed(order))).toHaveLength(1);
    given(order, confirmed(order), shipped([1, 2]))
      .when(cancel({ by: 'staff' }))
      .rejects('OrderNotCancellable');
    given(order, confirmed(order), shipped([1]))
      .when(cancel({ lineIds: [id(101)] }))
      .rejects('OrderNotCancellable');
  });
  it('is refused for lines that are not there, not the vendor’s, or of an order that has ended', () => {
    given(order, confirmed(order))
      .when(cancel({ lineIds: [id(999)] }))
      .rejects('OrderLineNotFound');
    given(order, confirmed(order))
      .when(cancel({ lineIds: [id(102)], vendorId: vendors[0], by: 'vendor' }))
      .rejects('OrderLineNotYours');
    given(order, { type: 'OrderExpired', data: { orderId, userId } }).when(cancel()).rejects('OrderNotCancellable');
  });
  it('in any pieces pays back exactly what was paid, to the paisa and the coin', () =>
    fc.assert(
      fc.property(
        fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 }),
        fc.integer({ min: 1, max: 99_999 }),
        (ns, odd) => {
          const big = placed(ns.map((n) => line(n, { totalPaise: odd * n + n })));
          let state = fold(big, confirmed(big));
          let paise = 0;
          let coins = 0;
          for (const n of ns) {
            const ask = cancel({ lineIds: [id(100 + n)], cancellationId: id(500 + n) });
            const events = orderDecider.decide(ask, state, NOW);
            if (isRejected(events)) throw new Error(events.rejected);
            for (const { type, data } of events)
              if (type === 'OrderCancelled') [paise, coins] = [paise + data.refundPaise, coins + data.coins];
            state = events.reduce(orderDecider.evolve, state);
          }
          expect([paise, coins]).toEqual([big.data.totalPaise, big.data.coins]);
        },
      ),
    ));
});

describe('the address', () => {
  const moved = { ...address, city: 'Pune', state: 'Maharashtra' };
  const change: OrderCommand = {
    type: 'ChangeOrderAddress',
    data: { orderId, address: moved, placeOfSupply: 'Maharashtra' },
  };
  it('can be changed while no parcel has left', () => {
    const changed: OrderEvent = {
      type: 'OrderAddressChanged',
      data: { orderId, userId, address: moved, placeOfSupply: 'Maharashtra' },
    };
    given(order).when(change).then(changed);
    given(order, confirmed(order)).when(change).then(changed);
    given(order, confirmed(order), shipped([1]))
      .when(change)
      .rejects('OrderStatusNotAllowed');
  });
});

describe('the state of the whole order', () => {
  it('is that of its least advanced line', () => {
    expect(statusOf(order)).toBe('pending');
    expect(statusOf(order, confirmed(order))).toBe('confirmed');
    expect(statusOf(order, confirmed(order), shipped([1]))).toBe('confirmed');
    expect(statusOf(order, confirmed(order), shipped([1, 2]))).toBe('shipped');
    expect(statusOf(order, confirmed(order), shipped([1, 2]), delivered([1, 2]))).toBe('delivered');
  });
});
