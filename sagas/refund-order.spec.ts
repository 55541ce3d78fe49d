import { describe, expect, it } from 'vitest';
import type { SagaReply } from '../domains/kernel/saga.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { couponId, id, NOW, orderId, paymentId, shipped, userId, vendors } from '../domains/order/spec-examples.ts';
import { RefundId } from '../event-schemas/primitives.ts';
import { issueInvoice } from './issue-invoice.ts';
import { refundOrder, TRIES_MAX } from './refund-order.ts';
import { recordRefund } from './refund-record.ts';
import { replaceLines } from './replace-lines.ts';

const given = sagaSpec(refundOrder, NOW);
const refundId = RefundId.parse(id(10));
const { lines } = shipped([1, 2]).data;
type Cancelled = Extract<OrderEvent, { type: 'OrderCancelled' }>;
const cancelled = (change: Partial<Cancelled['data']> = {}): Cancelled => ({
  type: 'OrderCancelled',
  data: {
    ...{ orderId, userId, paymentId, paymentMethod: 'PREPAID', cancellationId: id(9), refundId, lines },
    ...{ whole: true, settled: true, wasConfirmed: true, couponIds: [couponId], refundPaise: 1_000, coins: 5 },
    ...{ reason: 'changedMind', by: 'customer' },
    ...change,
  },
});
type Accepted = Extract<OrderEvent, { type: 'ReturnAccepted' }>;
const accepted = (change: Partial<Accepted['data']> = {}): Accepted => ({
  type: 'ReturnAccepted',
  data: {
    ...{ orderId, userId, returnId: id(70), kind: 'refund', paymentId, refundId, lines: lines.slice(0, 1) },
    ...{ restock: true, refundPaise: 1_000, taxPaise: 10, coins: 0, whole: false, wanted: [] },
    ...change,
  },
});
const yes = (key: string): SagaReply => ({ type: 'CommandAccepted', data: { command: '', key, events: [] } });
const no = (key: string): SagaReply => ({
  type: 'CommandRejected',
  data: { command: '', key, rejected: 'StockNotFound' },
});
const due = (name: string): SagaReply => ({ type: 'DeadlineReached', data: { name, dueAt: NOW } });
const stock = (n: number): string => `stock:${id(200 + n)}`;

describe('giving back', () => {
  it('a whole order releases its stock, held or taken, with coupon, coins and money', () =>
    given()
      .when(cancelled())
      .sends(
        { type: 'ReleaseStock', data: { productId: id(201), orderId } },
        { type: 'ReleaseStock', data: { productId: id(202), orderId } },
        { type: 'ReleaseCoupon', data: { couponId } },
        { type: 'RestoreCoins', data: { refundId, coins: 5 } },
        { type: 'RequestRefund', data: { paymentId, refundId, amountPaise: 1_000 } },
      ));
  it('some lines returns just those, once under the cancellation', () =>
    given()
      .when(cancelled({ whole: false, couponIds: [], coins: 0, lines: lines.slice(0, 1) }))
      .sends(
        { type: 'ReturnStock', data: { returnId: id(9), lines: [{ variantId: id(301), quantity: 2 }] } },
        { type: 'RequestRefund' },
      ));
  it('lowers the cash first, then collects it, when nothing more is to come', () => {
    const cash = cancelled({ paymentMethod: 'COD', whole: false, couponIds: [], coins: 0, lines: lines.slice(0, 1) });
    given().when(cash).sends({ type: 'ReturnStock' }, { type: 'RequestRefund' }, { type: 'CollectCash' });
  });
  it('what store credit paid goes back to it, under an id of its own', () => {
    const creditRefund = { refundId: RefundId.parse(id(11)), amountPaise: 400, spentAt: NOW };
    const [change, restored] = [
      { restock: false, refunds: [{ paymentId, refundId, amountPaise: 600 }], creditRefund },
      { type: 'RestoreStoreCredit', data: { userId, orderId, ...creditRefund } },
    ];
    given()
      .when(accepted(change))
      .sends(restored, { type: 'RequestRefund', data: { amountPaise: 600 } });
    given()
      .when(accepted({ ...change, refunds: [] }))
      .sends(restored);
  });
  it('goods that cannot be sold again gives back no stock', () =>
    given()
      .when(accepted({ restock: false }))
      .sends({ type: 'RequestRefund' }));
  it('is not for orders that were never confirmed, nor for replacements', () => {
    expect(refundOrder.instanceOf(cancelled({ wasConfirmed: false }))).toBeUndefined();
    expect(refundOrder.instanceOf(accepted({ kind: 'replacement' }))).toBeUndefined();
  });
  it('tries again what was refused, and nothing else', () => {
    const answers = [no(stock(1)), yes(stock(2)), yes(`coupon:${couponId}`), yes('RestoreCoins')];
    const waiting = given(cancelled(), ...answers).when(yes('RequestRefund'));
    expect(waiting.step.deadlines).toEqual([{ name: 'again-1', dueAt: '2026-01-10T10:01:00.000Z' }]);
    expect(waiting.done).toBe(false);
    const again = given(cancelled(), ...answers, yes('RequestRefund'));
    again.when(due('again-1')).sends({ type: 'ReleaseStock', data: { productId: id(201) } });
    const done = given(cancelled(), ...answers, yes('RequestRefund'), due('again-1')).when(yes(stock(1)));
    expect(done.done).toBe(true);
  });
  it('gives up after a few tries', () => {
    const one = accepted({ restock: true, refundPaise: 0 });
    const rounds = Array.from({ length: TRIES_MAX - 1 }, (_, n) => [no(stock(1)), due(`again-${n + 1}`)]).flat();
    const last = given(one, ...rounds).when(no(stock(1)));
    expect([last.done, last.step.deadlines]).toEqual([true, undefined]);
  });
  it('does nothing when the event comes again', () => given(cancelled()).when(cancelled()).sends());
});

describe('following a refund', () => {
  const follow = sagaSpec(recordRefund, NOW);
  const ids = { paymentId, orderId, userId, refundId };
  const processed = (surplus: boolean) =>
    ({ type: 'RefundProcessed', data: { ...ids, amountPaise: 5, reference: 'rfnd_1', surplus } }) as const;
  const taken = { type: 'RefundAccepted', data: { ...ids, gatewayRefundId: 'rfnd_1', attempt: 1 } } as const;
  it('tells the order, unless it was never its money', () => {
    follow(taken)
      .when(processed(false))
      .sends({ type: 'RecordOrderRefund', data: { refundId, amountPaise: 5, paymentId } });
    follow(taken).when(processed(true)).sends();
    expect(follow(taken).when(processed(true)).done).toBe(true);
  });
  it('has store credit back at once', () => {
    const restored = { type: 'StoreCreditRestored', data: { userId, orderId, refundId, amountPaise: 5 } } as const;
    const outcome = follow().when(restored);
    outcome.sends({ type: 'RecordOrderRefund', data: { refundId, amountPaise: 5 } });
    expect(outcome.done).toBe(true);
    const refunded = { type: 'StoreCreditRefunded', data: { ...restored.data, spentAt: NOW } } as const;
    follow()
      .when(refunded)
      .sends({ type: 'RecordOrderRefund', data: { refundId, amountPaise: 5 } });
  });
  it('asks every day, as often as the bank may take, and then leaves it to people', () => {
    expect(follow().when(taken).step.deadlines).toEqual([{ name: 'check-1', dueAt: '2026-01-11T10:00:00.000Z' }]);
    follow(taken).when(due('check-1')).sends({ type: 'RequestReconciliation', data: { paymentId } });
    const days = Array.from({ length: 14 }, (_, n) => due(`check-${n + 1}`));
    expect(follow(taken, ...days).when(due('check-15')).done).toBe(true);
  });
});

describe('a replacement', () => {
  const swap = sagaSpec(replaceLines, NOW);
  const wanted = accepted({ kind: 'replacement', wanted: [{ lineId: id(101), variantId: id(399) as never }] });
  it('is booked before the old piece goes back on the shelf', () => {
    swap()
      .when(wanted)
      .sends({ type: 'HoldStock', data: { orderId: id(70), lines: [{ variantId: id(399) }] } });
    swap(wanted)
      .when(yes(id(201)))
      .sends(
        { type: 'CommitStock', data: { orderId: id(70) } },
        { type: 'ReturnStock', data: { orderId, lines: [{ variantId: id(301) }] } },
        { type: 'AdvanceReturn', data: { status: 'replacementPreparing' } },
      );
  });
  it('puts the old piece back where it was booked', () => {
    const again = accepted({
      kind: 'replacement',
      lines: [{ ...accepted().data.lines[0]!, bookingId: id(69) as never }],
    });
    swap(again)
      .when(yes(id(201)))
      .sends(
        { type: 'CommitStock', data: { orderId: id(70) } },
        { type: 'ReturnStock', data: { orderId: id(69), lines: [{ variantId: id(301) }] } },
        { type: 'AdvanceReturn', data: { status: 'replacementPreparing' } },
      );
  });
  it('becomes a refund when there is none', () =>
    swap(wanted)
      .when(no(id(201)))
      .sends({ type: 'RefundInstead', data: { orderId, returnId: id(70) } }));
});

describe('tax documents', () => {
  const paper = sagaSpec(issueInvoice, NOW);
  it('are issued once per parcel, and credited when goods come back', () => {
    paper()
      .when(shipped([1, 2]))
      .sends({ type: 'IssueTaxDocument', data: { kind: 'invoice', month: '2026-01', orderId } });
    paper()
      .when(accepted())
      .sends({ type: 'IssueTaxDocument', data: { kind: 'creditNote' } });
    paper(shipped([1]))
      .when(shipped([1]))
      .sends();
  });
  it('state the fees with the first parcel, and credit them to the seller who did', () => {
    const charged = { shippingPaise: 4_000, codFeePaise: 0 };
    paper()
      .when(shipped([1]))
      .sends({ type: 'IssueTaxDocument', data: { vendorId: vendors[0], fees: charged } });
    const others = accepted({ fees: { vendorId: vendors[1], ...charged } });
    paper()
      .when(others)
      .sends(
        { type: 'IssueTaxDocument', data: { vendorId: vendors[1], fees: charged, lines: [] } },
        { type: 'IssueTaxDocument', data: { vendorId: vendors[0] } },
      );
    paper()
      .when(cancelled({ fees: { vendorId: vendors[0], ...charged } }))
      .sends({ type: 'IssueTaxDocument', data: { kind: 'creditNote', lines: [], fees: charged } });
    expect(issueInvoice.instanceOf(cancelled())).toBeUndefined();
  });
});
