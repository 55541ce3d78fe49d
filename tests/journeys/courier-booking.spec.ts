import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { address } from '../support/address.ts';
import { courierCompany } from '../support/courier-company.ts';
import { orderDesk } from '../support/order-desk.ts';
import { newBuyer, ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const WAIT = { timeout: 40_000, interval: 100 };
let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof orderDesk>;
let company: Awaited<ReturnType<typeof courierCompany>>;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  desk = orderDesk(system, shop, await shop.sell(100));
  company = await courierCompany(system, shop);
});
afterAll(() => system.stop());

const packed = async () => {
  const { buyer, id } = await desk.confirmed();
  ok(await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
  return { buyer, id };
};
const label = (id: string, shipmentId: string, token: string) =>
  system.call('GET', `/orders/${id}/bookings/${shipmentId}/label`, { token });

describe('a courier for what is packed', () => {
  it('is booked once, collects, and brings the parcel to the door by its own reports', async () => {
    const { buyer, id } = await packed();
    const booking = await company.booked(id);
    const { shipmentId, trackingNumber } = booking;
    expect(booking.courier).toBe('Delhivery Surface');
    await expect.poll(async () => (await company.bookings(id))[0]?.pickupOn, WAIT).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(await company.known(id, shipmentId)).toMatchObject([{ awb: trackingNumber }]);
    const pdf = ok(await label(id, shipmentId, shop.ownerToken), 200);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.body).toMatch(/^%PDF-/);
    expect(await desk.statusOf(buyer, id)).toBe('packed');
    const scan = (status: string, at: string, webhooks: number) =>
      company.scan(id, shipmentId, status, { at, webhooks });
    expect((await scan('pickedUp', '2026-01-10T10:00:00Z', 3))['statuses']).toEqual([200, 200, 200]);
    expect((await buyer.get(`/orders/${id}`)).body).toMatchObject({
      status: 'shipped',
      shipments: [{ id: shipmentId, trackingNumber, checkpoints: [{ status: 'pickedUp' }] }],
    });
    // The report of the next scan is lost, and the one after it tells of both.
    await scan('outForDelivery', '2026-01-11T08:00:00Z', 0);
    const { statuses } = await scan('delivered', '2026-01-11T10:00:00Z', 2);
    expect(statuses).toEqual([200, 200]);
    expect(await desk.statusOf(buyer, id)).toBe('delivered');
    expect(await company.bookings(id)).toMatchObject([{ status: 'collected' }]);
  });
  it('is booked once although the answers are lost, and his label is shown to nobody else', async () => {
    for (const call of ['orders.create', 'awb.assign', 'pickup']) await company.fault(call, 'lost-response');
    const { buyer, id } = await packed();
    const { shipmentId } = await company.booked(id);
    expect(await company.known(id, shipmentId)).toHaveLength(1);
    await expect.poll(async () => (await company.bookings(id))[0]?.pickupOn, WAIT).not.toBeNull();
    const stranger = await newBuyer(system);
    expect((await label(id, shipmentId, stranger.token)).status).toBe(403);
    expect((await label(id, shipmentId, buyer.token)).status).toBe(403);
    expect((await label(id, shipmentId, await system.tokenFor(['vendor']))).status).toBe(404);
    await company.fault('label', 'refused');
    const missing = { status: 503, body: { code: 'ProviderUnavailable' } };
    expect(await label(id, shipmentId, shop.ownerToken)).toMatchObject(missing);
    ok(await label(id, shipmentId, shop.ownerToken), 200);
  });
  it('is given up by hand, booked again by hand, and not needed where the parcel leaves in another way', async () => {
    const { buyer, id } = await packed();
    const { shipmentId } = await company.booked(id);
    const again = () => desk.asOwner('POST', `/orders/${id}/bookings`);
    expect((await again()).body.code).toBe('CourierAlreadyBooked');
    ok(await desk.asOwner('POST', `/orders/${id}/bookings/${shipmentId}/cancel`));
    await expect.poll(async () => (await company.known(id, shipmentId))[0]?.isCancelled, WAIT).toBe(true);
    expect((await label(id, shipmentId, shop.ownerToken)).status).toBe(404);
    ok(await again(), 202);
    const second = await company.booked(id);
    expect(second.shipmentId).not.toBe(shipmentId);
    await desk.shipped(id);
    await expect.poll(async () => (await company.known(id, second.shipmentId))[0]?.isCancelled, WAIT).toBe(true);
    expect((await company.bookings(id)).map(({ reason }) => reason)).toEqual(['byHand', 'shippedOtherwise']);
    expect(await desk.statusOf(buyer, id)).toBe('shipped');
    expect((await desk.asOwner('POST', `/orders/${id}/bookings/${second.shipmentId}/cancel`)).status).toBe(200);
  });
  it('is booked for the new address when that changes, and for nothing when the order is cancelled', async () => {
    const { buyer, id } = await packed();
    const { shipmentId } = await company.booked(id);
    const elsewhere = { ...address, line1: '9 Hill Road' };
    const added = ok(await buyer.post(`/users/${buyer.userId}/addresses`, elsewhere)).body as {
      addresses: { id: string }[];
    };
    const body = { addressId: added.addresses.at(-1)!.id };
    ok(await system.call('PUT', `/orders/${id}/address`, { token: buyer.token, body }));
    await expect.poll(async () => (await company.bookings(id)).length, WAIT).toBe(2);
    const next = await company.booked(id);
    expect((await company.known(id, shipmentId))[0]?.isCancelled).toBe(true);
    ok(await desk.asAdmin('POST', `/orders/${id}/cancel`, { reason: 'outOfStock' }));
    await expect.poll(async () => (await company.known(id, next.shipmentId))[0]?.isCancelled, WAIT).toBe(true);
    await system.settled();
    expect(await company.bookings(id)).toHaveLength(2);
  });
  it('is booked for each vendor by itself, who sees the own parcel only', async () => {
    const other = await openShop(system, 'Other Looms');
    const [mine, theirs] = [await shop.sell(5), await other.sell(5)];
    const buyer = await newBuyer(system);
    const items = [mine, theirs].map((article) => ({ ...article, quantity: 1 }));
    const { orderId: id } = ok(await buyer.place({ paymentMethod: 'COD', items })).body as { orderId: string };
    ok(await desk.asAdmin('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
    const all = async () =>
      ok(await system.call('GET', `/orders/${id}/bookings`, { token: shop.admin }), 200).body.bookings as {
        vendorId: string;
        shipmentId: string;
        status: string;
        collect: { amount: number };
      }[];
    await expect.poll(async () => (await all()).map(({ status }) => status), WAIT).toEqual(['booked', 'booked']);
    const { totals } = (await buyer.get(`/orders/${id}`)).body as { totals: { total: { amount: number } } };
    const cash = (await all()).reduce((sum, { collect }) => sum + collect.amount, 0);
    expect(cash).toBe(totals.total.amount);
    expect((await company.bookings(id)).map(({ vendorId }) => vendorId)).toEqual([shop.vendorId]);
    const { shipmentId } = (await all()).find(({ vendorId }) => vendorId === other.vendorId)!;
    expect((await label(id, shipmentId, shop.ownerToken)).status).toBe(404);
    ok(await label(id, shipmentId, other.ownerToken), 200);
    const cancel = `/orders/${id}/bookings/${shipmentId}/cancel`;
    expect((await system.call('POST', cancel, { token: shop.ownerToken })).status).toBe(404);
  });
  it('says why he does not come', async () => {
    await company.fault('awb.assign', 'refused');
    const { id } = await packed();
    expect(await company.booked(id, 'failed')).toMatchObject({ reason: expect.stringContaining('refused') as string });
    await system.settled();
    const list = await system.call('GET', '/shipments/bookings?limit=1', { token: shop.admin });
    expect(ok(list, 200).body.bookings).toMatchObject([{ orderId: id, status: 'failed' }]);
    expect((await system.call('GET', '/shipments/bookings', { token: shop.ownerToken })).status).toBe(403);
    // However many ask at once, one courier comes.
    const asked = await Promise.all(Array.from({ length: 5 }, () => desk.asOwner('POST', `/orders/${id}/bookings`)));
    expect(asked.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    await company.booked(id);
  });
});
