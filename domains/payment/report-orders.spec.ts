import { describe, expect, it } from 'vitest';
import { deliveriesOf } from '../../tests/support/permutations.ts';
import { isRejected } from '../kernel/decider.ts';
import type { PaymentCommand } from './commands.ts';
import { paymentDecider } from './decider.ts';
import type { PaymentEvent } from './events.ts';
import { asked, captured, expired, NOW, opened, paymentId, refundId, report, requested } from './spec-examples.ts';
import type { PaymentState } from './state.ts';
import { paymentView, type PaymentView } from './view.ts';

const at = (minute: number): string => `2026-01-12T10:0${minute}:00.000Z`;
const failed = (gatewayPaymentId: string): PaymentCommand => ({
  type: 'ReportFailure',
  data: { paymentId, gatewayPaymentId, code: 'BAD_REQUEST_ERROR' },
});
const authorized: PaymentCommand = {
  type: 'ReportAuthorization',
  data: { paymentId, gatewayPaymentId: 'pay_1', amountPaise: 50_000 },
};
const refunded = (status: 'processed' | 'failed', reference = 'rfnd_1'): PaymentCommand => ({
  type: 'ReportRefund',
  data: { paymentId, refundId: refundId(1), status, reference },
});
const accepted: PaymentCommand = {
  type: 'AcceptRefund',
  data: { paymentId, refundId: refundId(1), gatewayRefundId: 'rfnd_1', attempt: 1 },
};
const disputed = (status: string, reportedAt: string): PaymentCommand => ({
  type: 'ReportDispute',
  data: { paymentId, disputeId: 'disp_1', status, amountPaise: 50_000, reportedAt },
});

/** What is known before the gateway reports, and its reports of one story: each may come in any place, once or twice. */
const stories: Readonly<Record<string, readonly [readonly PaymentEvent[], readonly PaymentCommand[]]>> = {
  'one payment, told by the app, by two webhooks and by the poll': [
    [asked(), opened],
    [report(), report('pay_1', { gatewayFeePaise: undefined }), authorized, report('pay_1', { method: 'card' })],
  ],
  'a payment that failed and was authorised late': [
    [asked(), opened],
    [failed('pay_1'), authorized, report()],
  ],
  'an attempt that failed before another was paid': [
    [asked(), opened],
    [failed('pay_0'), authorized, report()],
  ],
  'a payment that came when the order was over': [
    [asked(), opened, expired],
    [failed('pay_1'), authorized, report()],
  ],
  'a payment of another amount': [
    [asked(), opened],
    [failed('pay_0'), report('pay_1', { amountPaise: 100 })],
  ],
  'a refund that went well': [
    [asked(), opened, captured, requested(1, 20_000)],
    [accepted, refunded('processed'), report()],
  ],
  'a refund that failed': [
    [asked(), opened, captured, requested(1, 20_000)],
    [refunded('failed'), authorized, report()],
  ],
  'a refund that failed at first and arrived after all': [
    [asked(), opened, captured, requested(1, 20_000)],
    [refunded('failed'), refunded('processed')],
  ],
  'a dispute that was lost': [
    [asked(), opened, captured],
    [
      disputed('open', at(1)),
      disputed('under_review', at(2)),
      disputed('action_required', at(3)),
      disputed('lost', at(4)),
    ],
  ],
  'a dispute that was won': [
    [asked(), opened, captured],
    [disputed('open', at(1)), disputed('action_required', at(2)), disputed('won', at(3)), disputed('closed', at(4))],
  ],
  'a dispute that goes on': [
    [asked(), opened, captured],
    [disputed('open', at(1)), disputed('action_required', at(2)), disputed('under_review', at(3))],
  ],
  'a dispute that was lost on appeal': [
    [asked(), opened, captured],
    [disputed('won', at(2)), disputed('under_review', at(3)), disputed('lost', at(4)), disputed('won', at(5))],
  ],
};

const outcomeOf = (before: readonly PaymentEvent[], reports: readonly PaymentCommand[]): PaymentView => {
  let state = before.reduce<PaymentState>(paymentDecider.evolve, undefined);
  for (const command of reports) {
    const decided = paymentDecider.decide(command, state, NOW);
    // A report that is refused comes again, as the gateway repeats what is not answered with success.
    expect(isRejected(decided)).toBe(false);
    if (!isRejected(decided)) state = decided.reduce(paymentDecider.evolve, state);
  }
  // All reports of one payment name the same instrument; here they do not, so that none of them is taken for another.
  return { ...paymentView(state!), instrument: null };
};

describe.each(Object.entries(stories))('%s', (_, [before, reports]) => {
  it('comes to the same whatever the order and number of its reports', () => {
    const [first, ...others] = deliveriesOf(reports);
    const expected = outcomeOf(before, first!);
    expect(others.length).toBeGreaterThan(4);
    for (const delivered of others)
      expect(outcomeOf(before, delivered), JSON.stringify(delivered.map(({ data }) => data))).toEqual(expected);
  });
});
