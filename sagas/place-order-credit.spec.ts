import { describe, expect, it } from 'vitest';
import type { SagaReply } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { couponId, id, line, NOW, orderId, paymentId, placed, userId } from '../domains/order/spec-examples.ts';
import { placeOrder } from './place-order.ts';

const given = sagaSpec(placeOrder, NOW);
const CREDIT_PAISE = 60_000;
const lines = [line(1)];
const { totalPaise } = placed(lines).data;
const duePaise = totalPaise - CREDIT_PAISE;
const partly = placed(lines, { storeCreditPaise: CREDIT_PAISE });
const wholly = placed(lines, { storeCreditPaise: totalPaise });
const yes = (key: string): SagaReply => ({ type: 'CommandAccepted', data: { command: key, key, events: [] } });
const no = (key: string, rejected: string): SagaReply => ({
  type: 'CommandRejected',
  data: { command: key, key, rejected },
});
const others = [yes(`stock:${id(201)}`), yes(`coupon:${couponId}`), yes('coins')];
const captured = {
  type: 'PaymentCaptured',
  data: {
    ...{ paymentId, orderId, userId, gatewayPaymentId: 'pay_1', amountPaise: duePaise },
    ...{ method: 'upi', capturedAt: NOW },
  },
} as const;
const COMMITS = [
  'ConfirmOrder',
  'CommitStock',
  'RedeemCoupon',
  'CommitCoins',
  'CommitStoreCredit',
  'CheckOutCart',
] as const;
const commits = COMMITS.map((type) => ({ type }));
const credit = { userId, orderId };

describe('placing an order with store credit', () => {
  it('holds it with everything else, and asks for the rest only', () => {
    const hold = { ...credit, amountPaise: CREDIT_PAISE, expiresAt: '2026-01-10T10:45:00.000Z' };
    given()
      .when(partly)
      .sends(
        { type: 'HoldStock' },
        { type: 'ReserveCoupon' },
        { type: 'HoldCoins' },
        { type: 'HoldStoreCredit', data: hold },
      );
    given(partly, ...others)
      .when(yes('credit'))
      .sends({ type: 'RequestPayment', data: { paymentId, amountPaise: duePaise } });
    given(partly, ...others, yes('credit'))
      .when(captured)
      .sends(...commits);
  });
  it('is confirmed at once when nothing is left to pay', () => {
    const outcome = given(wholly, ...others).when(yes('credit'));
    outcome.sends(...commits);
    expect(outcome.done).toBe(true);
  });
  it('takes in cash what is left', () =>
    given(placed(lines, { storeCreditPaise: CREDIT_PAISE, paymentMethod: 'COD' }), ...others, yes('credit'))
      .when(yes('cash'))
      .sends(...commits, { type: 'RequestPayment', data: { method: 'COD', amountPaise: duePaise } }));
  it('is rejected when there is not enough, and gives the rest back', () => {
    given(partly, ...others)
      .when(no('credit', 'InsufficientStoreCredit'))
      .sends(
        { type: 'RejectOrder', data: { reason: 'InsufficientStoreCredit' } },
        { type: 'ReleaseStock' },
        { type: 'ReleaseCoupon' },
        { type: 'ReleaseCoins' },
      );
  });
  it('lets it go when something else is not to be had', () =>
    given(partly, ...others.slice(0, 2), no('coins', 'InsufficientCoins'))
      .when(yes('credit'))
      .sends(
        { type: 'RejectOrder' },
        { type: 'ReleaseStock' },
        { type: 'ReleaseCoupon' },
        { type: 'ReleaseStoreCredit', data: credit },
      ));
  it('is cancelled when the hold is lost although the money came', () =>
    given(partly, ...others, yes('credit'), captured)
      .when(no('CommitStoreCredit', 'CreditHoldNotFound'))
      .sends({ type: 'CancelOrder', data: { reason: 'holdLost', by: 'system' } }));
  it('gives both back when the cancellation came before the confirmation', () => {
    const outcome = given(partly, ...others, yes('credit'), captured).when(no('ConfirmOrder', 'OrderNotPending'));
    outcome.sends(
      { type: 'ReleaseStock' },
      { type: 'ReleaseCoupon' },
      { type: 'RestoreCoins' },
      { type: 'RestoreStoreCredit', data: { ...credit, amountPaise: CREDIT_PAISE, spentAt: NOW } },
      { type: 'RequestRefund', data: { paymentId, amountPaise: duePaise } },
    );
    const [restored, refund] = (outcome.step.send ?? []).slice(-2) as { data: { refundId: string } }[];
    expect(restored!.data.refundId).not.toBe(refund!.data.refundId);
  });
});
