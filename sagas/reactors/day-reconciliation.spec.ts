import { describe, expect, it } from 'vitest';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { commandHandler, type CommandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { dayReconciliation, gatewayOrderLink, payment, paymentDomain } from '../../domains/payment/index.ts';
import { gatewayOrderLinkId } from '../../domains/payment/aggregate.ts';
import { reconciliationIdOf } from '../../domains/payment/reconciliation/aggregate.ts';
import { id } from '../../domains/payment/spec-examples.ts';
import { OrderId, PaymentId, UserId } from '../../event-schemas/primitives.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { sagaHost } from '../host.ts';
import { dayReconciliationReactor } from './day-reconciliation.ts';

const DAY = '2026-01-10';
const [THEN, NOW] = ['2026-01-10T10:00:00.000Z', '2026-01-11T01:00:00.000Z'];
const COMMANDS_MAX = 20;
const paid = (n: number) => ({
  ...{ id: `pay_${n}`, orderId: `order_${n}`, amount: 50_000, currency: 'INR', status: 'captured', method: 'upi' },
  ...{ amountRefunded: 0, refundStatus: null, fee: 1_180, tax: 180, failure: null, createdAt: THEN },
});
const line = (n: number) => ({
  ...{ id: `pay_${n}`, kind: 'payment', amount: 50_000, credit: 48_820, debit: 0, fee: 1_180, tax: 180 },
  ...{ currency: 'INR', settlementId: 'setl_1', utr: 'utr', paymentId: null, settledAt: THEN },
});
const unknown = () => {
  const failure = {
    code: 'refused',
    httpStatus: 400,
    vendorCode: 'BAD_REQUEST_ERROR',
    description: 'no such id',
  } as const;
  return Promise.reject(new PaymentGatewayError('unknown', { ...failure, field: null, reason: null }));
};
/** The gateway has a payment that nobody reported and one for no order of ours, and none of our second one. */
const ports = (listed = [1, 3]): Ports =>
  ({
    paymentGateway: {
      listPaymentsBetween: () => Promise.resolve({ payments: listed.map(paid), nextSkip: null }),
      listRefundsBetween: () => Promise.resolve({ refunds: [], nextSkip: null }),
      listSettledOn: () => Promise.resolve({ items: [line(1)], nextSkip: null }),
      fetchPayment: unknown,
      fetchRefund: unknown,
    },
    timelines: {
      page: () => Promise.resolve({ entries: [{ body: JSON.stringify({ subject: `payment:${id(2)}` }) }] }),
    },
  }) as unknown as Ports;

/** A log with two payments of a day and a run over it that was asked for, and hosts that come up anew on it. */
const shop = async () => {
  const store = memoryEventStore();
  let now = THEN;
  const handler = () => commandHandler({ store, now: () => now, pause: () => Promise.resolve() });
  const first = handler();
  let sent = 0;
  const envelope = () => ({ commandId: derivedId('test', (sent += 1)), correlationId: id(9), actor: 'test' });
  for (const n of [1, 2]) {
    const ids = { paymentId: PaymentId.parse(id(n)), orderId: OrderId.parse(id(10 + n)), userId: UserId.parse(id(20)) };
    const [gatewayOrderId, amountPaise, linkId] = [`order_${n}`, 50_000, gatewayOrderLinkId(`order_${n}`)];
    const asked = { ...ids, method: 'PREPAID' as const, amountPaise, expiresAt: NOW };
    await first.execute(payment, { type: 'RequestPayment', data: asked }, envelope());
    const opened = { paymentId: ids.paymentId, gatewayOrderId, amountPaise };
    await first.execute(payment, { type: 'RecordGatewayOrder', data: opened }, envelope());
    const link = { linkId, gatewayOrderId, paymentId: ids.paymentId };
    await first.execute(gatewayOrderLink, { type: 'LinkGatewayOrder', data: link }, envelope());
    if (n === 1) continue;
    const capture = { ...opened, gatewayPaymentId: 'pay_2', currency: 'INR', method: 'upi' };
    await first.execute(payment, { type: 'ReportCapture', data: capture }, envelope());
  }
  now = NOW;
  const run = async (name: string, more: { readonly listed?: number[]; readonly diesBefore?: number } = {}) => {
    const data = { reconciliationId: reconciliationIdOf(DAY), day: DAY, run: name };
    await first.execute(dayReconciliation, { type: 'RequestDayReconciliation', data }, envelope());
    const inner = handler();
    let commands = 0;
    let tell: () => void = () => undefined;
    const died = new Promise<void>((resolve) => (tell = resolve));
    const dying: CommandHandler = {
      ...inner,
      execute: (aggregate, command, to) => {
        if ((commands += 1) < (more.diesBefore ?? Infinity)) return inner.execute(aggregate, command, to);
        tell();
        return new Promise<never>(() => undefined);
      },
    };
    const options = { store, handler: dying, ports: ports(more.listed), now: () => now, onRetry: () => undefined };
    const { aggregates } = paymentDomain;
    const host = sagaHost({ ...options, sagas: [], reactors: [dayReconciliationReactor], aggregates });
    const event = store.log.find(
      ({ type, data: asked }) => type === 'DayReconciliationRequested' && (asked as { run: string }).run === name,
    )!;
    await host.onBatch({ events: [event], position: event.position });
    return Promise.race([host.idle().then(() => 'done'), died.then(() => 'died')]);
  };
  const dataOf = (type: string) => store.log.filter((event) => event.type === type).map(({ data }) => data);
  return { run, dataOf };
};

describe('the reconciliation of a day', () => {
  it('learns, books, and queues what differs in either direction', async () => {
    const { run, dataOf } = await shop();
    expect(await run('first')).toBe('done');
    expect(dataOf('PaymentCaptured')).toMatchObject([{ gatewayPaymentId: 'pay_2' }, { gatewayPaymentId: 'pay_1' }]);
    expect(dataOf('GatewayItemSettled')).toMatchObject([{ entityId: 'pay_1', direction: 'in', amountPaise: 48_820 }]);
    expect(dataOf('MismatchFound')).toMatchObject([
      { kind: 'paymentWithoutOrder', entityId: 'pay_3', gatewayPaise: 50_000 },
      { kind: 'missingAtGateway', entityId: 'pay_2', ourPaise: 50_000 },
    ]);
    const captured = { capturedCount: 2, capturedPaise: 100_000, learnedCount: 1, differencePaise: 0 };
    expect(dataOf('DayReconciled')).toMatchObject([
      { ...captured, settledPaise: 48_820, feePaise: 1_180, taxPaise: 180 },
    ]);
  });

  it('takes out of the queue what a later run does not find any more', async () => {
    const { run, dataOf } = await shop();
    await run('first');
    await run('late', { listed: [1, 2] });
    expect(dataOf('MismatchCleared')).toHaveLength(2);
    expect(dataOf('GatewayItemSettled')).toHaveLength(1);
    expect(dataOf('DayReconciled')).toMatchObject([{}, { run: 'late', differencePaise: 0, mismatchIds: [] }]);
  });

  it('goes on after a death before any of its commands, and ends as if there had been none', async () => {
    const whole = await shop();
    await whole.run('first');
    const types = ['PaymentCaptured', 'GatewayItemSettled', 'GatewayFeeTaken', 'MismatchFound'];
    let deaths = 0;
    for (let diesBefore = 1; diesBefore <= COMMANDS_MAX; diesBefore += 1) {
      const shopOnce = await shop();
      if ((await shopOnce.run('first', { diesBefore })) === 'died') deaths += 1;
      await shopOnce.run('first');
      for (const type of types) expect(shopOnce.dataOf(type), type).toEqual(whole.dataOf(type));
      const [report] = shopOnce.dataOf('DayReconciled') as { learnedCount: number }[];
      expect({ ...report, learnedCount: 1 }).toEqual(whole.dataOf('DayReconciled')[0]);
    }
    expect(deaths).toBeGreaterThan(3);
    expect(deaths).toBeLessThan(COMMANDS_MAX);
  });
});
