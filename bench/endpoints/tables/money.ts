import { v7 as uuidV7 } from 'uuid';
import { eventually } from '../eventually.ts';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';
import { buy, openPayment, payAtGateway, placeOrder } from '../purchase.ts';
import { captureReport } from '../signed.ts';

const PAISE = 1_000;
const HOUR_MS = 3_600_000;
const refundOf = (life: Life, payment: string) => ({ id: life.recall(payment), refundId: life.recall('refund') });
const goodwill = (life: Life, payment: string) =>
  ({
    as: 'admin',
    body: { paymentId: life.recall(payment), amountPaise: PAISE, reason: 'goodwill' },
  }) as const;

type Refunds = { readonly refunds: readonly { readonly status: string; readonly id: string }[] };
/** A refund that the gateway refuses. */
const failedRefund = async (life: Life, world: World): Promise<void> => {
  const fault = { call: 'refunds.create', fault: 'refused' };
  await world.call(life, 'POST /simulators/razorpay/faults', { as: 'nobody', body: fault });
  await world.call(life, 'POST /payments/refund', goodwill(life, 'secondPayment'));
  const refund = await eventually(async () => {
    const payment = await world.call(life, 'GET /payments/{id}', { path: { id: life.recall('secondPayment') } });
    return (payment as Refunds).refunds.find(({ status }) => status === 'failed');
  });
  life.remember('refund', refund.id);
};

export const moneyOperations: readonly Operation[] = [
  operation('POST /payments/refund', {
    before: (life, world) => buy(life, world, 'second'),
    ask: (life) => goodwill(life, 'secondPayment'),
  }),
  operation('POST /payments/{id}/refunds/{refundId}/retry', {
    before: failedRefund,
    ask: (life) => ({ as: 'admin', path: refundOf(life, 'secondPayment') }),
  }),
  operation('POST /payments/webhook', {
    before: async (life, world) => {
      await placeOrder(life, world, { name: 'third' });
      const paid = await payAtGateway(life, world, await openPayment(life, world, 'third'));
      life.remember('report', JSON.stringify(captureReport(paid, 65_000)));
    },
    ask: (life) => JSON.parse(life.recall('report')) as { body: unknown; headers: Record<string, string> },
    note: 'payment.captured, which confirms the order',
  }),
  operation('POST /payments/reconcile', {
    lives: 20,
    ask: () => ({
      as: 'admin',
      body: {
        since: new Date(Date.now() - HOUR_MS).toISOString(),
        until: new Date(Date.now() + HOUR_MS).toISOString(),
      },
    }),
    note: 'a page of 100 of the gateway’s payments',
  }),
];

/** An order that is paid for in cash at the door, whose parcel arrived long ago; money goes to the shop and to the seller. */
export const settlementOperations: readonly Operation[] = [
  operation('POST /payments/{id}/remittance', {
    ask: (life) => ({
      as: 'admin',
      path: { id: life.recall('cashPayment') },
      body: { remittanceId: `UTR-${life.number}` },
    }),
  }),
  operation('POST /payments/{id}/refunds/{refundId}/settle', {
    before: async (life, world) => {
      const payment = await world.call(life, 'POST /payments/refund', goodwill(life, 'cashPayment'));
      life.remember('refund', textAt(payment, 'refunds', 0, 'id'));
    },
    ask: (life) => ({ as: 'admin', path: refundOf(life, 'cashPayment'), body: { reference: `IMPS-${life.number}` } }),
  }),
  operation('GET /vendors/{vendorId}/settlements', {
    ask: (life) => ({ as: 'admin', path: { vendorId: life.recall('vendor') }, query: 'limit=20' }),
  }),
  operation('POST /vendors/{vendorId}/payouts', {
    expects: 409,
    ask: (life) => ({ as: 'admin', path: { vendorId: life.recall('vendor') } }),
    note: 'refused: what was delivered today is due after the return window',
  }),
  operation('GET /vendors/{vendorId}/payouts', {
    ask: (life) => ({ as: 'admin', path: { vendorId: life.recall('vendor') } }),
  }),
  operation('POST /payouts/{id}/paid', {
    expects: 404,
    ask: ({ number }) => ({ as: 'admin', path: { id: uuidV7() }, body: { reference: `NEFT-${number}` } }),
    note: 'refused: there is no payout yet',
  }),
];
