import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejected } from '../kernel/decider.ts';
import type { PaymentCommand } from './commands.ts';
import { paymentDecider } from './decider.ts';
import type { PaymentEvent } from './events.ts';
import {
  NOW,
  given,
  paymentId,
  ids,
  refundId,
  asked,
  opened,
  captured,
  refund,
  requested,
  failedRefund,
} from './spec-examples.ts';
import { refundablePaise, type PaymentState } from './state.ts';

describe('refunds', () => {
  const paid = [asked(), opened, captured];
  it('are asked for once each, and never for more than was captured', () => {
    given(...paid)
      .when(refund(1, 20_000))
      .then(requested(1, 20_000));
    given(...paid, requested(1, 20_000))
      .when(refund(2, 30_001))
      .rejects('RefundExceedsCapture');
    given(...paid, requested(1, 20_000))
      .when(refund(1, 1))
      .rejects('RefundIdTaken');
    given(asked(), opened).when(refund(1, 1)).rejects('PaymentNotCaptured');
  });
  it('make room again when they fail, and are tried again under another key', () => {
    given(...paid, requested(1, 50_000), failedRefund(1, 50_000))
      .when(refund(2, 50_000))
      .then(requested(2, 50_000));
    const retry: PaymentCommand = { type: 'RetryRefund', data: { paymentId, refundId: refundId(1) } };
    given(...paid, requested(1, 50_000), failedRefund(1, 50_000))
      .when(retry)
      .then(requested(1, 50_000, 2));
    given(...paid, requested(1, 50_000), failedRefund(1, 50_000), requested(2, 1))
      .when(retry)
      .rejects('RefundExceedsCapture');
    given(...paid)
      .when(retry)
      .rejects('RefundNotFound');
  });
  it('end once, and a late word about an earlier try changes nothing', () => {
    const accepted: PaymentEvent = {
      type: 'RefundAccepted',
      data: { ...ids, refundId: refundId(1), gatewayRefundId: 'rfnd_2', attempt: 1 },
    };
    const tell = (status: 'processed' | 'failed', reference: string): PaymentCommand => ({
      type: 'ReportRefund',
      data: { paymentId, refundId: refundId(1), status, reference },
    });
    const done = { ...ids, refundId: refundId(1), amountPaise: 50_000, reference: 'rfnd_2', surplus: false };
    given(...paid, requested(1, 50_000), accepted)
      .when(tell('failed', 'rfnd_1'))
      .then();
    given(...paid, requested(1, 50_000), accepted)
      .when(tell('processed', 'rfnd_2'))
      .then({ type: 'RefundProcessed', data: done });
    given(...paid, requested(1, 50_000), { type: 'RefundProcessed', data: done })
      .when(tell('failed', 'rfnd_2'))
      .then();
  });
  it('are not ended by a repeated word about a try that failed before, even when the next one has no name yet', () => {
    const tell = (reference: string): PaymentCommand => ({
      type: 'ReportRefund',
      data: { paymentId, refundId: refundId(1), status: 'failed', reference },
    });
    const accepted: PaymentEvent = {
      type: 'RefundAccepted',
      data: { ...ids, refundId: refundId(1), gatewayRefundId: 'rfnd_1', attempt: 1 },
    };
    const failed = (reason: string): PaymentEvent => ({
      type: 'RefundFailed',
      data: { ...ids, refundId: refundId(1), amountPaise: 50_000, reason },
    });
    const again = requested(1, 50_000, 2);
    const first = [...paid, requested(1, 50_000)];
    given(...first, accepted, failed('rfnd_1'), again)
      .when(tell('rfnd_1'))
      .then();
    given(...first, failed('rfnd_1'), again)
      .when(tell('rfnd_1'))
      .then();
    given(...first, failed('BAD_REQUEST_ERROR'), again)
      .when(tell('BAD_REQUEST_ERROR'))
      .then(failed('BAD_REQUEST_ERROR'));
  });
  it('keep the name that the gateway gave them when its report comes before its answer', () => {
    const done: PaymentEvent = {
      type: 'RefundProcessed',
      data: { ...ids, refundId: refundId(1), amountPaise: 50_000, reference: 'rfnd_1', surplus: false },
    };
    const state = [...paid, requested(1, 50_000), done].reduce<PaymentState>(paymentDecider.evolve, undefined);
    expect(state!.refunds).toMatchObject([{ status: 'processed', gatewayRefundId: 'rfnd_1' }]);
  });
  it('are counted against a lost dispute first, so that nobody is paid twice', () => {
    const lost: PaymentEvent = {
      type: 'PaymentDisputed',
      data: { ...ids, disputeId: 'disp_1', status: 'lost', amountPaise: 30_000 },
    };
    const byDispute = (n: number, amountPaise: number, attempt = 1): readonly PaymentEvent[] => [
      {
        type: 'RefundRequested',
        data: { ...ids, refundId: refundId(n), amountPaise, reason: 'cancelled', channel: 'manual', attempt },
      },
      {
        type: 'RefundProcessed',
        data: { ...ids, refundId: refundId(n), amountPaise, reference: 'disp_1', surplus: false },
      },
    ];
    const disputed = [...paid, lost];
    given(...disputed)
      .when(refund(1, 25_000))
      .then(...byDispute(1, 25_000));
    given(...disputed, ...byDispute(1, 25_000))
      .when(refund(2, 20_000))
      .then(requested(2, 20_000));
    given(...disputed, ...byDispute(1, 25_000), requested(2, 20_000))
      .when(refund(3, 5_001))
      .rejects('RefundExceedsCapture');
    given(...disputed)
      .when(refund(1, 40_000))
      .rejects('RefundExceedsCapture');
    given(...paid, requested(1, 25_000), failedRefund(1, 25_000), lost)
      .when({ type: 'RetryRefund', data: { paymentId, refundId: refundId(1) } })
      .then(...byDispute(1, 25_000, 2));
    // What went back before the dispute was lost is gone for good.
    given(...paid, requested(1, 50_000), lost)
      .when(refund(2, 1))
      .rejects('RefundExceedsCapture');
  });
  it('of any amounts, in any order, with any failures, stay within the capture', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 30_000 }), fc.boolean()), { maxLength: 30 }), (tries) => {
        let state = paid.reduce<PaymentState>(paymentDecider.evolve, undefined);
        for (const [n, [amount, fails]] of tries.entries()) {
          for (const command of [
            refund(n, amount),
            ...(fails
              ? [
                  {
                    type: 'ReportRefund',
                    data: { paymentId, refundId: refundId(n), status: 'failed', reference: 'x' },
                  } as const,
                ]
              : []),
          ]) {
            const decided = paymentDecider.decide(command, state, NOW);
            if (!isRejected(decided)) state = decided.reduce(paymentDecider.evolve, state);
          }
          expect(refundablePaise(state!)).toBeGreaterThanOrEqual(0);
        }
      }),
    ));
});

describe('cash', () => {
  const collected: PaymentEvent = {
    type: 'CashCollected',
    data: { ...ids, amountPaise: 50_000, collectedBy: 'courier' },
  };
  const collect = (amountPaise?: number): PaymentCommand => ({
    type: 'CollectCash',
    data: { paymentId, collectedBy: 'courier', ...(amountPaise === undefined ? {} : { amountPaise }) },
  });
  it('is collected in full, then remitted', () => {
    given(asked('COD')).when(collect()).then(collected);
    given(asked('COD')).when(collect(1)).rejects('PaymentAmountMismatch');
    given(asked()).when(collect()).rejects('PaymentMethodMismatch');
    const remit: PaymentCommand = { type: 'RemitCash', data: { paymentId, remittanceId: 'R1' } };
    given(asked('COD')).when(remit).rejects('CashNotCollected');
    given(asked('COD'), collected)
      .when(remit)
      .then({ type: 'CashRemitted', data: { ...ids, amountPaise: 50_000, remittanceId: 'R1' } });
  });
  it('is less when something does not come, and given back by hand when it was collected', () => {
    const less: PaymentEvent = { type: 'CashDueReduced', data: { ...ids, refundId: refundId(1), amountPaise: 20_000 } };
    given(asked('COD')).when(refund(1, 20_000)).then(less);
    given(asked('COD'), less)
      .when(collect())
      .then({ type: 'CashCollected', data: { ...ids, amountPaise: 30_000, collectedBy: 'courier' } });
    given(asked('COD'), less).when(refund(2, 30_001)).rejects('RefundExceedsCapture');
    const back = { ...ids, refundId: refundId(2), amountPaise: 1_000, reason: 'cancelled', attempt: 1 };
    given(asked('COD'), collected)
      .when(refund(2, 1_000))
      .then({ type: 'RefundRequested', data: { ...back, channel: 'manual' } });
  });
});
