import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../domains/order/events.ts';
import { couponId, id, line, NOW, orderId, paymentId, placed, userId } from '../domains/order/spec-examples.ts';
import type { SagaReply } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { RefundId } from '../event-schemas/primitives.ts';
import { placeOrder } from './place-order.ts';

const given = sagaSpec(placeOrder, NOW);
const prepaid = placed([line(1), line(2)]);
const stock = (n: number): string => `stock:${id(200 + n)}`;
const coupon = `coupon:${couponId}`;
const yes = (key: string, command = key): SagaReply => ({
  type: 'CommandAccepted',
  data: { command, key, events: [] },
});
const no = (key: string, rejected: string, command = key): SagaReply => ({
  type: 'CommandRejected',
  data: { command, key, rejected },
});
const due = (name: string): SagaReply => ({ type: 'DeadlineReached', data: { name, dueAt: prepaid.data.expiresAt } });
const held = [yes(stock(1)), yes(stock(2)), yes(coupon), yes('coins')];
const captured = {
  type: 'PaymentCaptured',
  data: {
    paymentId,
    orderId,
    userId,
    gatewayPaymentId: 'pay_1',
    amountPaise: prepaid.data.totalPaise,
    method: 'upi',
    capturedAt: NOW,
  },
} as const;
const cancelled = (wasConfirmed: boolean): Extract<OrderEvent, { type: 'OrderCancelled' }> => ({
  type: 'OrderCancelled',
  data: {
    orderId,
    userId,
    paymentId,
    paymentMethod: 'PREPAID',
    cancellationId: id(9),
    refundId: RefundId.parse(id(10)),
    lines: [],
    whole: true,
    settled: true,
    wasConfirmed,
    couponIds: [],
    refundPaise: 0,
    coins: 0,
    reason: 'changedMind',
    by: 'customer',
  },
});
const releases = [
  { type: 'ReleaseStock', data: { productId: id(201), orderId } },
  { type: 'ReleaseStock', data: { productId: id(202), orderId } },
  { type: 'ReleaseCoupon', data: { couponId, orderId } },
  { type: 'ReleaseCoins', data: { userId, orderId } },
];
const commits = ['ConfirmOrder', 'CommitStock', 'CommitStock', 'RedeemCoupon', 'CommitCoins', 'CheckOutCart'].map(
  (type) => ({ type }),
);

describe('placing an order', () => {
  it('holds stock per product, coupon and coins at once, longer than the buyer has to pay', () => {
    const { step, sends } = given().when(prepaid);
    sends(
      { type: 'HoldStock', key: stock(1), data: { productId: id(201), lines: [{ quantity: 2 }] } },
      { type: 'HoldStock', key: stock(2), data: { expiresAt: '2026-01-10T10:45:00.000Z' } },
      { type: 'ReserveCoupon', data: { couponId, discountPaise: 19_998, subtotalPaise: 200_000 } },
      { type: 'HoldCoins', data: { coins: 200 } },
    );
    expect(step.deadlines).toEqual([{ name: 'expiry', dueAt: prepaid.data.expiresAt }]);
  });
  it('puts lines of one product into one hold', () =>
    given()
      .when(placed([line(1), line(2, { productId: line(1).productId })], { coins: 0 }))
      .sends({ type: 'HoldStock', data: { lines: [{ variantId: id(301) }, { variantId: id(302) }] } }, {}));
  it('asks for the money once everything is held, not before', () => {
    given(prepaid, ...held.slice(0, 2))
      .when(yes(coupon))
      .sends();
    const { step, sends } = given(prepaid, ...held.slice(0, 3)).when(yes('coins'));
    sends({ type: 'RequestPayment', data: { paymentId, method: 'PREPAID', amountPaise: prepaid.data.totalPaise } });
    expect(step.deadlines?.map(({ dueAt }) => dueAt)).toEqual([
      '2026-01-10T10:02:00.000Z',
      '2026-01-10T10:10:00.000Z',
      '2026-01-10T10:28:00.000Z',
    ]);
  });
  it('takes everything when the money came', () => {
    const outcome = given(prepaid, ...held).when(captured);
    outcome.sends(...commits);
    expect(outcome.done).toBe(true);
  });
  it('confirms cash on delivery at once, and asks for the cash', () => {
    const cash = placed([line(1), line(2)], { paymentMethod: 'COD' });
    given(cash, ...held)
      .when(yes('cash'))
      .sends(...commits, { type: 'RequestPayment', data: { method: 'COD' } });
  });
  it('needs no payment for nothing', () =>
    given(placed([line(1), line(2)], { totalPaise: 0 }), ...held.slice(0, 3))
      .when(yes('coins'))
      .sends(...commits));
  it('says once why it was rejected, when all have answered, and gives back what was granted', () => {
    given(prepaid, yes(stock(1)))
      .when(no(stock(2), 'InsufficientStock'))
      .sends();
    const outcome = given(prepaid, yes(stock(1)), no(stock(2), 'InsufficientStock'), no(coupon, 'CouponExhausted'));
    const last = outcome.when(yes('coins'));
    last.sends({ type: 'RejectOrder', data: { reason: 'InsufficientStock' } }, releases[0]!, releases[3]!);
    expect(last.done).toBe(true);
  });
});

describe('an order that is not paid', () => {
  it('closes the payment first, then expires and gives everything back', () => {
    const closing = given(prepaid, ...held).when(due('expiry'));
    closing.sends({ type: 'ClosePayment', data: { reason: 'unpaid' } });
    expect(closing.done).toBe(false);
    const ended = given(prepaid, ...held, due('expiry')).when(yes('ClosePayment'));
    ended.sends({ type: 'ExpireOrder' }, ...releases);
    expect(ended.done).toBe(true);
  });
  it('is confirmed when it was captured just before', () => {
    const paid = no('ClosePayment', 'PaymentAlreadyCaptured');
    given(prepaid, ...held, due('expiry'))
      .when(paid)
      .sends();
    given(prepaid, ...held, due('expiry'), paid)
      .when(captured)
      .sends(...commits);
  });
  it('asks the gateway now and then while it waits', () =>
    given(prepaid, ...held)
      .when(due('check-120000'))
      .sends({ type: 'RequestReconciliation', data: { paymentId, check: 'check-120000' } }));
  it('remembers every deadline, so that none is delivered twice', () => {
    for (const events of [[prepaid], [prepaid, ...held], [prepaid, ...held, due('expiry')]])
      for (const name of ['expiry', 'check-120000'])
        expect(given(...events).when(due(name)).step.state?.passed).toContain(name);
  });
  it('ends when the deadline passes while holds are still unanswered', () =>
    given(prepaid, due('expiry'), ...held.slice(0, 3))
      .when(yes('coins'))
      .sends({ type: 'ExpireOrder' }, ...releases));
  it('is rejected when the gateway refuses', () =>
    given(prepaid, ...held)
      .when({ type: 'PaymentRefused', data: { paymentId, orderId, userId, reason: 'BAD_REQUEST_ERROR' } })
      .sends({ type: 'RejectOrder', data: { reason: 'PaymentRefused' } }, ...releases));
  it('is rejected when the payment cannot be asked for', () =>
    given(prepaid, ...held)
      .when(no('RequestPayment', 'PaymentIdTaken'))
      .sends({ type: 'RejectOrder', data: { reason: 'PaymentIdTaken' } }, ...releases));
});

describe('an order that is cancelled before it is confirmed', () => {
  const refund = { type: 'RequestRefund', data: { paymentId, amountPaise: prepaid.data.totalPaise } };
  it('closes the payment and gives everything back', () =>
    given(prepaid, ...held)
      .when(cancelled(false))
      .sends({ type: 'ClosePayment', data: { reason: 'cancelled' } }, ...releases));
  it('waits for the holds that are on their way', () => {
    given(prepaid).when(cancelled(false)).sends();
    given(prepaid, cancelled(false), ...held.slice(0, 3))
      .when(yes('coins'))
      .sends(...releases);
  });
  it('pays the money back when it was captured before the payment could be closed', () => {
    const paid = no('ClosePayment', 'PaymentAlreadyCaptured');
    given(prepaid, ...held, cancelled(false))
      .when(paid)
      .sends(refund);
    given(prepaid, ...held, cancelled(false))
      .when(captured)
      .sends(refund);
  });
  it('gives back what was taken when the cancellation came before the confirmation', () => {
    const outcome = given(prepaid, ...held, captured).when(no('ConfirmOrder', 'OrderNotPending'));
    outcome.sends(...releases.slice(0, 3), { type: 'RestoreCoins', data: { coins: 200 } }, refund);
    expect(outcome.done).toBe(true);
  });
});

describe('a confirmed order', () => {
  it('leaves its cancellation to another process', () =>
    given(prepaid, ...held, captured)
      .when(cancelled(true))
      .sends());
  it('is cancelled when a hold turns out to be lost', () => {
    given(prepaid, ...held, captured)
      .when(no(stock(1), 'HoldNotFound', 'CommitStock'))
      .sends({ type: 'CancelOrder', data: { orderId, reason: 'holdLost', by: 'system' } });
    given(prepaid, ...held, captured, no(stock(1), 'HoldNotFound', 'CommitStock'))
      .when(no(stock(2), 'HoldNotFound', 'CommitStock'))
      .sends();
  });
});
