import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { annotation } from '../../domains/annotation/aggregate.ts';
import { coupon } from '../../domains/coupon/index.ts';
import { availableOf, inventory, onHandOf, reservedOf } from '../../domains/inventory/index.ts';
import { order, type Order } from '../../domains/order/index.ts';
import { payment } from '../../domains/payment/index.ts';
import { balanceOf, wallet } from '../../domains/wallet/index.ts';
import { startFourProcesses, type Processes } from '../support/four-processes.ts';
import { newBuyer, ok, openShop, payAtGateway, type Article, type Buyer, type Shop } from '../support/purchase.ts';
import type { TestSystem } from '../support/system.ts';

const WAIT = { timeout: 90_000, interval: 200 };
const PRICE_PAISE = 100_000;
let four: Processes;
let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  four = await startFourProcesses();
  system = four.system as TestSystem;
  shop = await openShop(system);
}, 300_000);
afterAll(() => four.stop(), 60_000);

type Bought = { readonly buyer: Buyer; readonly orderId: string };
const stateOf = async (orderId: string): Promise<Order> => (await four.core.handler.fold(order, orderId)).state!;

/** Places one order; undefined when it is refused at once. */
const place = async (buyer: Buyer, article: Article, more: object = {}): Promise<Bought | undefined> => {
  const answer = await buyer.buy(article, 1, more);
  expect([201, 202, 409], JSON.stringify(answer.body)).toContain(answer.status);
  return answer.status < 300 ? { buyer, orderId: (answer.body as { orderId: string }).orderId } : undefined;
};

/** Pays as soon as there is something to pay, and says so by the app and by the webhook; ends with the order. */
const settle = async ({ buyer, orderId }: Bought): Promise<Order['phase']> => {
  const { paymentId } = await stateOf(orderId);
  let paid = false;
  return vi.waitFor(async () => {
    const { phase } = await stateOf(orderId);
    if (phase !== 'pending') return phase;
    const { state } = await four.core.handler.fold(payment, paymentId);
    if (!paid && state?.gatewayOrderId !== undefined) {
      paid = true;
      const proof = await payAtGateway(system, state.gatewayOrderId, { webhooks: { duplicates: 2 } });
      await buyer.post('/payments/verify', { orderId, ...proof });
    }
    throw new Error('the order is not decided');
  }, WAIT);
};

/** All at once; the process that runs the sagas is killed in between. */
const race = async (orders: readonly Promise<Bought | undefined>[]): Promise<{ phases: string[]; ids: string[] }> => {
  const placed = (await Promise.all(orders)).filter((one) => one !== undefined);
  const [phases] = await Promise.all([Promise.all(placed.map(settle)), four.killLeader()]);
  return { phases, ids: placed.map(({ orderId }) => orderId) };
};
const buyers = (count: number): Promise<Buyer[]> => Promise.all(Array.from({ length: count }, () => newBuyer(system)));
const confirmed = (phases: readonly string[]): number => phases.filter((phase) => phase === 'confirmed').length;

/** What the gateway did for these orders: one order each, one payment for each that was paid, and these refunds. */
const sideEffects = async (ids: readonly string[]) => {
  const payments = await four.atGateway<{ order_id: string; status: string; amount_refunded: number }>('payments');
  let captures = 0;
  let refunded = 0;
  for (const id of ids) {
    const { paymentId } = await stateOf(id);
    const opened = await four.atGateway<{ id: string }>(`orders?receipt=${paymentId}`);
    expect(opened.length, 'one order at the gateway for each payment').toBeLessThanOrEqual(1);
    const own = payments.filter(({ order_id }) => order_id === opened[0]?.id);
    captures += own.filter(({ status }) => status === 'captured').length;
    refunded += own.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
  }
  return { captures, refunded };
};

describe('four processes of each kind', () => {
  it('sell as many pieces as there are to four times as many buyers', async () => {
    const PIECES = 5;
    const article = await shop.sell(PIECES, PRICE_PAISE);
    const { phases, ids } = await race((await buyers(4 * PIECES)).map((buyer) => place(buyer, article)));
    expect(confirmed(phases)).toBe(PIECES);
    await vi.waitFor(async () => {
      const { state } = await four.core.handler.fold(inventory, article.productId);
      const { variantId } = article;
      const now = new Date().toISOString();
      expect([
        onHandOf(state, variantId),
        reservedOf(state, variantId, now),
        availableOf(state, variantId, now),
      ]).toEqual([0, 0, 0]);
      expect(Object.keys(state.holds)).toEqual([]);
    }, WAIT);
    expect(await sideEffects(ids)).toEqual({ captures: PIECES, refunded: 0 });
  }, 240_000);

  it('grant as many uses of a coupon and spend coins as often as there are', async () => {
    const USES = 3;
    const article = await shop.sell(100, PRICE_PAISE);
    const discount = { type: 'fixed', amountPaise: 10_000 };
    const body = { code: `FOUR${Date.now()}`, discount, usesMax: USES };
    const made = ok(await system.call('POST', '/coupons', { token: shop.admin, body }));
    const { id: couponId } = made.body as { id: string };
    const saver = await newBuyer(system);
    const granted = { userId: saver.userId as never, grantId: uuidV7(), coins: 100, reason: 'goodwill' as const };
    const envelope = { commandId: uuidV7(), correlationId: uuidV7(), actor: 'test' };
    await four.core.handler.execute(wallet, { type: 'GrantCoins', data: granted }, envelope);
    const { phases, ids } = await race([
      ...(await buyers(4 * USES)).map((buyer) => place(buyer, article, { couponId })),
      ...Array.from({ length: 4 }, () => place(saver, article, { coins: 100 })),
    ]);
    expect(confirmed(phases)).toBe(USES + 1);
    await vi.waitFor(async () => {
      const { state } = await four.core.handler.fold(coupon, couponId);
      expect([state.redeemed.size, state.reserved.size]).toEqual([USES, 0]);
      const coins = await four.core.handler.fold(wallet, saver.userId);
      expect(balanceOf(coins.state, new Date().toISOString()).spendable).toBe(0);
      expect([coins.state.holds, coins.state.spent.length]).toEqual([[], 1]);
    }, WAIT);
    expect(await sideEffects(ids)).toEqual({ captures: USES + 1, refunded: 0 });
  }, 240_000);

  it('give back no more than was paid, each refund once', async () => {
    const article = await shop.sell(1, PRICE_PAISE);
    const bought = (await place(await newBuyer(system), article))!;
    expect(await settle(bought)).toBe('confirmed');
    const { paymentId } = await stateOf(bought.orderId);
    const body = { paymentId, amountPaise: 30_000, reason: 'goodwill' };
    const refund = () => system.call('POST', '/payments/refund', { token: shop.admin, body });
    const [answers] = await Promise.all([Promise.all(Array.from({ length: 12 }, refund)), four.killLeader()]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    await vi.waitFor(async () => {
      const { state } = await four.core.handler.fold(payment, paymentId);
      expect(state!.refunds.map(({ gatewayRefundId }) => gatewayRefundId !== undefined)).toEqual([true, true, true]);
    }, WAIT);
    expect(await sideEffects([bought.orderId])).toEqual({ captures: 1, refunded: 90_000 });
    const numbers = await Promise.all(
      (await Promise.all((await buyers(8)).map((buyer) => place(buyer, article))))
        .filter((one) => one !== undefined)
        .map(async ({ orderId }) => (await stateOf(orderId)).orderNumber),
    );
    expect(new Set(numbers).size).toBe(numbers.length);
  }, 240_000);

  it('give an external reference to one of all that ask for it at once', async () => {
    const products = await Promise.all(Array.from({ length: 16 }, () => shop.sell(1)));
    const claim = async ({ productId }: Article): Promise<number> => {
      const path = `/annotations/product/${productId}`;
      const body = { externalReference: 'ERP-4' };
      return (await system.call('PATCH', path, { token: shop.admin, body })).status;
    };
    const answers = await Promise.all(products.map(claim));
    expect(answers.sort()).toEqual([200, ...Array<number>(15).fill(409)]);
    const folds = products.map(({ productId }) => four.core.handler.fold(annotation, `product.${productId}`));
    expect((await Promise.all(folds)).filter(({ state }) => state.reference !== undefined)).toHaveLength(1);
  }, 60_000);
});
