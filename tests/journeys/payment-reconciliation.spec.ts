import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indianDay } from '../../domains/kernel/calendar.ts';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import {
  buyAndPay,
  newBuyer,
  ok,
  openShop,
  payAtGateway,
  simulate,
  type Article,
  type Shop,
} from '../support/purchase.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;
let system: TestSystem;
let shop: Shop;
let article: Article;
let day: string;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  article = await shop.sell(100);
  day = indianDay(new Date().toISOString());
});
afterAll(() => system.stop());

const get = (path: string): Promise<Answer> => system.call('GET', path, { token: shop.admin });
const post = (path: string, body = {}): Promise<Answer> => system.call('POST', path, { token: shop.admin, body });
const report = async () => (await get(`/payments/settlements/${day}`)).body;
/** Another run over the day, and what it says. */
const again = async () => {
  const before = (await report()).reconciledAt as string;
  ok(await post(`/payments/settlements/${day}/runs`), 202);
  await expect.poll(async () => (await report()).reconciledAt, { timeout: 20_000 }).not.toBe(before);
  await system.settled();
  return report();
};
const money = (amount: number) => expect.objectContaining({ amount });

/** A call of the gateway's own interface, beside the shop. */
const atGateway = async <T>(path: string, body?: object): Promise<T> => {
  const { keyId, keySecret } = DEVELOPMENT_CREDENTIALS.razorpay;
  const answer = await fetch(`${system.url}/simulators/razorpay/v1${path}`, {
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`,
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
};
/** An order that somebody opened at the gateway by hand, paid by a customer. */
const payByHand = async (amount: number): Promise<void> => {
  const { id } = await atGateway<{ id: string }>('/orders', { amount, currency: 'INR', receipt: `by-hand-${amount}` });
  await payAtGateway(system, id);
};
/** An order that was paid and cancelled, whose refund nobody reports. */
const cancelUnheard = async (): Promise<void> => {
  const buyer = await newBuyer(system);
  const { orderId, payment } = ok(await buyer.buy(article)).body;
  const drop = ['refund.created', 'refund.processed'];
  const paid = await payAtGateway(system, payment.gatewayOrderId, { webhooks: { drop } });
  ok(await buyer.post('/payments/verify', { orderId, ...paid }), 200);
  await system.settled();
  ok(await buyer.post(`/orders/${orderId}/cancel`, { reason: 'foundCheaper' }));
  const { razorpay_payment_id: id } = paid as { razorpay_payment_id: string };
  const refunds = () => atGateway<{ items: { status: string }[] }>(`/payments/${id}/refunds`);
  await expect.poll(async () => (await refunds()).items[0]?.status, { timeout: 20_000 }).toBe('processed');
};

describe("the comparison with the gateway's books", () => {
  it('is made by itself in the morning, and learns what no webhook told', async () => {
    await buyAndPay(await newBuyer(system), system, article);
    await cancelUnheard();
    await payByHand(77_700);
    await simulate(system, 'settlements', { adjustments: [{ amount: -500, description: 'chargeback fee' }] });
    await system.settled();
    expect((await get(`/payments/settlements/${day}`)).status).toBe(404);
    expect(await post(`/payments/settlements/${day}/runs`)).toMatchObject({
      status: 409,
      body: { code: 'DayNotOver' },
    });
    // Six in the morning of the next day has passed in India.
    system.advance(DAY_MS + 6.5 * 3_600_000);
    await expect.poll(async () => (await report()).reconciledAt, { timeout: 20_000 }).toEqual(expect.any(String));
    await system.settled();
    expect(await report()).toMatchObject({
      capturedCount: 3,
      captured: { amount: 197_700 },
      refundedCount: 1,
      refunded: { amount: 60_000 },
      settledCount: 5,
      difference: { amount: 77_700 },
      mismatchCount: 2,
    });
    const { mismatches } = (await get('/payments/mismatches')).body as { mismatches: { kind: string }[] };
    expect(mismatches.map(({ kind }) => kind).sort()).toEqual(['paymentWithoutOrder', 'settledUnknown']);
  });

  it('changes nothing when it is made again', async () => {
    const [before, after] = [await report(), await again()];
    expect({ ...after, reconciledAt: 0 }).toEqual({ ...before, reconciledAt: 0 });
    const page = (await get('/payments/mismatches?limit=1')).body as { mismatches: unknown[]; next: string };
    expect(page.mismatches).toHaveLength(1);
    const rest = (await get(`/payments/mismatches?limit=1&cursor=${page.next}`)).body as { mismatches: unknown[] };
    expect(rest.mismatches).toHaveLength(1);
    expect(rest.mismatches).not.toEqual(page.mismatches);
  });

  it('leaves nothing at the gateway when all is settled that we know of', async () => {
    const { balances, settled, fees, tax } = (await report()) as Record<
      'settled' | 'fees' | 'tax',
      { amount: number }
    > & {
      balances: Record<string, { amount: number }>;
    };
    // What nobody can match went through as well, so that it is what the clearing account lacks.
    expect(balances).toMatchObject({ gateway: money(-77_700 + 500), 'gateway-fee-tax': money(tax.amount) });
    expect(balances['gateway-fees']!.amount).toBe(fees.amount - tax.amount);
    expect(balances['bank']!.amount).toBe(settled.amount);
    const check = (await get('/ledger/balance-check')).body as { sum: unknown };
    expect(check.sum).toEqual(money(0));
  });

  it('lets staff resolve what does not match, with a note', async () => {
    const { mismatches } = (await get('/payments/mismatches')).body as { mismatches: { id: string; kind: string }[] };
    const { id } = mismatches.find(({ kind }) => kind === 'paymentWithoutOrder')!;
    expect((await post(`/payments/mismatches/${id}/resolve`, { note: ' ' })).status).toBe(400);
    const buyer = await newBuyer(system);
    expect((await buyer.post(`/payments/mismatches/${id}/resolve`, { note: 'mine' })).status).toBe(403);
    expect((await buyer.get('/payments/mismatches')).status).toBe(403);
    const note = '=1+1, paid at the counter';
    ok(await post(`/payments/mismatches/${id}/resolve`, { note }), 200);
    ok(await post(`/payments/mismatches/${id}/resolve`, { note }), 200);
    const other = await post(`/payments/mismatches/${id}/resolve`, { note: 'something else' });
    expect(other).toMatchObject({ status: 409, body: { code: 'MismatchClosed' } });
    await system.settled();
    const resolved = (await get('/payments/mismatches?status=resolved')).body as { mismatches: object[] };
    expect(resolved.mismatches).toMatchObject([{ id, note, gateways: { amount: 77_700 }, ours: null }]);
    const csv = await get('/payments/mismatches/csv?status=resolved');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toContain(`'=1+1`);
    await again();
    expect((await get('/payments/mismatches?status=resolved')).body.mismatches).toHaveLength(1);
  });

  it('lists the days to staff alone', async () => {
    const { days } = (await get('/payments/settlements')).body as { days: object[] };
    expect(days).toMatchObject([{ day, mismatchCount: 2 }]);
    expect((await (await newBuyer(system)).get('/payments/settlements')).status).toBe(403);
    expect((await get('/payments/settlements/2020-01-01')).status).toBe(404);
    expect((await get('/payments/settlements/yesterday')).status).toBe(400);
  });
});
