import { describe, expect, it } from 'vitest';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok } from '../support/purchase.ts';

const { system, shop, article, desk } = await openedShop();

describe('an order', () => {
  it('goes from the house to the door, and is found in lists', async () => {
    const { buyer, id } = await desk.confirmed();
    ok(await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'processing' }), 200);
    ok(await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
    const backwards = await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'processing' });
    expect(backwards).toMatchObject({ status: 409, body: { code: 'OrderStatusNotAllowed' } });
    const shipmentId = await desk.shipped(id);
    const report = { id: 'c1', status: 'inTransit', place: 'Nagpur', at: '2026-01-10T10:00:00.000Z' };
    for (let times = 0; times < 2; times += 1)
      ok(await desk.asAdmin('POST', `/orders/${id}/shipments/${shipmentId}/checkpoints`, report));
    const tracking = ok(await buyer.get(`/orders/${id}/tracking`), 200);
    expect(tracking.body).toMatchObject({
      status: 'shipped',
      shipments: [{ trackingNumber: `AWB-${id}`, checkpoints: [{ place: 'Nagpur' }] }],
    });
    const delivered = ok(await desk.asOwner('POST', `/orders/${id}/deliver`));
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
    const { buyer, id } = await desk.confirmed();
    expect((await buyer.get(`/orders/${id}?asOf=0`)).body).toMatchObject({ status: 'pending', confirmedAt: null });
    expect((await buyer.get(`/orders/${id}?asOf=1`)).body).toMatchObject({ status: 'confirmed' });
    expect((await buyer.get(`/orders/${id}?asOf=2020-01-01T00:00:00.000Z`)).status).toBe(404);
  });

  it('is nobody else’s business, and the vendor sees no phone number', async () => {
    const { buyer, id } = await desk.confirmed();
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
    const { buyer, id } = await desk.confirmed(2);
    ok(await buyer.post(`/orders/${id}/cancel`, { reason: 'foundCheaper' }));
    await desk.refundedTo(buyer, id, 120_000);
    await system.settled();
    expect(await shop.stockOf(article)).toMatchObject({ onHand: before.onHand });
    expect(await desk.statusOf(buyer, id)).toBe('cancelled');
  });
  it('comes too late once the parcel has left', async () => {
    const { buyer, id } = await desk.confirmed();
    await desk.shipped(id);
    expect(await buyer.post(`/orders/${id}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'OrderNotCancellable' },
    });
  });
});

describe('a parcel that comes home', () => {
  it('is refunded, and counted as such', async () => {
    const { buyer, id } = await desk.confirmed();
    const shipmentId = await desk.shipped(id);
    const report = { id: 'c9', status: 'returnedToOrigin', text: 'refused', at: '2026-01-10T10:00:00.000Z' };
    ok(await desk.asAdmin('POST', `/orders/${id}/shipments/${shipmentId}/checkpoints`, report));
    await desk.refundedTo(buyer, id, 60_000);
    expect(await desk.statusOf(buyer, id)).toBe('returned_to_origin');
  });
});

describe('cash on delivery', () => {
  it('is collected with the last parcel', async () => {
    const buyer = await newBuyer(system);
    const placed = ok(await buyer.buy(article, 1, { paymentMethod: 'COD' }));
    await system.settled();
    await desk.shipped(placed.body.orderId);
    ok(await desk.asOwner('POST', `/orders/${placed.body.orderId}/deliver`));
    await expect
      .poll(async () => (await buyer.get(`/payments/order/${placed.body.orderId}`)).body.payments[0].status, {
        timeout: 20_000,
      })
      .toBe('collected');
  });
});

it('puts an old order into the cart again', async () => {
  const { buyer, id } = await desk.confirmed(2);
  expect(ok(await buyer.post(`/orders/${id}/reorder`), 200).body.added).toMatchObject([{ quantity: 2 }]);
  expect((await buyer.get(`/cart/${buyer.userId}`)).body.items).toHaveLength(1);
});
