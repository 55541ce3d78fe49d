import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import {
  buyAndPay,
  newBuyer,
  ok,
  openShop,
  simulate,
  type Article,
  type Buyer,
  type Shop,
} from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
let article: Article;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  article = await shop.sell(100);
});
afterAll(() => system.stop());

const confirmed = async (quantity = 1): Promise<{ buyer: Buyer; id: string }> => {
  const buyer = await newBuyer(system);
  return { buyer, id: (await buyAndPay(buyer, system, article, quantity)).body.orderId as string };
};
const asOwner = (method: string, path: string, body: object = {}) =>
  system.call(method, path, { token: shop.ownerToken, body });
const asAdmin = (method: string, path: string, body: object = {}) =>
  system.call(method, path, { token: shop.admin, body });
const statusOf = async (buyer: Buyer, id: string) => (await buyer.get(`/orders/${id}`)).body.status;
const shipped = async (id: string) => {
  const parcel = { courier: 'Delhivery', trackingNumber: `AWB-${id}` };
  return ok(await asOwner('POST', `/orders/${id}/ship`, parcel)).body.shipments[0].id as string;
};
/** Plays the bank, which takes days: every refund that the gateway has accepted arrives, and the order comes to know it. */
const refundedTo = async (buyer: Buyer, id: string, amount: number) => {
  const accepted = async () => {
    const [payment] = (await buyer.get(`/payments/order/${id}`)).body.payments;
    return payment.refunds as { gatewayRefundId: string | null; amount: { amount: number } }[];
  };
  const paise = async () =>
    (await accepted()).reduce((sum, each) => sum + (each.gatewayRefundId === null ? 0 : each.amount.amount), 0);
  await expect.poll(paise, { timeout: 20_000 }).toBe(amount);
  for (const { gatewayRefundId } of await accepted())
    await simulate(system, `refunds/${gatewayRefundId}`, { status: 'processed' });
  await expect
    .poll(async () => (await buyer.get(`/orders/${id}`)).body.totals.refunded.amount, { timeout: 20_000 })
    .toBe(amount);
};

describe('an order', () => {
  it('goes from the house to the door, and is found in lists', async () => {
    const { buyer, id } = await confirmed();
    ok(await asOwner('PUT', `/orders/${id}/status`, { status: 'processing' }), 200);
    ok(await asOwner('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
    const backwards = await asOwner('PUT', `/orders/${id}/status`, { status: 'processing' });
    expect(backwards).toMatchObject({ status: 409, body: { code: 'OrderStatusNotAllowed' } });
    const shipmentId = await shipped(id);
    const report = { id: 'c1', status: 'inTransit', place: 'Nagpur', at: '2026-01-10T10:00:00.000Z' };
    for (let times = 0; times < 2; times += 1)
      ok(await asAdmin('POST', `/orders/${id}/shipments/${shipmentId}/checkpoints`, report));
    const tracking = ok(await buyer.get(`/orders/${id}/tracking`), 200);
    expect(tracking.body).toMatchObject({
      status: 'shipped',
      shipments: [{ trackingNumber: `AWB-${id}`, checkpoints: [{ place: 'Nagpur' }] }],
    });
    const delivered = ok(await asOwner('POST', `/orders/${id}/deliver`));
    const list = await system.call('GET', `/orders/user/${buyer.userId}`, {
      token: buyer.token,
      headers: { 'read-after': delivered.headers.get('x-position')! },
    });
    expect(list.body.orders).toMatchObject([
      { id, status: 'delivered', lines: [{ name: 'Kurta', status: 'delivered' }] },
    ]);
    const { orderNumber } = list.body.orders[0];
    expect(
      (await system.call('GET', `/orders?orderNumber=${orderNumber}`, { token: shop.admin })).body.orders,
    ).toHaveLength(1);
  });

  it('shows itself as it was at a revision', async () => {
    const { buyer, id } = await confirmed();
    expect((await buyer.get(`/orders/${id}?asOf=0`)).body).toMatchObject({ status: 'pending', confirmedAt: null });
    expect((await buyer.get(`/orders/${id}?asOf=1`)).body).toMatchObject({ status: 'confirmed' });
    expect((await buyer.get(`/orders/${id}?asOf=2020-01-01T00:00:00.000Z`)).status).toBe(404);
  });

  it('is nobody else’s business, and the vendor sees no phone number', async () => {
    const { buyer, id } = await confirmed();
    const stranger = await newBuyer(system);
    expect((await stranger.get(`/orders/${id}`)).status).toBe(404);
    expect((await stranger.post(`/orders/${id}/cancel`)).status).toBe(404);
    expect((await stranger.get(`/orders/user/${buyer.userId}`)).status).toBe(403);
    const seen = await system.call('GET', `/orders/${id}`, { token: shop.ownerToken });
    expect(seen.body).toMatchObject({ id, address: { phone: '' } });
    const otherVendor = await system.tokenFor(['vendor']);
    expect((await system.call('POST', `/orders/${id}/deliver`, { token: otherVendor, body: {} })).status).toBe(404);
  });

  it('pages through the past of a buyer', async () => {
    const buyer = await newBuyer(system);
    for (let count = 0; count < 3; count += 1) ok(await buyer.buy(article));
    await system.settled();
    const first = ok(await buyer.get(`/orders/user/${buyer.userId}?limit=2`), 200).body;
    const second = ok(await buyer.get(`/orders/user/${buyer.userId}?limit=2&cursor=${first.next}`), 200).body;
    const ids = [...first.orders, ...second.orders].map((entry: { id: string }) => entry.id);
    expect([new Set(ids).size, second.next]).toEqual([3, null]);
    expect((await buyer.get(`/orders/user/${buyer.userId}?cursor=nonsense`)).body).toMatchObject({
      code: 'InvalidCursor',
    });
  });
});

describe('a cancellation', () => {
  it('gives the money and the stock back', async () => {
    const before = await shop.stockOf(article);
    const { buyer, id } = await confirmed(2);
    ok(await buyer.post(`/orders/${id}/cancel`, { reason: 'foundCheaper' }));
    await refundedTo(buyer, id, 120_000);
    await system.settled();
    expect(await shop.stockOf(article)).toMatchObject({ onHand: before.onHand });
    expect(await statusOf(buyer, id)).toBe('cancelled');
  });
  it('comes too late once the parcel has left', async () => {
    const { buyer, id } = await confirmed();
    await shipped(id);
    expect(await buyer.post(`/orders/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'OrderNotCancellable' },
    });
  });
});

describe('a return', () => {
  const ask = { kind: 'refund', reason: 'defective', unboxingVideoId: uuidV7() };
  const delivered = async (quantity = 1) => {
    const { buyer, id } = await confirmed(quantity);
    await shipped(id);
    ok(await asOwner('POST', `/orders/${id}/deliver`));
    const lineId = (await buyer.get(`/orders/${id}`)).body.lines[0].id as string;
    return { buyer, id, lineId };
  };
  const received = async (id: string, returnId: string) => {
    for (const status of ['approved', 'receivedAtWarehouse'])
      ok(await asAdmin('PUT', `/orders/${id}/returns/${returnId}/status`, { status }), 200);
    return ok(await asAdmin('POST', `/orders/${id}/returns/${returnId}/accept`, { restock: true }));
  };

  it('of some pieces pays for those, and of the rest for the rest', async () => {
    const { buyer, id, lineId } = await delivered(2);
    for (const [part, status] of [
      [60_000, 'partially_returned'],
      [120_000, 'returned'],
    ] as const) {
      const asked = ok(await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] }));
      await received(id, asked.body.id);
      await refundedTo(buyer, id, part);
      expect(await statusOf(buyer, id)).toBe(status);
    }
    const documents = ok(await buyer.get(`/orders/${id}/invoices`), 200).body.documents;
    expect(documents.map(({ kind }: { kind: string }) => kind)).toEqual(['invoice', 'creditNote', 'creditNote']);
    const pdf = await buyer.get(`/orders/${id}/invoices/${documents[0].id}`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(String(pdf.body).slice(0, 5)).toBe('%PDF-');
  });
  it('for another piece sends one, when there is one', async () => {
    const { buyer, id, lineId } = await delivered();
    const before = await shop.stockOf(article);
    const body = { ...ask, kind: 'replacement', lines: [{ lineId, quantity: 1 }] };
    const asked = ok(await buyer.post(`/orders/${id}/returns`, body));
    await received(id, asked.body.id);
    await expect
      .poll(async () => (await buyer.get(`/orders/${id}`)).body.returns[0].status, { timeout: 20_000 })
      .toBe('replacementPreparing');
    await system.settled();
    expect(await shop.stockOf(article)).toMatchObject({ onHand: before.onHand, reserved: before.reserved });
  });
  it('is refused after a week', async () => {
    const { buyer, id, lineId } = await delivered();
    system.advance(7 * 86_400_000);
    const late = await buyer.post(`/orders/${id}/returns`, { ...ask, lines: [{ lineId, quantity: 1 }] });
    expect([401, 409]).toContain(late.status);
  });
});

describe('a parcel that comes home', () => {
  it('is refunded, and counted as such', async () => {
    const { buyer, id } = await confirmed();
    const shipmentId = await shipped(id);
    const report = { id: 'c9', status: 'returnedToOrigin', text: 'refused', at: '2026-01-10T10:00:00.000Z' };
    ok(await asAdmin('POST', `/orders/${id}/shipments/${shipmentId}/checkpoints`, report));
    await refundedTo(buyer, id, 60_000);
    expect(await statusOf(buyer, id)).toBe('returned_to_origin');
  });
});

describe('cash on delivery', () => {
  it('is collected with the last parcel', async () => {
    const buyer = await newBuyer(system);
    const placed = ok(await buyer.buy(article, 1, { paymentMethod: 'COD' }));
    await system.settled();
    await shipped(placed.body.orderId);
    ok(await asOwner('POST', `/orders/${placed.body.orderId}/deliver`));
    await expect
      .poll(async () => (await buyer.get(`/payments/order/${placed.body.orderId}`)).body.payments[0].status, {
        timeout: 20_000,
      })
      .toBe('collected');
  });
});

it('puts an old order into the cart again', async () => {
  const { buyer, id } = await confirmed(2);
  expect(ok(await buyer.post(`/orders/${id}/reorder`), 200).body.added).toMatchObject([{ quantity: 2 }]);
  expect((await buyer.get(`/cart/${buyer.userId}`)).body.items).toHaveLength(1);
});
