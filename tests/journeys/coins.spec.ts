import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dailyCaps } from '../../domains/policy/coins.ts';
import { newShopper, type Shopper } from '../support/shopper.ts';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
  goods = await stockedProduct(shop, [120_000], 100);
});
afterAll(() => shop.stop());

const give = async ({ userId }: Shopper, coins: number, more: object = {}) => {
  const answer = await shop.call('POST', `/wallet/${userId}/grants`, { token: admin, body: { coins, ...more } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
};
const walletOf = async ({ userId, call }: Shopper) => (await call('GET', `/wallet/${userId}`)).body as unknown;
const explain = async ({ userId, call }: Shopper, account = `coins:${userId}`, query = '') => {
  await shop.settled();
  return call('GET', `/ledger/accounts/${account}/explain${query}`);
};
const after = (ms: number): string => new Date(Date.now() + ms).toISOString();
const DAY_MS = 86_400_000;

describe('coins', () => {
  it('are given by staff and seen by their owner', async () => {
    const shopper = await newShopper(shop);
    await give(shopper, 40);
    await give(shopper, 30, { availableAt: after(DAY_MS) });
    await give(shopper, 20, { expiresAt: '2090-01-01T00:00:00.000Z' });
    expect(await walletOf(shopper)).toMatchObject({
      spendable: 60,
      pending: 30,
      held: 0,
      nextExpiry: { coins: 20, at: '2090-01-01T00:00:00.000Z' },
    });
    const { userId, call } = shopper;
    expect((await call('POST', `/wallet/${userId}/grants`, { coins: 5 })).status).toBe(403);
    expect((await (await newShopper(shop)).call('GET', `/wallet/${userId}`)).status).toBe(403);
  });

  it('are corrected by staff with a reason, and by two of them when they are many', async () => {
    const { userId, call } = await newShopper(shop);
    const path = `/wallet/${userId}/adjustments`;
    const chief = await shop.tokenFor(['admin']);
    const ask = (coins: number) =>
      shop.call('POST', path, { token: admin, body: { coins, reason: 'parcel came late' } });
    expect(await ask(400)).toMatchObject({ status: 201, body: { status: 'ended', wallet: { spendable: 400 } } });
    expect((await ask(-50)).body).toMatchObject({ status: 'ended', wallet: { spendable: 350 } });
    const large = await ask(101);
    expect(large.body).toMatchObject({ status: 'waiting', wallet: { spendable: 350 } });
    const { adjustmentId } = large.body as { adjustmentId: string };
    const end = (how: string, token: string) => shop.call('POST', `${path}/${adjustmentId}/${how}`, { token });
    expect(await end('approve', admin)).toMatchObject({ status: 409, body: { code: 'SecondPersonNeeded' } });
    expect((await shop.call('GET', path, { token: admin })).body).toMatchObject({
      adjustments: [{ adjustmentId, coins: 101, reason: 'parcel came late' }],
    });
    for (let time = 0; time < 2; time += 1)
      expect((await end('approve', chief)).body).toMatchObject({ status: 'ended', wallet: { spendable: 451 } });
    expect((await end('refuse', chief)).body).toMatchObject({ wallet: { spendable: 451 } });
    const grant = await shop.call('POST', `/wallet/${userId}/grants`, { token: admin, body: { coins: 501 } });
    expect(grant).toMatchObject({ status: 409, body: { code: 'SecondPersonNeeded' } });
    const other = await newShopper(shop);
    const give = () =>
      shop.call('POST', `/wallet/${other.userId}/grants`, { token: admin, body: { coins: 200, reason: 'promotion' } });
    const given = await Promise.all([give(), give(), give(), give()]);
    expect(given.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
    expect((await call('POST', path, { coins: 1, reason: 'please' })).status).toBe(403);
    expect((await ask(0)).status).toBe(422);
  });

  it('are taken by one person only up to the limit of a day, however often', async () => {
    const shopper = await newShopper(shop);
    await give(shopper, 500);
    const path = `/wallet/${shopper.userId}/adjustments`;
    const take = () => shop.call('POST', path, { token: admin, body: { coins: -200, reason: 'given by mistake' } });
    const taken = await Promise.all([take(), take(), take(), take()]);
    const statuses = taken.map(({ body }) => (body as { status: string }).status);
    expect(statuses.sort()).toEqual(['ended', 'ended', 'waiting', 'waiting']);
    expect(await walletOf(shopper)).toMatchObject({ spendable: 100 });
  });

  it('cannot be passed on', async () => {
    const { userId, call } = await newShopper(shop);
    const transfer = await call('POST', `/wallet/${userId}/transfers`, { toUserId: uuidV7(), coins: 1 });
    expect(transfer).toMatchObject({ status: 409, body: { code: 'CoinsNotTransferable' } });
  });

  it('are earned by sharing, once a day for each product and up to a cap', async () => {
    const { userId, call } = await newShopper(shop);
    const share = (productId: string) => call('POST', `/wallet/${userId}/shares`, { productId });
    const productId = uuidV7();
    expect((await share(productId)).body).toMatchObject({ spendable: 2 });
    expect((await share(productId)).body).toMatchObject({ spendable: 2 });
    const cap = dailyCaps.value['share']!;
    for (let earned = 2; earned < cap; earned += 2) expect((await share(uuidV7())).status).toBe(201);
    expect(await share(uuidV7())).toMatchObject({ status: 409, body: { code: 'DailyCoinsReached' } });
  });

  it('take part of a cart’s price, as far as the rules allow', async () => {
    const shopper = await newShopper(shop);
    const { userId, call, fill } = shopper;
    await give(shopper, 150);
    await fill(goods);
    const apply = (coins: number) => call('POST', `/cart/${userId}/apply-coins`, { coins });
    expect(await apply(151)).toMatchObject({ status: 409, body: { code: 'InsufficientCoins' } });
    expect((await apply(60)).body).toMatchObject({
      coins: { applied: 60, usable: 100, balance: 150, tentativeBalance: 90, toEarn: 114 },
      totals: { coinDiscount: { amount: 6_000 }, total: { amount: 114_000 } },
    });
    expect((await apply(150)).body).toMatchObject({
      coins: { requested: 150, applied: 100 },
      problems: [{ code: 'CoinsReduced', blocking: false }],
    });
    expect(await walletOf(shopper)).toMatchObject({ spendable: 150, held: 0 });
    expect((await apply(0)).body).toMatchObject({ coins: { applied: 0 }, totals: { total: { amount: 120_000 } } });
  });
});

describe('the ledger', () => {
  it('explains a balance by its events, page by page, to its owner and to staff', async () => {
    const shopper = await newShopper(shop);
    for (const coins of [10, 20, 30]) await give(shopper, coins);
    const first = await explain(shopper, undefined, '?limit=2');
    expect(first.body).toMatchObject({
      balance: { amount: 6_000, currency: 'INR' },
      entryCount: 3,
      entries: [
        {
          event: 'CoinsGranted',
          amount: { amount: 3_000 },
          counterAccount: 'coins-promised',
          stream: `wallet-${shopper.userId}`,
        },
        { amount: { amount: 2_000 } },
      ],
    });
    const { next } = first.body as { next: string };
    expect((await explain(shopper, undefined, `?limit=2&cursor=${next}`)).body).toMatchObject({
      entries: [{ amount: { amount: 1_000 } }],
      next: null,
    });
    expect((await explain(shopper, 'coins-promised')).status).toBe(404);
    expect((await explain(await newShopper(shop), `coins:${shopper.userId}`)).status).toBe(404);
    expect((await explain(shopper, 'No such')).status).toBe(400);
    const check = await shop.call('GET', '/ledger/balance-check', { token: admin });
    expect(check.body).toMatchObject({ sum: { amount: 0 }, shop: [{ account: 'coins-promised' }] });
  });
});

describe('time', () => {
  it('tells a day later of a cart that was left, and a week before of coins that expire', async () => {
    const shopper = await newShopper(shop);
    await give(shopper, 25, { expiresAt: after(10 * DAY_MS) });
    await shopper.fill(goods);
    await shop.settled();
    shop.advance(4 * DAY_MS);
    const typesSeen = async (): Promise<readonly string[]> => {
      const answer = await shop.call('GET', `/events/user/${shopper.userId}`, { token: admin });
      return (answer.body as { events: { type: string }[] }).events.map(({ type }) => type);
    };
    await expect
      .poll(typesSeen, { timeout: 20_000, interval: 200 })
      .toEqual(expect.arrayContaining(['CartAbandoned', 'CoinExpiryAnnounced']));
    expect((await shopper.call('GET', `/cart/${shopper.userId}`)).body).toMatchObject({ itemCount: 1 });
  });

  it('takes coins and idle carts without anybody asking, and says so', async () => {
    const shopper = await newShopper(shop);
    const { userId, call, fill } = shopper;
    await give(shopper, 25, { expiresAt: after(10 * DAY_MS) });
    await fill(goods);
    await shop.settled();
    shop.advance(31 * DAY_MS);
    await expect
      .poll(async () => (await explain(shopper)).body as unknown, { timeout: 20_000, interval: 200 })
      .toMatchObject({
        balance: { amount: 0 },
        entries: [{ event: 'CoinsExpired', amount: { amount: -2_500 } }, { event: 'CoinsGranted' }],
      });
    await expect
      .poll(async () => (await call('GET', `/cart/${userId}`)).body as unknown, { timeout: 20_000, interval: 200 })
      .toMatchObject({ items: [], savedForLater: [{ productId: goods.productId, quantity: 1 }] });
  });
});
