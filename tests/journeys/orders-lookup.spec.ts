import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderDesk } from '../support/order-desk.ts';
import { ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const PHONE = '9876543210';
let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof orderDesk>;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  desk = orderDesk(system, shop, await shop.sell(100));
});
afterAll(() => system.stop());

const newest = async (): Promise<string | undefined> => {
  const answer = await fetch(`${system.url}/simulators/sms/messages`);
  const { messages } = (await answer.json()) as { messages: { text?: string; message?: string }[] };
  const texts = messages.map((message) => /\b\d{6}\b/.exec(JSON.stringify(message))?.[0]);
  return texts.find((text) => text !== undefined);
};
const lookUp = (orderNumber: string, phone = PHONE) =>
  system.call('POST', '/orders/lookup', { body: { orderNumber, phone } });
const verify = (lookupId: string, code: string) =>
  system.call('POST', `/orders/lookup/${lookupId}/verify`, { body: { code } });
const placed = async () => {
  const { buyer, id } = await desk.confirmed();
  await system.settled();
  return { buyer, id, orderNumber: (await buyer.get(`/orders/${id}`)).body.orderNumber as string };
};

describe('an order without an account', () => {
  it('is found by its number and phone with a code, and then by a link', async () => {
    const { orderNumber } = await placed();
    const { lookupId } = ok(await lookUp(orderNumber.toLowerCase(), '+91 98765 43210'), 200).body;
    await expect.poll(newest, { timeout: 10_000 }).toBeDefined();
    const code = (await newest())!;
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await verify(lookupId, wrong)).toMatchObject({ status: 422, body: { code: 'InvalidLookupCode' } });
    const found = ok(await verify(lookupId, code), 200).body;
    expect(found.order).toMatchObject({ orderNumber, status: 'confirmed', lines: [{ name: 'Kurta', quantity: 1 }] });
    expect(JSON.stringify(found.order)).not.toMatch(/Asha|60000|Lake Road/);
    const shared = await system.call('GET', `/orders/shared/${found.link}`);
    expect(ok(shared, 200).body).toEqual(found.order);
    expect((await system.call('GET', `/orders/shared/${String(found.link).replace(/.$/, 'x')}`)).status).toBe(404);
  });
  it('is not told of to strangers, and codes cannot be guessed', async () => {
    const { orderNumber } = await placed();
    const stranger = ok(await lookUp(orderNumber, '9123456789'), 200).body;
    expect(Object.keys(stranger)).toEqual(['lookupId', 'expiresAt']);
    for (const status of [422, 422, 422, 429]) expect((await verify(stranger.lookupId, '123456')).status).toBe(status);
    for (let more = 0; more < 5; more += 1) await lookUp(orderNumber, '9123456789');
    expect(await lookUp(orderNumber)).toMatchObject({ status: 429, body: { code: 'TooManyRequests' } });
  });
  it('may be shared by its buyer until the link lapses', async () => {
    const { buyer, id } = await placed();
    const other = await placed();
    expect((await other.buyer.post(`/orders/${id}/link`)).status).toBe(404);
    const { link } = ok(await buyer.post(`/orders/${id}/link`), 200).body;
    ok(await system.call('GET', `/orders/shared/${link}`), 200);
    system.advance(31 * 24 * 3_600_000);
    expect((await system.call('GET', `/orders/shared/${link}`)).status).toBe(404);
  });
});
