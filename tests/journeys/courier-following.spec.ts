import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { courierCompany } from '../support/courier-company.ts';
import { orderDesk } from '../support/order-desk.ts';
import { ok, openShop, type Buyer, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { referenceOf } from '../../domains/order/index.ts';

const WAIT = { timeout: 40_000, interval: 100 };
const HOUR_MS = 3_600_000;
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

const underway = async () => {
  const { buyer, id } = await desk.confirmed();
  ok(await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
  const { shipmentId, trackingNumber } = await company.booked(id);
  await company.scan(id, shipmentId, 'pickedUp', { at: '2026-01-10T10:00:00Z' });
  expect(await desk.statusOf(buyer, id)).toBe('shipped');
  return { buyer, id, shipmentId, trackingNumber };
};
const shipmentOf = async (buyer: Buyer, id: string) => (await buyer.get(`/orders/${id}`)).body.shipments[0];
const inDays = (days: number): string => new Date(Date.now() + days * 24 * HOUR_MS).toISOString().slice(0, 10);
const later = async (ms: number): Promise<void> => {
  await system.settled();
  system.advance(ms);
};
const report = async (body: object | string, token: string, to = company.webhook) => {
  const headers = { 'content-type': 'application/json', 'x-api-key': token };
  const answer = await fetch(to, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as { handled?: boolean; code?: string } };
};

describe('a parcel that a courier company carries', () => {
  it('is brought again as its buyer wants, once the company takes that in, or goes back', async () => {
    const { buyer, id, shipmentId } = await underway();
    const parcel = `/orders/${id}/shipments/${shipmentId}`;
    const fail = (day: string) =>
      company.scan(id, shipmentId, 'undelivered', { activity: 'Consignee not available', at: `${day}T10:00:00Z` });
    await fail('2026-01-11');
    expect((await shipmentOf(buyer, id)).deliveryIssue).toMatchObject({ state: 'actionNeeded', attempts: 1 });
    await company.fault('ndr', 'refused');
    const body = { attempt: 1, on: inDays(3), phone: '9123456780', note: 'Ring twice' };
    ok(await buyer.post(`${parcel}/redelivery`, body));
    const told = async () => (await company.bookings(id))[0]?.instruction;
    await expect.poll(async () => (await told())?.status, WAIT).toBe('refused');
    await system.settled();
    const open = await system.call('GET', '/shipments/undelivered', { token: shop.admin });
    expect(ok(open, 200).body.shipments).toMatchObject([{ shipmentId, courierTold: 'refused' }]);
    await later(HOUR_MS);
    await expect.poll(told, WAIT).toMatchObject({ status: 'accepted', turn: 2 });
    const actions = async () => (await company.known(id, shipmentId))[0]?.actions ?? [];
    const again = { action: 're-attempt', deferred_date: body.on, phone: body.phone };
    expect(await actions()).toMatchObject([{ ...again, comments: `Deliver again on ${body.on}. Ring twice` }]);
    await fail('2026-01-12');
    ok(await buyer.post(`${parcel}/send-back`, { attempt: 2 }));
    await expect.poll(actions, WAIT).toMatchObject([again, { action: 'return' }]);
    await company.scan(id, shipmentId, 'rtoInitiated', { at: '2026-01-13T10:00:00Z' });
    await company.scan(id, shipmentId, 'rtoDelivered', { at: '2026-01-15T10:00:00Z' });
    expect(await desk.statusOf(buyer, id)).toBe('returned_to_origin');
  });
  it('is asked about when its reports get lost, and when the company does not answer at once', async () => {
    const { buyer, id, shipmentId } = await underway();
    await company.scan(id, shipmentId, 'outForDelivery', { at: '2026-01-11T08:00:00Z', webhooks: 0 });
    await company.scan(id, shipmentId, 'delivered', { at: '2026-01-11T10:00:00Z', webhooks: 0 });
    await company.fault('track', 'server-error', { times: 4 });
    await company.control('DELETE', '/tokens');
    await later(13 * HOUR_MS);
    await expect.poll(() => desk.statusOf(buyer, id), WAIT).toBe('delivered');
  });
  it('is known by reports of the company alone, repeated, reordered and under either live secret', async () => {
    const { buyer, id, shipmentId, trackingNumber } = await underway();
    const scan = (code: string, date: string) => ({ date, activity: 'x', location: 'Pune', 'sr-status': code });
    const [first, second] = [scan('18', '2026-01-11 10:00:00'), scan('38', '2026-01-11 18:00:00')];
    const body = (...scans: object[]) => ({ awb: trackingNumber, order_id: referenceOf(id, shipmentId), scans });
    const { secret: old, id: courierId, version } = company.courier;
    const rotated = ok(await desk.asAdmin('POST', `/couriers/${courierId}/secret`, { version }), 200);
    const { secret } = rotated.body as { secret: string };
    for (const [token, scans] of [
      [old, [second]],
      [secret, [first, second]],
      [old, [first]],
      [secret, [second]],
    ] as const)
      expect(await report(body(...scans), token)).toMatchObject({ status: 200 });
    const { checkpoints } = await shipmentOf(buyer, id);
    expect(checkpoints).toMatchObject([{ status: 'pickedUp' }, { status: 'atHub' }, { status: 'inTransit' }]);
    for (const token of ['', 'guess', old.slice(0, -1)])
      expect(await report(body(scan('7', '2026-01-12 10:00:00')), token)).toMatchObject({
        ...{ status: 422, body: { code: 'InvalidWebhookSignature' } },
      });
    const { id: other, secret: others } = ok(await desk.asAdmin('POST', '/couriers', { name: 'Ekart' })).body as {
      id: string;
      secret: string;
    };
    const elsewhere = company.webhook.replace(courierId, other);
    expect(await report(body(first), others, elsewhere)).toMatchObject({
      status: 404,
      body: { code: 'CourierNotFound' },
    });
    expect(await report('{', secret)).toMatchObject({ status: 422, body: { code: 'InvalidWebhook' } });
    const strange = { ...body(first), order_id: 'TEST_1234' };
    expect(await report(strange, secret)).toEqual({ status: 200, body: { handled: false } });
    await later(25 * HOUR_MS);
    expect(await report(body(first), old)).toMatchObject({ status: 422 });
    expect(await report(body(first), secret)).toMatchObject({ status: 200 });
    expect(await desk.statusOf(buyer, id)).toBe('shipped');
  });
});
