import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { DAY_MS, instantAfter } from '../../domains/kernel/calendar.ts';
import { address } from '../support/address.ts';
import { provenCustomer } from '../support/proven-customer.ts';
import { orderDesk } from '../support/order-desk.ts';
import { newBuyer, ok, openShop, payAtGateway, type Article, type Buyer, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
let article: Article;
let desk: ReturnType<typeof orderDesk>;
let admins: readonly string[];
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  article = await shop.sell(100, 100_000);
  desk = orderDesk(system, shop, article);
  admins = [await system.tokenFor(['admin']), await system.tokenFor(['admin'])];
});
afterAll(() => system.stop());

const dates = () => {
  const now = new Date().toISOString();
  return { from: instantAfter(now, -DAY_MS), until: instantAfter(now, 30 * DAY_MS) };
};
const as = (n: 0 | 1, method: string, path: string, body?: object) =>
  system.call(method, path, { token: admins[n]!, ...(body === undefined ? {} : { body }) });

const approveAs = (n: 0 | 1, id: string, headers: Record<string, string> = {}) =>
  system.call('POST', `/earning-rules/${id}/approve`, { token: admins[n]!, headers });

// docs:draft-and-approve
/** Drafts a rule by one admin and approves it by another. */
const openRule = async (terms: object): Promise<string> => {
  const drafted = ok(await as(0, 'POST', '/earning-rules', { ...dates(), ...terms }), 201);
  const { id, revision } = drafted.body as { id: string; revision: string };
  ok(await approveAs(1, id, { 'if-match': `"${revision}"` }), 200);
  return id;
};
// docs:end
const endRule = (id: string) => as(0, 'POST', `/earning-rules/${id}/end`);

const paidOrder = async (buyer: Buyer, quantity: number): Promise<string> => {
  const { orderId, payment } = ok(await buyer.buy(article, quantity)).body;
  ok(await buyer.post('/payments/verify', { orderId, ...(await payAtGateway(system, payment.gatewayOrderId)) }), 200);
  return orderId as string;
};
const deliver = async (id: string): Promise<void> => {
  await desk.shipped(id);
  ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
  await system.settled();
};
const giveBack = async (buyer: Buyer, id: string, quantity: number): Promise<void> => {
  const lineId = (await buyer.get(`/orders/${id}`)).body.lines[0].id as string;
  const ask = { kind: 'refund', reason: 'wrongSize', unboxingVideoId: uuidV7(), lines: [{ lineId, quantity }] };
  const { id: returnId } = ok(await buyer.post(`/orders/${id}/returns`, ask)).body;
  for (const status of ['approved', 'receivedAtWarehouse'])
    ok(await desk.asAdmin('PUT', `/orders/${id}/returns/${returnId}/status`, { status }), 200);
  ok(await desk.asAdmin('POST', `/orders/${id}/returns/${returnId}/accept`, { restock: true }));
  await system.settled();
};
const pendingOf = async (buyer: Buyer) => (await buyer.get(`/wallet/${buyer.userId}`)).body.pending as number;
const ruleOf = async (id: string) => (await as(0, 'GET', `/earning-rules/${id}`)).body as object;

describe('a rule for coins', () => {
  it('takes force by a second admin, as it was when they looked', async () => {
    const body = { ...dates(), name: 'Festive weeks', reward: { type: 'multiplier', percent: 200 } };
    const drafted = ok(await as(0, 'POST', '/earning-rules', body), 201);
    const { id, revision } = drafted.body as { id: string; revision: string };
    expect(drafted.body).toMatchObject({ status: 'draft', approverId: null });
    const approve = (n: 0 | 1, seen = revision) => approveAs(n, id, { 'if-match': `"${seen}"` });
    expect(await approve(0)).toMatchObject({ status: 409, body: { code: 'EarningRuleNeedsAnotherApprover' } });
    expect(await approveAs(1, id)).toMatchObject({ status: 428, body: { code: 'RevisionRequired' } });
    ok(await as(0, 'PUT', `/earning-rules/${id}`, { ...body, reward: { type: 'multiplier', percent: 900 } }), 200);
    expect(await approve(1)).toMatchObject({ status: 412, body: { code: 'RevisionMismatch' } });
    const { revision: now } = (await ruleOf(id)) as { revision: string };
    expect(await approve(1, now)).toMatchObject({ status: 200, body: { status: 'active' } });
    expect(await as(0, 'PUT', `/earning-rules/${id}`, body)).toMatchObject({
      status: 409,
      body: { code: 'EarningRuleInForce' },
    });
    expect((await as(0, 'GET', '/earning-rules')).body).toMatchObject({ rules: [{ id, status: 'active' }] });
    expect(await endRule(id)).toMatchObject({ status: 200, body: { status: 'ended' } });
    expect((await as(0, 'GET', '/earning-rules')).body).toEqual({ rules: [] });
    const badDates = { ...body, until: body.from };
    expect(await as(0, 'POST', '/earning-rules', badDates)).toMatchObject({ status: 400 });
    const buyer = await newBuyer(system);
    expect((await buyer.post('/earning-rules', body)).status).toBe(403);
  });

  it('shows on product and cart what it pays, and pays it although it ends before', async () => {
    const ruleId = await openRule({
      name: 'Twice for kurtas',
      reward: { type: 'multiplier', percent: 200 },
      scope: { productIds: [article.productId] },
      budgetCoins: 10_000,
    });
    const buyer = await newBuyer(system);
    const shown = (await buyer.get(`/products/${article.productId}`)).body.variants[0].earns;
    expect(shown).toEqual({ coins: 200, rule: { ruleId, name: 'Twice for kurtas' } });
    ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 3 }));
    const { coins } = (await buyer.get(`/cart/${buyer.userId}`)).body;
    expect(coins).toMatchObject({ toEarn: 600, bonuses: [{ ruleId, name: 'Twice for kurtas', coins: 300 }] });
    const id = await paidOrder(buyer, 3);
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 300, orders: 1 });
    ok(await endRule(ruleId));
    expect((await buyer.get(`/products/${article.productId}`)).body.variants[0].earns.coins).toBe(100);
    await deliver(id);
    expect(await pendingOf(buyer)).toBe(600);
    expect((await buyer.get(`/orders/${id}`)).body.earning).toMatchObject({
      coins: 600,
      bonuses: [{ ruleId, name: 'Twice for kurtas', coins: 300 }],
    });
    await giveBack(buyer, id, 1);
    expect(await pendingOf(buyer)).toBe(400);
    expect((await buyer.get(`/orders/${id}`)).body.earning).toMatchObject({ coins: 400 });
    await giveBack(buyer, id, 2);
    expect(await pendingOf(buyer)).toBe(0);
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 0, orders: 0 });
    const wallet = (await buyer.get(`/wallet/${buyer.userId}`)).body;
    expect(wallet.tier).toMatchObject({ name: 'bronze', next: { name: 'silver', missing: 1_000 } });
    expect(wallet.tier.projected).toMatchObject({ name: 'bronze', earned: 0 });
  });

  it('gives its budget and not a coin more to orders that are placed at once', async () => {
    const ruleId = await openRule({
      name: 'Fifty more',
      reward: { type: 'perPiece', coins: 50 },
      segments: ['firstOrder'],
      budgetCoins: 230,
    });
    const buyers = await Promise.all(Array.from({ length: 8 }, () => newBuyer(system)));
    const placed = await Promise.all(buyers.map((buyer) => buyer.buy(article)));
    const earning = await Promise.all(
      buyers.map(async (buyer, n) => (await buyer.get(`/orders/${placed[n]!.body.orderId}`)).body.earning.coins - 100),
    );
    expect(earning.sort((a, b) => b - a)).toEqual([50, 50, 50, 50, 30, 0, 0, 0]);
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 230, orders: 5 });
    // What is not bought after all goes back to the budget.
    for (const [n, buyer] of buyers.entries())
      ok(await buyer.post(`/orders/${placed[n]!.body.orderId}/cancel`, { reason: 'changedMind' }));
    await system.settled();
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 0, orders: 0 });
    ok(await endRule(ruleId));
  });

  it('counts for articles that join an order later, and takes them back with these', async () => {
    const extra = await shop.sell(20, 10_000);
    const scope = { productIds: [extra.productId] };
    const reward = { type: 'perPiece', coins: 40 };
    const ruleId = await openRule({ name: 'Forty more', reward, scope, orderMax: 100, budgetCoins: 1_000 });
    const buyer = await newBuyer(system);
    const id = await paidOrder(buyer, 1);
    const join = async (quantity: number): Promise<void> => {
      const { edit, payment } = ok(await buyer.post(`/orders/${id}/edits`, { add: [{ ...extra, quantity }] })).body;
      const paid = await payAtGateway(system, payment.gatewayOrderId);
      ok(await buyer.post('/payments/verify', { orderId: id, paymentId: payment.id, ...paid }), 200);
      const edits = async () => (await buyer.get(`/orders/${id}`)).body.edits as { id: string; status: string }[];
      await expect.poll(async () => (await edits()).find((one) => one.id === edit.id)?.status).toBe('applied');
    };
    await join(2);
    await join(2);
    const { lines, earning } = (await buyer.get(`/orders/${id}`)).body;
    expect(earning.bonuses.map(({ coins }: { coins: number }) => coins)).toEqual([80, 20]);
    await system.settled();
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 100 });
    ok(await buyer.post(`/orders/${id}/cancel`, { lineIds: [lines[1].id] }));
    await system.settled();
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 20 });
    await deliver(id);
    expect(await pendingOf(buyer)).toBe(100 + 20 + 20);
    ok(await endRule(ruleId));
  });

  it('counts for draft orders when they are placed', async () => {
    const ruleId = await openRule({ name: 'Ten more', reward: { type: 'perPiece', coins: 10 }, budgetCoins: 15 });
    const { userId, token } = await provenCustomer(system, 'drafted@example.com');
    ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }));
    const items = [{ ...article, quantity: 2 }];
    const { id: draftId } = ok(await as(0, 'POST', '/draft-orders', { userId, items }), 201).body;
    const { link } = ok(await as(0, 'POST', `/draft-orders/${draftId}/link`), 200).body;
    const take = () => system.call('POST', `/draft-orders/shared/${link}/order`);
    const [{ body }] = await Promise.all([take(), take(), take()]);
    expect((await system.call('GET', `/orders/${body.orderId}`, { token })).body.earning).toMatchObject({
      coins: 200 + 15,
      bonuses: [{ ruleId, coins: 15 }],
    });
    expect(await ruleOf(ruleId)).toMatchObject({ usedCoins: 15, orders: 1 });
    ok(await endRule(ruleId));
  });
});
