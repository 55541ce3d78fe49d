import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEVELOPMENT_CREDENTIALS } from '../../infra/simulators/development-credentials.ts';
import { address } from '../support/address.ts';
import { courierCompany } from '../support/courier-company.ts';
import { orderDesk } from '../support/order-desk.ts';
import { ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const WAIT = { timeout: 40_000, interval: 100 };
const OTHER_PHONE = '9123456780';
const NOTE = 'The bell is broken';
let logged = '';
const logTo = new Writable({
  write: (chunk: Buffer, _, done) => {
    logged += chunk.toString();
    done();
  },
});
let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem({ logTo, logLevel: 'trace' });
  shop = await openShop(system);
});
afterAll(() => system.stop());

it('logs neither whom a courier goes to nor how the courier company is entered, on its worst day', async () => {
  const desk = orderDesk(system, shop, await shop.sell(10));
  const company = await courierCompany(system, shop);
  for (const [call, fault, times] of [
    ['login', 'refused', 1],
    ['orders.create', 'server-error', 4],
    ['awb.assign', 'lost-response', 1],
    ['ndr', 'server-error', 4],
  ] as const)
    await company.fault(call, fault, { times });
  const { buyer, id } = await desk.confirmed();
  ok(await desk.asOwner('PUT', `/orders/${id}/status`, { status: 'packed' }), 200);
  await company.booked(id, 'failed');
  ok(await desk.asOwner('POST', `/orders/${id}/bookings`), 202);
  const { shipmentId } = await company.booked(id);
  ok(await system.call('GET', `/orders/${id}/bookings/${shipmentId}/label`, { token: shop.ownerToken }), 200);
  await company.scan(id, shipmentId, 'undelivered', { activity: 'Door closed', at: '2026-01-10T10:00:00Z' });
  const on = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const body = { attempt: 1, on, phone: OTHER_PHONE, note: NOTE };
  ok(await buyer.post(`/orders/${id}/shipments/${shipmentId}/redelivery`, body));
  await expect.poll(async () => (await company.bookings(id)).at(-1)?.instruction?.status, WAIT).toBe('accepted');
  expect(logged).toContain('trying again');
  const { email, password } = DEVELOPMENT_CREDENTIALS.shiprocket;
  for (const secret of [address.phone, address.fullName, address.line1, OTHER_PHONE, NOTE, email, password])
    expect(logged).not.toContain(secret);
  expect(logged).not.toContain(company.courier.secret);
});
