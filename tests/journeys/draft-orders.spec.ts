import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderPolicy } from '../../domains/policy/order.ts';
import { address } from '../support/address.ts';
import { provenCustomer, type ProvenCustomer } from '../support/proven-customer.ts';
import { ok, openShop, payAtGateway, type Article, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const PRICE = 60_000;
const WAIT = { timeout: 20_000, interval: 100 };
let system: TestSystem;
let shop: Shop;
let article: Article;
let customer: ProvenCustomer;
const staffId = uuidV7();
let staff: string;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  article = await shop.sell(100);
  customer = await provenCustomer(system, 'drafted@example.com');
  const { userId, token } = customer;
  ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }));
  staff = await system.tokenFor(['support'], staffId);
});
afterAll(() => system.stop());

const draft = async (pieces = 1, of = article) => {
  const body = { userId: customer.userId, items: [{ ...of, quantity: pieces }] };
  return ok(await system.call('POST', '/draft-orders', { token: staff, body }), 201).body as { id: string };
};
const linkTo = async ({ id }: { id: string }, token = staff) =>
  ok(await system.call('POST', `/draft-orders/${id}/link`, { token })).body.link as string;
const shared = (link: string) => system.call('GET', `/draft-orders/shared/${link}`);
const takeBy = (link: string) => system.call('POST', `/draft-orders/shared/${link}/order`);
const listed = async (query: string) =>
  ok(await system.call('GET', `/draft-orders?${query}`, { token: staff }), 200).body as {
    drafts: { id: string; status: string; orderId: string | null }[];
    next: string | null;
  };
const available = async (of: Article) => (await shop.stockOf(of)).available;
const revise = ({ id }: { id: string }, body: object) =>
  system.call('PUT', `/draft-orders/${id}`, { token: staff, body });

describe('a draft order', () => {
  it('is put together by staff, paid by its link, and then an order like any other', async () => {
    const before = await available(article);
    // docs:draft
    const made = await draft(2);
    const link = await linkTo(made);
    const seen = ok(await shared(link), 200).body;
    expect(seen).toMatchObject({ draft: { status: 'sent', totals: { total: { amount: 2 * PRICE } } }, order: null });
    const placed = ok(await takeBy(link)).body;
    expect(placed).toMatchObject({ status: 'pending', next: 'pay', total: { amount: 2 * PRICE } });
    await payAtGateway(system, placed.payment.gatewayOrderId);
    // docs:end
    expect(JSON.stringify([seen, placed])).not.toContain(address.fullName);
    await expect.poll(async () => (await shared(link)).body.order?.status, WAIT).toBe('confirmed');
    await system.settled();
    const { token, userId } = customer;
    const order = ok(await system.call('GET', `/orders/${placed.orderId}`, { token }), 200).body;
    expect(order).toMatchObject({ userId, paymentMethod: 'PREPAID', address: { fullName: address.fullName } });
    expect(await available(article)).toBe(before - 2);
    expect(ok(await takeBy(link)).body).toMatchObject({ orderId: placed.orderId, status: 'confirmed', next: 'none' });
    expect((await listed(`status=taken&userId=${userId}`)).drafts).toMatchObject([
      { id: made.id, orderId: placed.orderId },
    ]);
    expect((await revise(made, { items: [{ ...article, quantity: 1 }] })).body.code).toBe('DraftOrderTaken');
    const check = await system.call('GET', '/ledger/balance-check', { token: shop.admin });
    expect(check.body.sum.amount).toBe(0);
  });

  it('is placed once, however many open its link at once, and anew when it was not paid', async () => {
    const made = await draft();
    const link = await linkTo(made);
    const before = await available(article);
    const answers = await Promise.all(Array.from({ length: 8 }, () => takeBy(link)));
    const ids = new Set(answers.map((answer) => ok(answer).body.orderId));
    expect(ids.size).toBe(1);
    await system.settled();
    expect(await available(article)).toBe(before - 1);
    system.advance(50 * 60_000);
    await expect.poll(async () => (await shared(link)).body.order?.status, WAIT).toBe('expired');
    const again = ok(await takeBy(link)).body;
    expect(ids.has(again.orderId)).toBe(false);
    expect(again).toMatchObject({ next: 'pay' });
  });

  it('keeps its prices for a day, is priced anew when it is changed, and its old link is then worth nothing', async () => {
    staff = await system.tokenFor(['support'], staffId);
    const made = await draft();
    const link = await linkTo(made);
    const body = { items: [{ ...article, quantity: 3 }] };
    expect(ok(await revise(made, body)).body).toMatchObject({
      status: 'open',
      totals: { total: { amount: 3 * PRICE } },
    });
    expect((await shared(link)).status).toBe(404);
    expect((await takeBy(link)).status).toBe(404);
    const next = await linkTo(made);
    expect((await shared(next)).body.draft.lines).toMatchObject([{ quantity: 3 }]);
    system.advance(orderPolicy.drafts.value.pricesHoldMs);
    staff = await system.tokenFor(['support'], staffId);
    expect(await takeBy(next)).toMatchObject({ status: 410, body: { code: 'DraftOrderExpired' } });
    expect((await listed('status=expired')).drafts.map(({ id }) => id)).toContain(made.id);
  });

  it('holds nothing: without stock its order is rejected, like any other', async () => {
    const scarce = await shop.sell(1);
    const made = await draft(2, scarce);
    const placed = ok(await takeBy(await linkTo(made))).body;
    expect(placed).toMatchObject({ status: 'rejected', rejectedFor: 'InsufficientStock' });
    expect(await available(scarce)).toBe(1);
  });

  it('may cost less, with a reason, as much as one may give in a day, and more with a second person', async () => {
    const { aloneMaxPaise, staffDayMaxPaise } = orderPolicy.drafts.value;
    const dear = await shop.sell(20, 200_000);
    const giver = await system.tokenFor(['support']);
    const ask = (paise: number, reason: object = { discountReason: 'a stain on the sleeve' }, token = giver) => {
      const items = [{ ...dear, quantity: 1, staffPricePaise: 200_000 - paise }];
      return system.call('POST', '/draft-orders', { token, body: { userId: customer.userId, items, ...reason } });
    };
    expect((await ask(100, {})).body.code).toBe('DiscountReasonNeeded');
    expect((await ask(-100)).body.code).toBe('InvalidStaffPrice');
    const little = ok(await ask(aloneMaxPaise)).body;
    const placed = ok(await takeBy(await linkTo(little, giver))).body;
    expect(placed.total.amount).toBe(200_000 - aloneMaxPaise);
    const much = ok(await ask(aloneMaxPaise + 1)).body;
    const link = { token: giver };
    expect((await system.call('POST', `/draft-orders/${much.id}/link`, link)).body.code).toBe(
      'DraftDiscountNotApproved',
    );
    expect((await system.call('POST', `/draft-orders/${much.id}/approval`, link)).status).toBe(403);
    ok(
      await system.call('POST', `/draft-orders/${much.id}/approval`, { token: await system.tokenFor(['admin']) }),
      200,
    );
    await linkTo(much, giver);
    const each = 100_000;
    const busy = await system.tokenFor(['support']);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(each, undefined, busy)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(Math.floor(staffDayMaxPaise / each));
    for (const { body } of answers.filter(({ status }) => status !== 201))
      expect(body.code).toBe('StaffDiscountLimitReached');
  });

  it('can be given up, and is listed by pages', async () => {
    const [first, second] = [await draft(), await draft()];
    const link = await linkTo(first);
    ok(await system.call('DELETE', `/draft-orders/${first.id}`, { token: staff }));
    expect((await takeBy(link)).body.code).toBe('DraftOrderCancelled');
    await system.settled();
    const page = await listed(`staffId=${staffId}&limit=1`);
    expect(page.drafts).toMatchObject([{ id: second.id, status: 'open' }]);
    const { drafts } = await listed(`staffId=${staffId}&limit=1&cursor=${page.next}`);
    expect(drafts).toMatchObject([{ id: first.id, status: 'cancelled' }]);
  });

  it('is made by staff only, never for themselves, and for somebody who is registered', async () => {
    const items = [{ ...article, quantity: 1 }];
    const ask = (token: string, body: object) =>
      system.call('POST', '/draft-orders', { token, body: { items, ...body } });
    const { userId } = customer;
    expect((await ask(await system.tokenFor(['customer'], userId), { userId })).status).toBe(403);
    expect((await ask(await system.tokenFor(['vendor']), { userId })).status).toBe(403);
    const own = await system.tokenFor(['support'], userId);
    expect(await ask(own, { userId })).toMatchObject({ status: 409, body: { code: 'OwnDraftOrder' } });
    const made = await draft();
    expect((await system.call('POST', `/draft-orders/${made.id}/link`, { token: own })).body.code).toBe(
      'OwnDraftOrder',
    );
    expect((await ask(staff, { userId: uuidV7() })).body.code).toBe('UserNotFound');
    expect((await ask(staff, { phone: '9876500000' })).body.code).toBe('UserNotFound');
    expect((await ask(staff, {})).status).toBe(400);
    expect((await system.call('GET', `/draft-orders/${made.id}`, { token: customer.token })).status).toBe(403);
  });
});
