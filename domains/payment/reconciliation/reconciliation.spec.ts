import { describe, expect, it } from 'vitest';
import type { GatewayPayment, GatewayRefund } from '../../kernel/ports/payment-gateway.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import type { Payment } from '../state.ts';
import { mismatchIdOf, reconciliationIdOf, settledItemIdOf } from './aggregate.ts';
import type { MismatchCommand, ReconciliationCommand } from './commands.ts';
import { reconciliationDecider, RUNS_MAX, settledItemDecider } from './decider.ts';
import type { MismatchEvent, ReconciliationEvent } from './events.ts';
import { wasCaptured } from '../capture-report.ts';
import { captureDifference, refundDifference, surplusPaise } from './match.ts';
import { mismatchDecider } from './mismatch.ts';

// Half past midnight of the 3rd of January in India.
const NOW = '2026-01-02T19:00:00.000Z';
const ids = (day: string, run: string) => ({ reconciliationId: reconciliationIdOf(day), day, run });
const figures = {
  capturedCount: 1,
  capturedPaise: 500,
  refundedCount: 0,
  refundedPaise: 0,
  settledCount: 0,
  settledPaise: 0,
  feePaise: 0,
  taxPaise: 0,
  differencePaise: 0,
  learnedCount: 0,
  mismatchIds: [],
};
const ask = (day: string, run: string): ReconciliationCommand => ({
  type: 'RequestDayReconciliation',
  data: ids(day, run),
});
const asked = (day: string, run: string): ReconciliationEvent => ({
  type: 'DayReconciliationRequested',
  data: ids(day, run),
});

describe('the reconciliation of a day', () => {
  const given = deciderSpec(reconciliationDecider, NOW);
  it('is asked for once by each run', () => {
    given().when(ask('2026-01-02', 'first')).then(asked('2026-01-02', 'first'));
    given(asked('2026-01-02', 'first')).when(ask('2026-01-02', 'late')).then(asked('2026-01-02', 'late'));
  });
  it('waits until the day is over in India', () => given().when(ask('2026-01-03', 'first')).rejects('DayNotOver'));
  it('has a bounded number of runs', () => {
    const all = Array.from({ length: RUNS_MAX }, (_, n) => asked('2026-01-02', String(n)));
    given(...all)
      .when(ask('2026-01-02', 'more'))
      .rejects('ReconciliationRunsExhausted');
  });
  it('records what a run found, once, and only of a run that was asked for', () => {
    const data = { ...ids('2026-01-02', 'first'), ...figures };
    const record: ReconciliationCommand = { type: 'RecordDayReconciliation', data };
    given(asked('2026-01-02', 'first')).when(record).then({ type: 'DayReconciled', data });
    given().when(record).rejects('ReconciliationNotFound');
  });
});

describe('a line of a settlement', () => {
  const given = deciderSpec(settledItemDecider, NOW);
  const line = {
    itemId: settledItemIdOf('pay_1'),
    entityId: 'pay_1',
    kind: 'payment',
    direction: 'in',
    amountPaise: 97_640,
    settledAt: NOW,
  } as const;
  const fee = { itemId: line.itemId, entityId: 'pay_1' };
  it('is booked once, with the fee and the tax in it', () => {
    given()
      .when({ type: 'BookSettledItem', data: { ...line, feePaise: 2_360, taxPaise: 360 } })
      .then(
        { type: 'GatewayItemSettled', data: line },
        { type: 'GatewayFeeTaken', data: { ...fee, kind: 'fee', amountPaise: 2_000 } },
        { type: 'GatewayFeeTaken', data: { ...fee, kind: 'tax', amountPaise: 360 } },
      );
  });
  it('leaves out fees of nothing', () => {
    given()
      .when({ type: 'BookSettledItem', data: { ...line, feePaise: 0, taxPaise: 0 } })
      .then({ type: 'GatewayItemSettled', data: line });
  });
});

describe('a mismatch', () => {
  const given = deciderSpec(mismatchDecider, NOW);
  const mismatchId = mismatchIdOf('paymentUnknown', 'pay_1');
  const data = { mismatchId, day: '2026-01-02', kind: 'paymentUnknown', entityId: 'pay_1', gatewayPaise: 500 } as const;
  const found: MismatchEvent = { type: 'MismatchFound', data };
  const cleared: MismatchEvent = { type: 'MismatchCleared', data: { mismatchId } };
  const resolved: MismatchEvent = { type: 'MismatchResolved', data: { mismatchId, note: 'test payment' } };
  const report: MismatchCommand = { type: 'ReportMismatch', data };
  const clear: MismatchCommand = { type: 'ClearMismatch', data: { mismatchId } };
  const resolve = (note: string): MismatchCommand => ({ type: 'ResolveMismatch', data: { mismatchId, note } });

  it('is in the queue once', () => given().when(report).then(found));
  it('leaves the queue by a note, and stays away', () => {
    given(found).when(resolve('test payment')).then(resolved);
    given(found, resolved).when(report).then();
    given(found, resolved).when(clear).then();
    given(found, resolved).when(resolve('another note')).rejects('MismatchClosed');
  });
  it('leaves the queue when both sides agree, and comes back when they do not any more', () => {
    given(found).when(clear).then(cleared);
    given(found, cleared).when(report).then(found);
    given(found, cleared).when(resolve('late')).rejects('MismatchClosed');
  });
  it('must have been found', () => {
    given().when(clear).rejects('MismatchNotFound');
    given().when(resolve('a note')).rejects('MismatchNotFound');
  });
});

describe('the comparison', () => {
  const paid = { id: 'pay_1', amount: 500, status: 'captured', fee: 10 } as GatewayPayment;
  const state = {
    paymentId: 'p',
    captures: [{ gatewayPaymentId: 'pay_1', amountPaise: 500, surplus: false }],
    refunds: [{ refundId: 'r', gatewayRefundId: undefined, amountPaise: 200 }],
  } as unknown as Payment;
  it('agrees, or says how a capture differs', () => {
    expect(captureDifference(paid, state)).toBeUndefined();
    const entityId = 'pay_1';
    expect(captureDifference(paid, undefined)).toEqual({ kind: 'paymentWithoutOrder', entityId, gatewayPaise: 500 });
    const ofOurs = { entityId, paymentId: 'p' };
    expect(captureDifference({ ...paid, amount: 600 }, state)).toEqual({
      ...{ kind: 'amountDiffers', ...ofOurs },
      ...{ ourPaise: 500, gatewayPaise: 600 },
    });
    const without = { ...state, captures: [] };
    expect(captureDifference(paid, without)).toEqual({ kind: 'paymentUnknown', ...ofOurs, gatewayPaise: 500 });
  });
  it('finds a refund by its receipt or its id', () => {
    const refund = { id: 'rfnd_1', receipt: 'r', amount: 200 } as GatewayRefund;
    expect(refundDifference(refund, state)).toBeUndefined();
    expect(refundDifference({ ...refund, amount: 300 }, state)).toMatchObject({ kind: 'amountDiffers', ourPaise: 200 });
    expect(refundDifference({ ...refund, receipt: null }, state)).toMatchObject({ kind: 'refundUnknown' });
    expect(refundDifference(refund, undefined)).toEqual({
      ...{ kind: 'refundUnknown', entityId: 'rfnd_1', gatewayPaise: 200 },
    });
  });
  it('does not take money for captured that went back because nobody took it', () => {
    expect(wasCaptured(paid)).toBe(true);
    expect(wasCaptured({ ...paid, status: 'refunded' })).toBe(true);
    expect(wasCaptured({ ...paid, status: 'refunded', fee: null })).toBe(false);
    expect(wasCaptured({ ...paid, status: 'authorized' })).toBe(false);
  });
  it('counts what the gateway has above us', () => {
    const one = { kind: 'amountDiffers', entityId: 'e' } as const;
    expect(surplusPaise({ ...one, ourPaise: 500, gatewayPaise: 600 })).toBe(100);
    expect(surplusPaise({ ...one, ourPaise: 500 })).toBe(-500);
  });
});
