import { v7 as uuidV7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { orderPolicy } from '../../domains/policy/order.ts';
import { buyerWithCredit, creditOf } from '../support/credit-buyer.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok, payAtGateway, type Buyer } from '../support/purchase.ts';
import type { Answer } from '../support/system.ts';

const PRICE_PAISE = 60_000;
const HOUR_MS = 3_600_000;
const CREDIT = { useStoreCredit: true };
const { system, shop, article, desk } = await openedShop(200, PRICE_PAISE);

const buyerWith = (amountPaise: number) => buyerWithCredit(system, shop.admin, amountPaise);
const owedBy = async (buyer: Buyer): Promise<number> => {
  await system.settled();
  const account = `/ledger/accounts/buyer:${buyer.userId}/explain`;
  return (await system.call('GET', account, { token: shop.admin })).body.balance.amount as number;
};
const pay = async (buyer: Buyer, { body }: Answer): Promise<string> => {
  const { orderId, payment } = body as { orderId: string; payment: { gatewayOrderId: string } };
  ok(await buyer.post('/payments/verify', { orderId, ...(await payAtGateway(system, payment.gatewayOrderId)) }), 200);
  await system.settled();
  return orderId;
};
const tendersOf = async (buyer: Buyer, id: string): Promise<unknown[]> =>
  (await buyer.get(`/orders/${id}`)).body.tenders.map(
    ({ tender, amount, givenBack }: { tender: string; amount: { amount: number }; givenBack: { amount: number } }) => [
      tender,
      amount.amount,
      givenBack.amount,
    ],
  ) as unknown[];
const cancel = async (buyer: Buyer, id: string, more: object = {}): Promise<void> => {
  ok(await buyer.post(`/orders/${id}/cancel`, { reason: 'changedMind', ...more }));
  await system.settled();
};
const booksAreEven = async (): Promise<void> => {
  const check = await system.call('GET', '/ledger/balance-check', { token: shop.admin });
  expect(check.body).toMatchObject({ sum: { amount: 0 } });
};

describe('store credit and an online payment', () => {
  it('are shown by the cart, asked for by the order, and both come back to where they came from', async () => {
    const buyer = await buyerWith(50_000);
    ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 2 }));
    const seen = ok(await buyer.get(`/cart/${buyer.userId}`), 200).body;
    expect(seen.storeCredit).toMatchObject({
      available: { amount: 50_000 },
      usable: { amount: 50_000 },
      due: { amount: 70_000 },
    });
    const placed = ok(await buyer.place({ paymentMethod: 'PREPAID', ...CREDIT }), 201);
    expect(placed.body).toMatchObject({
      next: 'pay',
      total: { amount: 120_000 },
      storeCredit: { amount: 50_000 },
      payment: { amount: { amount: 70_000 } },
    });
    expect(await creditOf(buyer)).toEqual([0, 50_000]);
    const id = await pay(buyer, placed);
    expect(await creditOf(buyer)).toEqual([0, 0]);
    expect(await desk.statusOf(buyer, id)).toBe('confirmed');
    expect(await owedBy(buyer)).toBe(0);
    expect(await tendersOf(buyer, id)).toEqual([
      ['gateway', 70_000, 0],
      ['storeCredit', 50_000, 0],
    ]);
    expect((await buyer.get(`/orders/user/${buyer.userId}`)).body.orders).toMatchObject([
      { total: { amount: 120_000 }, storeCredit: { amount: 50_000 } },
    ]);
    // Prices and taxes do not know how they are paid.
    const plain = await newBuyer(system);
    const same = (await plain.get(`/orders/${(await plain.buy(article, 2)).body.orderId}`)).body;
    const order = (await buyer.get(`/orders/${id}`)).body;
    expect([order.totals.tax, order.totals.total]).toEqual([same.totals.tax, same.totals.total]);

    const one = { remove: [{ lineId: order.lines[0].id, quantity: 1 }], add: [] };
    ok(await buyer.post(`/orders/${id}/edits`, one));
    await expect
      .poll(() => tendersOf(buyer, id), { timeout: 20_000 })
      .toEqual([
        ['gateway', 70_000, 60_000],
        ['storeCredit', 50_000, 0],
      ]);
    await cancel(buyer, id);
    expect(await tendersOf(buyer, id)).toEqual([
      ['gateway', 70_000, 70_000],
      ['storeCredit', 50_000, 50_000],
    ]);
    await expect.poll(() => creditOf(buyer), { timeout: 20_000 }).toEqual([50_000, 0]);
    const [payment] = (await buyer.get(`/payments/order/${id}`)).body.payments;
    expect(payment.refunds.map(({ amount }: { amount: { amount: number } }) => amount.amount)).toEqual([
      60_000, 10_000,
    ]);
    await booksAreEven();
  });
});

describe('store credit alone', () => {
  it('needs no payment, and a return is complete once it is back', async () => {
    const buyer = await buyerWith(2 * PRICE_PAISE);
    const placed = ok(await buyer.buy(article, 1, CREDIT), 201);
    expect(placed.body).toMatchObject({ status: 'confirmed', next: 'none', payment: null });
    const id = placed.body.orderId as string;
    await system.settled();
    expect(await owedBy(buyer)).toBe(0);
    expect((await buyer.get(`/payments/order/${id}`)).body.payments).toEqual([]);
    await desk.shipped(id);
    ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
    const lineId = (await buyer.get(`/orders/${id}`)).body.lines[0].id as string;
    const ask = { kind: 'refund', reason: 'defective', unboxingVideoId: uuidV7(), lines: [{ lineId, quantity: 1 }] };
    const { id: returnId } = ok(await buyer.post(`/orders/${id}/returns`, ask)).body as { id: string };
    const path = `/orders/${id}/returns/${returnId}`;
    for (const status of ['approved', 'receivedAtWarehouse'])
      ok(await desk.asAdmin('PUT', `${path}/status`, { status }), 200);
    ok(await desk.asAdmin('POST', `${path}/accept`, { restock: true }));
    await expect.poll(() => creditOf(buyer), { timeout: 20_000 }).toEqual([2 * PRICE_PAISE, 0]);
    await system.settled();
    const order = (await buyer.get(`/orders/${id}`)).body;
    expect(order).toMatchObject({ status: 'returned', returns: [{ status: 'completed' }] });
    expect(order.totals.refunded.amount).toBe(PRICE_PAISE);
    expect(await owedBy(buyer)).toBe(0);
    const statement = (await buyer.get(`/store-credit/${buyer.userId}/statement`)).body;
    expect(statement.entries.map(({ kind }: { kind: string }) => kind)).toEqual(['restored', 'held', 'giftCard']);
  });
});

describe('store credit and cash on delivery', () => {
  it('leave the rest to the courier, and give the credit back when the order is cancelled', async () => {
    const buyer = await buyerWith(50_000);
    const { body } = ok(await buyer.buy(article, 1, { ...CREDIT, paymentMethod: 'COD' }), 201);
    const cashPaise = (body.total.amount as number) - 50_000;
    expect(body).toMatchObject({ status: 'confirmed' });
    const id = body.orderId as string;
    await system.settled();
    expect((await buyer.get(`/payments/order/${id}`)).body.payments).toMatchObject([
      { method: 'COD', amount: { amount: cashPaise } },
    ]);
    expect(await tendersOf(buyer, id)).toEqual([
      ['cash', cashPaise, 0],
      ['storeCredit', 50_000, 0],
    ]);
    expect(await owedBy(buyer)).toBe(cashPaise);
    await cancel(buyer, id);
    await expect.poll(() => creditOf(buyer), { timeout: 20_000 }).toEqual([50_000, 0]);
    expect(await owedBy(buyer)).toBe(0);
  });

  it('are for an order of which something is left, and the limit is about what is left', async () => {
    const buyer = await buyerWith(100_000);
    const cod = { ...CREDIT, paymentMethod: 'COD' };
    expect(await buyer.buy(article, 1, cod)).toMatchObject({ status: 409, body: { code: 'NothingLeftForCash' } });
    expect(await creditOf(buyer)).toEqual([100_000, 0]);
    const dear = await shop.sell(9, orderPolicy.codTotalMaxPaise.value + 50_000);
    const plain = await buyer.buy(dear, 1, { paymentMethod: 'COD' });
    expect(plain).toMatchObject({ status: 409, body: { code: 'CodLimitExceeded' } });
    expect((await buyer.buy(dear, 1, cod)).body).toMatchObject({ status: 'confirmed' });
  });
});

it('of orders at once, store credit pays for exactly as much as there is', async () => {
  const [orders, paidFor] = [8, 3];
  const buyer = await buyerWith(paidFor * PRICE_PAISE);
  const answers = await Promise.all(Array.from({ length: orders }, () => buyer.buy(article, 1, CREDIT)));
  await system.settled();
  const seen = await Promise.all(answers.map(({ body }) => buyer.get(`/orders/${body.orderId}`)));
  const confirmed = seen.filter(({ body }) => body.status === 'confirmed');
  expect(confirmed).toHaveLength(paidFor);
  // Who was too late was rejected, or came late enough to be asked for money.
  for (const { body } of seen) expect(['confirmed', 'rejected', 'pending']).toContain(body.status);
  expect(await creditOf(buyer)).toEqual([0, 0]);
  await cancel(buyer, confirmed[0]?.body.id as string);
  await expect.poll(() => creditOf(buyer), { timeout: 20_000 }).toEqual([PRICE_PAISE, 0]);
  await booksAreEven();
});

it('an order that is never paid lets its store credit go', async () => {
  const buyer = await buyerWith(50_000);
  ok(await buyer.buy(article, 1, CREDIT), 201);
  expect(await creditOf(buyer)).toEqual([0, 50_000]);
  system.advance(HOUR_MS);
  const token = await system.tokenFor(['customer'], buyer.userId);
  const statement = `/store-credit/${buyer.userId}/statement`;
  const kinds = async () =>
    (await system.call('GET', statement, { token })).body.entries.map(({ kind }: { kind: string }) => kind) as unknown;
  await expect.poll(kinds, { timeout: 20_000 }).toEqual(['released', 'held', 'giftCard']);
});
