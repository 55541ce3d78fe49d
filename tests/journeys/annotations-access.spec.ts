import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newBuyer, ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

const annotate = (entity: string, body: object, token = shop.admin): Promise<Answer> =>
  system.call('PATCH', `/annotations/${entity}`, { token, body });
const read = (path: string, token?: string): Promise<Answer> =>
  system.call('GET', path, token === undefined ? {} : { token });
const find = (kind: string, reference: string, token = shop.admin): Promise<Answer> =>
  read(`/references/${kind}/${encodeURIComponent(reference)}`, token);
const idOf = (entity: string): string => entity.split('/')[1]!;

const both = { metadata: { 'pim.fit': 'loose' }, privateMetadata: { 'erp.cost': '41000' } };

it('everybody reads what is public of a product that is on sale; only staff what is private', async () => {
  const { productId } = await shop.sell(1);
  const entity = `product/${productId}`;
  ok(await annotate(entity, both), 200);
  const customer = await system.tokenFor(['customer']);
  for (const token of [undefined, customer, shop.ownerToken]) {
    const { body } = ok(await read(`/annotations/${entity}`, token), 200);
    expect(body).toEqual({ kind: 'product', entityId: productId, externalReference: null, metadata: both.metadata });
  }
  expect((await read(`/annotations/${entity}`, shop.admin)).body).toMatchObject(both);
  ok(await system.call('DELETE', `/products/${productId}/publication`, { token: shop.admin }), 200);
  expect((await read(`/annotations/${entity}`, customer)).status).toBe(404);
  expect((await read(`/annotations/${entity}`, shop.ownerToken)).status).toBe(200);
});

it('a seller annotates what is theirs, publicly', async () => {
  const { productId, variantId } = await shop.sell(1);
  const [own, stranger] = [shop.ownerToken, await system.tokenFor(['vendor'], uuidV7())];
  const refused = { status: 403, body: { code: 'AnnotationNotAllowed' } };
  for (const entity of [`product/${productId}`, `variant/${productId}.${variantId}`, `vendor/${shop.vendorId}`]) {
    ok(await annotate(entity, { metadata: both.metadata, externalReference: `S-${idOf(entity)}` }, own));
    expect(await annotate(entity, { privateMetadata: both.privateMetadata }, own)).toMatchObject(refused);
    expect(await annotate(entity, { metadata: both.metadata }, stranger)).toMatchObject(refused);
    const [kind, id] = entity.split('/') as [string, string];
    expect((await find(kind, `S-${id}`, own)).status).toBe(200);
    expect((await find(kind, `S-${id}`, stranger)).status).toBe(404);
  }
  const support = await system.tokenFor(['support']);
  expect(await annotate(`product/${productId}`, both, support)).toMatchObject(refused);
  expect((await annotate(`product/${productId}`, both, await system.tokenFor(['customer']))).status).toBe(403);
});

it('a buyer reads what is public of their order and its payment, and nobody else’s', async () => {
  const [buyer, other] = [await newBuyer(system), await newBuyer(system)];
  const { orderId, payment } = ok(await buyer.buy(await shop.sell(1))).body as {
    orderId: string;
    payment: { paymentId: string };
  };
  const support = await system.tokenFor(['support']);
  for (const entity of [`order/${orderId}`, `payment/${payment.paymentId}`]) {
    ok(await annotate(entity, { ...both, externalReference: `B-${idOf(entity)}` }, support), 200);
    const seen = ok(await buyer.get(`/annotations/${entity}`), 200).body;
    expect(seen).toMatchObject({ metadata: both.metadata });
    expect(JSON.stringify(seen)).not.toContain('41000');
    expect((await other.get(`/annotations/${entity}`)).status).toBe(404);
    expect((await read(`/annotations/${entity}`)).status).toBe(404);
  }
  expect((await read(`/annotations/return/${orderId}.${uuidV7()}`, support)).status).toBe(404);
});

it('categories, coupons and earning rules are for admins and services', async () => {
  const category = ok(await system.call('POST', '/categories', { token: shop.admin, body: { name: 'Stoles' } })).body;
  const terms = { code: `A${Date.now()}`, description: 'x', discount: { type: 'fixed', amountPaise: 1_000 } };
  const coupon = ok(await system.call('POST', '/coupons', { token: shop.admin, body: terms })).body;
  const service = await system.tokenFor(['service']);
  ok(await annotate(`category/${category.id}`, both, service), 200);
  ok(await annotate(`coupon/${coupon.id}`, { ...both, externalReference: 'CAMPAIGN-7' }, service), 200);
  expect((await read(`/annotations/category/${category.id}`)).body.metadata).toEqual(both.metadata);
  expect((await read(`/annotations/coupon/${coupon.id}`)).status).toBe(404);
  ok(await system.call('DELETE', `/coupons/${coupon.id}`, { token: shop.admin }), 200);
  await system.settled();
  expect((await find('coupon', 'CAMPAIGN-7')).status).toBe(404);
});
