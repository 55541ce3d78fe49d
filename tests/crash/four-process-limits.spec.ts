import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { coupon } from '../../domains/coupon/index.ts';
import { earningRule } from '../../domains/earning/index.ts';
import { DAY_MS, instantAfter } from '../../domains/kernel/calendar.ts';
import { order, type Order } from '../../domains/order/index.ts';
import { storeCredit } from '../../domains/store-credit/index.ts';
import { startFourProcesses, type Processes } from '../support/four-processes.ts';
import { newBuyer, ok, openShop, type Article, type Buyer, type Shop } from '../support/purchase.ts';
import type { Answer, TestSystem } from '../support/system.ts';

const WAIT = { timeout: 90_000, interval: 200 };
const PRICE_PAISE = 100_000;
const MANY = 12;
let four: Processes;
let system: TestSystem;
let shop: Shop;
let article: Article;
beforeAll(async () => {
  four = await startFourProcesses();
  system = four.system as TestSystem;
  shop = await openShop(system);
  article = await shop.sell(500, PRICE_PAISE);
}, 300_000);
afterAll(() => four.stop(), 60_000);

const asAdmin = async (path: string, body: object, token = shop.admin): Promise<Answer['body']> =>
  ok(await system.call('POST', path, { token, body })).body;
const stateOf = async (orderId: string): Promise<Order> => (await four.core.handler.fold(order, orderId)).state!;
const times = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

/** Orders that were not refused at once. */
const placed = (answers: readonly Answer[]): string[] => {
  for (const { status, body } of answers) expect([201, 202, 409], JSON.stringify(body)).toContain(status);
  return answers.flatMap(({ body }) => (body as { orderId?: string }).orderId ?? []);
};
const giftCard = async (amountPaise: number): Promise<string> => {
  const { cards } = (await asAdmin('/gift-cards', { count: 1, amountPaise })) as { cards: { code: string }[] };
  return cards[0]!.code;
};
const redeem = (buyer: Buyer, code: string) => buyer.post(`/store-credit/${buyer.userId}/gift-cards`, { code });

describe('four processes of each kind', () => {
  it('give each of many orders at once a number of its own', async () => {
    const buyers = await times(MANY, () => newBuyer(system));
    const ids = placed((await Promise.all(buyers.map((buyer) => times(3, () => buyer.buy(article))))).flat());
    expect(ids).toHaveLength(3 * MANY);
    const numbers = await Promise.all(ids.map(async (id) => (await stateOf(id)).orderNumber));
    expect(new Set(numbers).size).toBe(3 * MANY);
  }, 240_000);

  it('redeem a gift card for one of many people, and spend its worth once', async () => {
    const code = await giftCard(PRICE_PAISE);
    const people = await times(MANY, () => newBuyer(system));
    const answers = await Promise.all(people.map((buyer) => redeem(buyer, code)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    const winner = people[answers.findIndex(({ status }) => status === 202)]!;
    const creditOf = async () => (await four.core.handler.fold(storeCredit, winner.userId)).state;
    await vi.waitFor(async () => expect((await creditOf()).freePaise).toBe(PRICE_PAISE), WAIT);
    placed(await times(MANY, () => winner.buy(article, 1, { useStoreCredit: true })));
    await vi.waitFor(async () => {
      const { freePaise, holds, spent } = await creditOf();
      expect([freePaise, holds, spent.map(({ amountPaise }) => amountPaise)]).toEqual([0, [], [PRICE_PAISE]]);
    }, WAIT);
  }, 240_000);

  it('let one person use a coupon as often as one person may', async () => {
    const discount = { type: 'fixed', amountPaise: 10_000 };
    const terms = { code: `EACH${Date.now()}`, discount, usesMax: 40, usesPerUserMax: 2 };
    const { id: couponId } = (await asAdmin('/coupons', terms)) as { id: string };
    const buyer = await newBuyer(system);
    const ids = placed(await times(MANY, () => buyer.buy(article, 1, { couponId })));
    await vi.waitFor(async () => {
      const phases = await Promise.all(ids.map(async (id) => (await stateOf(id)).phase));
      expect(phases.filter((phase) => phase !== 'rejected')).toHaveLength(2);
      const { state } = await four.core.handler.fold(coupon, couponId);
      expect(state.reserved.size + state.redeemed.size).toBe(2);
    }, WAIT);
  }, 240_000);

  it('promise as many coins of a budget as it has', async () => {
    const [COINS, ORDERS] = [20, 3];
    const own = await shop.sell(100, PRICE_PAISE);
    const now = new Date().toISOString();
    const { id, revision } = (await asAdmin('/earning-rules', {
      ...{ name: 'Festive', reward: { type: 'perPiece', coins: COINS }, budgetCoins: ORDERS * COINS },
      ...{ from: instantAfter(now, -DAY_MS), until: instantAfter(now, DAY_MS), scope: { productIds: [own.productId] } },
    })) as { id: string; revision: string };
    const token = await system.tokenFor(['admin']);
    const headers = { 'if-match': `"${revision}"` };
    ok(await system.call('POST', `/earning-rules/${id}/approve`, { token, headers }), 200);
    const buyers = await times(MANY, () => newBuyer(system));
    const ids = placed(await Promise.all(buyers.map((buyer) => buyer.buy(own))));
    const promised = (await Promise.all(ids.map(stateOf))).flatMap(({ lines }) =>
      lines.map(({ earning }) => earning?.bonus?.coins ?? 0),
    );
    expect(promised.reduce((sum, coins) => sum + coins, 0)).toBe(ORDERS * COINS);
    const { state } = await four.core.handler.fold(earningRule, id);
    expect(state.usedCoins).toBe(ORDERS * COINS);
  }, 240_000);
});
