import { describe, expect, it } from 'vitest';
import { openedShop } from '../support/opened-shop.ts';
import { ok, payAtGateway, simulate, type Article, type Buyer } from '../support/purchase.ts';

const { system, shop, article, desk } = await openedShop();

const bought = async (quantity = 1) => {
  const { buyer, id } = await desk.confirmed(quantity);
  return { buyer, id, lineId: (await buyer.get(`/orders/${id}`)).body.lines[0].id as string };
};
const edit = (buyer: Buyer, id: string, body: object) => buyer.post(`/orders/${id}/edits`, body);
const refunds = async (buyer: Buyer, id: string): Promise<number[]> => {
  const { payments } = (await buyer.get(`/payments/order/${id}`)).body;
  return payments.map(({ refunds: all }: { refunds: { amount: { amount: number } }[] }) =>
    all.reduce((sum, { amount }) => sum + amount.amount, 0),
  );
};
const available = async (of: Article) => (await shop.stockOf(of)).available;

describe('a change before shipping', () => {
  it('swaps an article for another of the same price at once', async () => {
    const other = await shop.sell(5);
    const before = await available(article);
    const { buyer, id, lineId } = await bought();
    const swap = { remove: [{ lineId, quantity: 1 }], add: [{ ...other, quantity: 1 }] };
    const { body } = ok(await edit(buyer, id, swap));
    expect(body).toMatchObject({ edit: { status: 'applied', due: { amount: 0 } }, payment: null });
    await system.settled();
    expect([await available(article), await available(other)]).toEqual([before, 4]);
    const order = (await buyer.get(`/orders/${id}`)).body;
    expect(order.lines.map(({ status }: { status: string }) => status)).toEqual(['cancelled', 'confirmed']);
    expect([order.totals.total.amount, await refunds(buyer, id)]).toEqual([60_000, [0]]);
    await desk.shipped(id);
    ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
    expect(await desk.statusOf(buyer, id)).toBe('delivered');
  });

  it('takes effect when its higher price is paid, and a cancellation then gives both payments back', async () => {
    const dear = await shop.sell(5, 90_000);
    const { buyer, id, lineId } = await bought();
    const asked = ok(
      await edit(buyer, id, { remove: [{ lineId, quantity: 1 }], add: [{ ...dear, quantity: 1 }] }),
    ).body;
    expect(asked).toMatchObject({ edit: { status: 'open', due: { amount: 30_000 } }, payment: { status: 'open' } });
    expect(await edit(buyer, id, { add: [{ ...dear, quantity: 1 }] })).toMatchObject({
      status: 409,
      body: { code: 'OrderEditOpen' },
    });
    const paid = await payAtGateway(system, asked.payment.gatewayOrderId);
    ok(await buyer.post('/payments/verify', { orderId: id, paymentId: asked.payment.id, ...paid }), 200);
    await expect
      .poll(async () => (await buyer.get(`/orders/${id}`)).body.edits[0].status, { timeout: 20_000 })
      .toBe('applied');
    await system.settled();
    expect((await buyer.get(`/orders/${id}`)).body.totals).toMatchObject({
      total: { amount: 90_000 },
      edited: { amount: 30_000 },
    });
    expect((await buyer.get(`/orders/user/${buyer.userId}`)).body.orders[0].total.amount).toBe(90_000);
    ok(await buyer.post(`/orders/${id}/cancel`));
    await expect.poll(() => refunds(buyer, id), { timeout: 20_000 }).toEqual([60_000, 30_000]);
    await system.settled();
    expect(await available(dear)).toBe(5);
    const admin = await system.call('GET', '/ledger/balance-check', { token: shop.admin });
    expect(admin.body.sum.amount).toBe(0);
  });

  it('to fewer pieces gives back what they cost, and every later refund the rest', async () => {
    const before = await available(article);
    const { buyer, id, lineId } = await bought(3);
    ok(await edit(buyer, id, { remove: [{ lineId, quantity: 2 }] }));
    await expect.poll(() => refunds(buyer, id), { timeout: 20_000 }).toEqual([120_000]);
    const [line] = (await buyer.get(`/orders/${id}`)).body.lines;
    expect(line).toMatchObject({ quantity: 1, status: 'confirmed' });
    expect(await edit(buyer, id, { remove: [{ lineId, quantity: 2 }] })).toMatchObject({
      body: { code: 'TooManyRemoved' },
    });
    expect(await edit(buyer, id, { remove: [{ lineId, quantity: 1 }] })).toMatchObject({
      body: { code: 'OrderEditEmpty' },
    });
    ok(await buyer.post(`/orders/${id}/cancel`));
    await expect.poll(() => refunds(buyer, id), { timeout: 20_000 }).toEqual([180_000]);
    await system.settled();
    expect(await available(article)).toBe(before);
  });

  it('that nobody pays for is dropped, and holds nothing', async () => {
    const dear = await shop.sell(1, 90_000);
    const { buyer, id } = await bought();
    ok(await edit(buyer, id, { add: [{ ...dear, quantity: 1 }] }));
    await system.settled();
    expect(await available(dear)).toBe(0);
    system.advance(31 * 60_000);
    const token = await system.tokenFor(['customer'], buyer.userId);
    const edits = async () => (await system.call('GET', `/orders/${id}`, { token })).body.edits;
    await expect.poll(edits, { timeout: 20_000 }).toMatchObject([{ status: 'dropped', droppedFor: 'unpaid' }]);
    await system.settled();
    const owner = await system.call('GET', `/products/${dear.productId}/inventory`, {
      token: await system.tokenFor(['admin']),
    });
    expect(owner.body.variants[0].available).toBe(1);
  });

  it('that was paid too late gives its own payment back, and nothing of the order', async () => {
    const dear = await shop.sell(5, 90_000);
    const { buyer, id } = await bought();
    const { payment } = ok(await edit(buyer, id, { add: [{ ...dear, quantity: 1 }] })).body;
    await desk.shipped(id);
    const paid = await payAtGateway(system, payment.gatewayOrderId);
    ok(await buyer.post('/payments/verify', { orderId: id, paymentId: payment.id, ...paid }), 200);
    await expect.poll(() => refunds(buyer, id), { timeout: 20_000 }).toEqual([0, 90_000]);
    const { payments } = (await buyer.get(`/payments/order/${id}`)).body;
    const refund = async () => (await buyer.get(`/payments/${payments[1].id}`)).body.refunds[0];
    await expect.poll(async () => (await refund()).gatewayRefundId, { timeout: 20_000 }).not.toBeNull();
    await simulate(system, `refunds/${(await refund()).gatewayRefundId}`, { status: 'processed' });
    await expect.poll(async () => (await refund()).status, { timeout: 20_000 }).toBe('processed');
    await system.settled();
    expect((await buyer.get(`/orders/${id}`)).body.totals).toMatchObject({
      total: { amount: 60_000 },
      refunded: { amount: 0 },
    });
  });

  it('is refused without stock, after shipping, and to anybody else', async () => {
    const scarce = await shop.sell(1);
    const { buyer, id, lineId } = await bought();
    const short = ok(await edit(buyer, id, { add: [{ ...scarce, quantity: 2 }] })).body;
    expect(short.edit).toMatchObject({ status: 'dropped', droppedFor: 'InsufficientStock' });
    const other = await desk.confirmed();
    expect((await edit(other.buyer, id, { remove: [{ lineId, quantity: 1 }] })).status).toBe(404);
    await desk.shipped(id);
    expect(await edit(buyer, id, { remove: [{ lineId, quantity: 1 }] })).toMatchObject({
      status: 409,
      body: { code: 'OrderStatusNotAllowed' },
    });
  });
});
