import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderDesk } from '../support/order-desk.ts';
import { ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

type Registered = { readonly id: string; readonly webhook: string; readonly secret: string; readonly version: number };
const AT = '2026-01-10T10:00:00.000Z';
let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof orderDesk>;
let courier: Registered;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  desk = orderDesk(system, shop, await shop.sell(100));
  courier = ok(await desk.asAdmin('POST', '/couriers', { name: 'Delhivery' })).body as Registered;
});
afterAll(() => system.stop());

const report = async (
  body: object | string,
  { secret = courier.secret, to = courier.webhook, at = Date.now() } = {},
): Promise<{ status: number; body: { code?: string; handled?: boolean } }> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${text}`).digest('hex');
  const answer = await fetch(system.url + to, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-courier-timestamp': timestamp,
      'x-courier-signature': signature,
    },
    body: text,
  });
  return { status: answer.status, body: (await answer.json()) as { code?: string; handled?: boolean } };
};
const shipped = async () => {
  const { buyer, id } = await desk.confirmed();
  await desk.shipped(id);
  await system.settled();
  const said = (n: number, status: string) => ({ id: `r${n}`, trackingNumber: `AWB-${id}`, status, at: AT });
  return { buyer, id, said };
};

describe('a courier', () => {
  it('brings a parcel to the door by signed reports, repeated and out of order as they come', async () => {
    const { buyer, id, said } = await shipped();
    const reports = [said(1, 'inTransit'), said(1, 'inTransit'), said(3, 'delivered'), said(2, 'outForDelivery')];
    for (const each of [...reports, said(3, 'delivered')])
      expect(await report(each)).toEqual({ status: 200, body: { handled: true } });
    expect((await buyer.get(`/orders/${id}`)).body).toMatchObject({
      status: 'delivered',
      shipments: [{ checkpoints: [{ status: 'inTransit' }] }],
    });
    expect(await report(said(4, 'returnedToOrigin'))).toEqual({ status: 200, body: { handled: false } });
  });
  it('is believed only under its own signature, soon after it signed, and about its own parcels', async () => {
    const { buyer, id, said } = await shipped();
    const { secret, webhook } = ok(await desk.asAdmin('POST', '/couriers', { name: 'Ekart' })).body as Registered;
    expect(await report(said(1, 'delivered'), { secret })).toMatchObject({ status: 422 });
    expect(await report(said(1, 'delivered'), { at: Date.now() - 600_000 })).toMatchObject({
      status: 410,
      body: { code: 'WebhookExpired' },
    });
    expect(await report(said(1, 'delivered'), { secret, to: webhook })).toMatchObject({
      status: 404,
      body: { code: 'ShipmentNotFound' },
    });
    expect(await report('{')).toMatchObject({ status: 422, body: { code: 'InvalidWebhook' } });
    expect(await report({ ...said(1, 'flying') })).toMatchObject({ status: 422, body: { code: 'InvalidWebhook' } });
    expect(await desk.statusOf(buyer, id)).toBe('shipped');
  });
  it('may go on with its old secret for a day', async () => {
    const { said } = await shipped();
    const old = courier;
    const { id, version } = old;
    courier = ok(await desk.asAdmin('POST', `/couriers/${id}/secret`, { version }), 200).body as Registered;
    expect(courier.secret).not.toBe(old.secret);
    for (const { secret } of [old, courier])
      expect(await report(said(1, 'inTransit'), { secret })).toMatchObject({ status: 200 });
    system.advance(25 * 3_600_000);
    const at = Date.now() + 25 * 3_600_000;
    expect(await report(said(2, 'inTransit'), { secret: old.secret, at })).toMatchObject({ status: 422 });
    expect(await report(said(2, 'inTransit'), { at })).toMatchObject({ status: 200 });
  });
  it('is let in by administrators only', async () => {
    const body = { name: 'Anybody' };
    expect((await system.call('POST', '/couriers', { token: shop.ownerToken, body })).status).toBe(403);
  });
});
