import { afterAll, beforeAll, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { orderDesk } from '../support/order-desk.ts';
import { newBuyer, ok, openShop, payAtGateway, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 24 * 3_600_000;
let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof orderDesk>;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  desk = orderDesk(system, shop, await shop.sell(100, 100_000));
});
afterAll(() => system.stop());

const delivered = async () => {
  const { buyer, id } = await desk.confirmed();
  await desk.shipped(id);
  ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
  await system.settled();
  return { buyer, id };
};
/** 10 % commission, 18 % tax on it, 0.5 % of the value without tax and 0.1 % of all of it. */
const OPEN_PAISE = 100_000 - 10_000 - 1_800 - 476 - 100;

it('pays a seller for what was delivered, once, and takes back what came back later', async () => {
  const account = async () => {
    await system.settled();
    const token = await system.tokenFor(['admin']);
    const path = `/vendors/${shop.vendorId}/settlements`;
    return ok(await system.call('GET', path, { token }), 200).body;
  };
  const prepare = async () =>
    system.call('POST', `/vendors/${shop.vendorId}/payouts`, { token: await system.tokenFor(['admin']) });
  const returning = await delivered();
  await delivered();
  expect(await account()).toMatchObject({
    pending: { amount: 2 * OPEN_PAISE },
    due: { amount: 0 },
    settlements: [{ sale: { amount: 100_000 }, fees: { amount: 12_376 } }, {}],
  });
  expect(await prepare()).toMatchObject({ status: 409, body: { code: 'NothingToPayOut' } });
  const [line] = (await returning.buyer.get(`/orders/${returning.id}`)).body.lines;
  const ask = { kind: 'refund', reason: 'changedMind', unboxingVideoId: uuidV7() };
  const asked = ok(
    await returning.buyer.post(`/orders/${returning.id}/returns`, {
      ...ask,
      lines: [{ lineId: line.id, quantity: 1 }],
    }),
  );
  system.advance(11 * DAY_MS);
  expect((await account()).due.amount).toBe(2 * OPEN_PAISE);
  const both = await Promise.all([prepare(), prepare()]);
  const [made] = both.filter(({ status }) => status === 201);
  expect(both.map(({ status }) => status).sort(), 'two at the same time share what is due, and pay it once').toContain(
    201,
  );
  const paid = both.flatMap(({ status, body }) => (status === 201 ? [Number(body.amount.amount)] : []));
  expect(paid.reduce((sum, amount) => sum + amount, 0)).toBe(2 * OPEN_PAISE);
  const admin = await system.tokenFor(['admin']);
  for (const { status, body } of both)
    if (status === 201)
      ok(await system.call('POST', `/payouts/${body.id}/paid`, { token: admin, body: { reference: 'UTR-1' } }), 200);
  const again = { token: admin, body: { reference: 'UTR-2' } };
  expect(await system.call('POST', `/payouts/${made!.body.id}/paid`, again)).toMatchObject({ status: 409 });

  for (const status of ['approved', 'receivedAtWarehouse'])
    ok(
      await system.call('PUT', `/orders/${returning.id}/returns/${asked.body.id}/status`, {
        token: admin,
        body: { status },
      }),
      200,
    );
  const accept = `/orders/${returning.id}/returns/${asked.body.id}/accept`;
  ok(await system.call('POST', accept, { token: admin, body: { restock: true } }), 200);
  await expect.poll(async () => (await account()).due.amount, { timeout: 20_000 }).toBe(-OPEN_PAISE);
  const ledger = ok(await system.call('GET', '/ledger/balance-check', { token: admin }), 200).body;
  expect(ledger.sum.amount).toBe(0);
  const explained = await system.call('GET', `/ledger/accounts/vendor:${shop.vendorId}/explain`, { token: admin });
  expect(ok(explained, 200).body).toMatchObject({ balance: { amount: OPEN_PAISE } });
  expect(explained.body.entries.map(({ event }: { event: string }) => event)).toContain('PayoutPaid');
});

it('shows a seller its own account, and nobody else’s', async () => {
  const path = `/vendors/${shop.vendorId}/payouts`;
  const owner = await system.call('GET', path, { token: await system.tokenFor(['vendor']) });
  expect(owner.status).toBe(404);
  expect((await system.call('POST', path, { token: shop.ownerToken })).status).toBe(403);
});

it('pays a seller the price of the shop for what was resold, and owes the rest to the reseller until it comes back', async () => {
  const article = await shop.sell(5, 100_000);
  const buyer = await newBuyer(system);
  const resold = (resellerPricePaise: number) => buyer.buy({ ...article, resellerPricePaise } as typeof article, 2);
  expect(await resold(200_001)).toMatchObject({ status: 422, body: { code: 'InvalidResellerPrice' } });
  const placed = ok(await resold(130_000)).body;
  ok(
    await buyer.post('/payments/verify', {
      orderId: placed.orderId,
      ...(await payAtGateway(system, placed.payment.gatewayOrderId)),
    }),
    200,
  );
  const path = `/orders/${placed.orderId}`;
  const order = (await buyer.get(path)).body;
  expect(order).toMatchObject({
    totals: { total: { amount: 260_000 } },
    reseller: { cost: { amount: 200_000 }, asked: { amount: 260_000 }, margin: { amount: 60_000 } },
  });
  expect((await system.call('GET', path, { token: shop.ownerToken })).body.reseller).toBeNull();
  await desk.shipped(placed.orderId);
  ok(await desk.asOwner('POST', `${path}/deliver`));
  const owed = async () => {
    await system.settled();
    const account = `/ledger/accounts/reseller:${buyer.userId}/explain`;
    const { body } = await system.call('GET', account, { token: shop.admin });
    const settlements = `/vendors/${shop.vendorId}/settlements`;
    const [newest] = ok(await system.call('GET', settlements, { token: shop.admin }), 200).body.settlements;
    return {
      toReseller: -body.balance.amount,
      sale: newest.sale.amount,
      events: body.entries.map((entry: { event: string }) => entry.event),
    };
  };
  expect(await owed()).toEqual({ toReseller: 60_000, sale: 200_000, events: ['ResellerMarginEarned'] });
  const ask = { kind: 'refund', reason: 'changedMind', unboxingVideoId: uuidV7() };
  const asked = ok(
    await buyer.post(`${path}/returns`, { ...ask, lines: [{ lineId: order.lines[0].id, quantity: 1 }] }),
  );
  for (const status of ['approved', 'receivedAtWarehouse'])
    ok(await desk.asAdmin('PUT', `${path}/returns/${asked.body.id}/status`, { status }), 200);
  ok(await desk.asAdmin('POST', `${path}/returns/${asked.body.id}/accept`, { restock: true }));
  expect(await owed()).toMatchObject({ toReseller: 30_000, sale: 100_000 });
});
