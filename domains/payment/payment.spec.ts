import { describe, it } from 'vitest';
import type { PaymentCommand } from './commands.ts';
import { ATTEMPTS_MAX } from './decider.ts';
import type { PaymentEvent } from './events.ts';
import {
  given,
  paymentId,
  ids,
  gatewayOrderId,
  asked,
  opened,
  expired,
  captured,
  report,
  surplus,
} from './spec-examples.ts';

describe('a payment', () => {
  it('is requested once, and under its id for nothing else', () => {
    given().when({ type: 'RequestPayment', data: asked().data }).then(asked());
    given(asked())
      .when({ type: 'RequestPayment', data: { ...asked().data, amountPaise: 1 } })
      .rejects('PaymentIdTaken');
    given().when(report()).rejects('PaymentNotFound');
  });
  it('has one order at the gateway, over its own amount', () => {
    const record = (change: object = {}): PaymentCommand => ({
      type: 'RecordGatewayOrder',
      data: { paymentId, gatewayOrderId, amountPaise: 50_000, ...change },
    });
    given(asked()).when(record()).then(opened);
    given(asked(), opened)
      .when(record({ gatewayOrderId: 'order_2' }))
      .rejects('GatewayOrderMismatch');
    given(asked())
      .when(record({ amountPaise: 1 }))
      .rejects('PaymentAmountMismatch');
    given(asked('COD')).when(record()).rejects('PaymentMethodMismatch');
  });
  it('may learn of its order at the gateway when it has expired, but stays closed', () => {
    given(asked(), expired)
      .when({ type: 'RecordGatewayOrder', data: { paymentId, gatewayOrderId, amountPaise: 50_000 } })
      .then(opened);
    given(asked(), expired, opened)
      .when(report())
      .then(...surplus('pay_1', 'late'));
  });
  it('is refused by the gateway only while nothing is open', () => {
    const refuse: PaymentCommand = { type: 'RefusePayment', data: { paymentId, reason: 'BAD' } };
    given(asked())
      .when(refuse)
      .then({ type: 'PaymentRefused', data: { ...ids, reason: 'BAD' } });
    given(asked(), opened).when(refuse).rejects('PaymentNotOpen');
  });
  it('is captured once, whoever reports it', () => {
    given(asked(), opened).when(report()).then(captured);
    given(asked(), opened, captured).when(report()).then();
  });
  it('takes a capture only for its own order at the gateway', () => {
    given(asked(), opened)
      .when(report('pay_1', { gatewayOrderId: 'order_2' }))
      .rejects('GatewayOrderMismatch');
    given(asked()).when(report()).rejects('GatewayOrderMismatch');
  });
  it.each([
    ['late', [asked(), opened, expired], report('pay_2'), surplus('pay_2', 'late')],
    ['made twice', [asked(), opened, captured], report('pay_2'), surplus('pay_2', 'duplicate')],
    [
      'of another amount',
      [asked(), opened],
      report('pay_2', { amountPaise: 100 }),
      surplus('pay_2', 'amountMismatch', 100),
    ],
    [
      'in another currency',
      [asked(), opened],
      report('pay_2', { currency: 'USD' }),
      surplus('pay_2', 'amountMismatch'),
    ],
  ] as const)('gives money that came %s back at once', (_, before, command, after) =>
    given(...before)
      .when(command)
      .then(...after),
  );
  it('stays open after a failed attempt, and forgets a failure that was captured later', () => {
    const failed: PaymentEvent = { type: 'PaymentFailed', data: { ...ids, gatewayPaymentId: 'pay_1', code: 'BAD' } };
    const tell: PaymentCommand = { type: 'ReportFailure', data: { paymentId, gatewayPaymentId: 'pay_1', code: 'BAD' } };
    given(asked(), opened).when(tell).then(failed);
    given(asked(), opened, failed).when(report()).then(captured);
    given(asked(), opened, captured).when(tell).then();
    const many = Array.from({ length: ATTEMPTS_MAX }, (_, n): PaymentEvent => ({
      type: 'PaymentFailed',
      data: { ...ids, gatewayPaymentId: `pay_${n}x`, code: 'BAD' },
    }));
    given(asked(), opened, ...many)
      .when(tell)
      .rejects('TooManyAttempts');
  });
  it('asks for an authorised payment only while it is wanted', () => {
    const data = { paymentId, gatewayPaymentId: 'pay_1', amountPaise: 50_000 };
    given(asked(), opened)
      .when({ type: 'ReportAuthorization', data })
      .then({ type: 'PaymentAuthorized', data: { ...ids, gatewayPaymentId: 'pay_1', amountPaise: 50_000 } });
    given(asked(), opened, expired).when({ type: 'ReportAuthorization', data }).then();
    given(asked(), opened)
      .when({ type: 'ReportAuthorization', data: { ...data, amountPaise: 1 } })
      .then();
  });
  it('expires unless it was captured before', () => {
    const close: PaymentCommand = { type: 'ClosePayment', data: { paymentId, reason: 'unpaid' } };
    given(asked(), opened).when(close).then(expired);
    given(asked(), opened, captured).when(close).rejects('PaymentAlreadyCaptured');
  });
  it('is checked at the gateway once per check, and only when there is something to check', () => {
    const check: PaymentCommand = { type: 'RequestReconciliation', data: { paymentId, check: 'check-1' } };
    given(asked()).when(check).then();
    given(asked(), opened)
      .when(check)
      .then({ type: 'PaymentReconciliationRequested', data: { ...ids, gatewayOrderId, check: 'check-1' } });
  });
  it('remembers each state of a dispute once', () => {
    const data = { paymentId, disputeId: 'disp_1', status: 'open', amountPaise: 50_000 };
    const disputed: PaymentEvent = { type: 'PaymentDisputed', data: { ...data, ...ids } };
    given(asked(), opened, captured).when({ type: 'ReportDispute', data }).then(disputed);
    given(asked(), opened, captured, disputed)
      .when({ type: 'ReportDispute', data: { ...data, status: 'won' } })
      .then({ type: 'PaymentDisputed', data: { ...data, ...ids, status: 'won' } });
  });
  it('does not open a dispute again that has ended, and loses it once, whichever report comes last', () => {
    const data = { paymentId, disputeId: 'disp_1', status: 'lost', amountPaise: 50_000 };
    const told = (status: string): PaymentEvent => ({ type: 'PaymentDisputed', data: { ...data, ...ids, status } });
    const tell = (status: string): PaymentCommand => ({ type: 'ReportDispute', data: { ...data, status } });
    const paid = [asked(), opened, captured];
    for (const end of ['won', 'lost', 'closed'])
      given(...paid, told(end))
        .when(tell('under_review'))
        .then();
    for (const status of ['lost', 'won', 'closed'])
      given(...paid, told('lost'))
        .when(tell(status))
        .then();
    given(...paid, told('closed'))
      .when(tell('lost'))
      .then(told('lost'));
  });
});
