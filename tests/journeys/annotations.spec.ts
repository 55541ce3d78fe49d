import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askDeletion } from '../support/account-deletion.ts';
import { newPhone, signInByPhone } from '../support/phone-sign-in.ts';
import { ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';

const DAY_MS = 24 * 60 * 60_000;
let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

type Options = { readonly token?: string; readonly headers?: Record<string, string>; readonly key?: string };
const annotate = (entity: string, body: object, options: Options = {}): Promise<Answer> =>
  system.call('PATCH', `/annotations/${entity}`, { token: shop.admin, ...options, body });
const read = (path: string, token?: string): Promise<Answer> =>
  system.call('GET', path, token === undefined ? {} : { token });
const find = (kind: string, reference: string, token = shop.admin): Promise<Answer> =>
  read(`/references/${kind}/${encodeURIComponent(reference)}`, token);
const newProduct = async (): Promise<string> => `product/${(await shop.sell(1)).productId}`;
const idOf = (entity: string): string => entity.split('/')[1]!;

describe('an external reference', () => {
  // docs:journey
  it('is written down, found, changed and free again', async () => {
    const [one, other] = [await newProduct(), await newProduct()];
    const said = { externalReference: 'PIM/2026/41', metadata: { 'pim.season': 'monsoon' } };
    ok(await annotate(one, said), 200);
    expect((await find('product', 'PIM/2026/41')).body).toMatchObject({ entityId: idOf(one), ...said });
    expect(await annotate(other, { externalReference: 'PIM/2026/41' })).toMatchObject({
      status: 409,
      body: { code: 'ExternalReferenceTaken' },
    });
    ok(await annotate(one, { externalReference: 'PIM/2026/42' }), 200);
    await system.settled();
    ok(await annotate(other, { externalReference: 'PIM/2026/41' }), 200);
    expect((await find('product', 'PIM/2026/41')).body.entityId).toBe(idOf(other));
  });
  // docs:end

  it('goes to one of many that ask at once, and is another one for another kind', async () => {
    const products = await Promise.all(Array.from({ length: 8 }, newProduct));
    const answers = await Promise.all(products.map((entity) => annotate(entity, { externalReference: 'RACE-1' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
    const vendor = `vendor/${shop.vendorId}`;
    ok(await annotate(vendor, { externalReference: 'RACE-1' }), 200);
    expect((await find('vendor', 'RACE-1')).body.entityId).toBe(shop.vendorId);
  });

  it('is free when its product or variant is no more', async () => {
    const { productId, variantId } = await shop.sell(1);
    ok(await annotate(`product/${productId}`, { externalReference: 'OLD-1' }), 200);
    ok(await annotate(`variant/${productId}.${variantId}`, { externalReference: 'OLD-1-M' }), 200);
    ok(await system.call('DELETE', `/products/${productId}`, { token: shop.admin }), 200);
    await system.settled();
    expect((await find('product', 'OLD-1')).status).toBe(404);
    expect(await annotate(`product/${productId}`, { metadata: { 'erp.a': '1' } })).toMatchObject({
      status: 404,
      body: { code: 'AnnotatedEntityNotFound' },
    });
    ok(await annotate(await newProduct(), { externalReference: 'OLD-1' }), 200);
    const heir = await shop.sell(1);
    ok(await annotate(`variant/${heir.productId}.${heir.variantId}`, { externalReference: 'OLD-1-M' }), 200);
  });
});

describe('writing', () => {
  it('takes an Idempotency-Key and If-Match as every write does', async () => {
    const entity = await newProduct();
    const key = uuidV7();
    const first = ok(await annotate(entity, { metadata: { 'erp.n': '1' } }, { key }), 200);
    expect(first.headers.get('etag')).toBe('"0"');
    const again = await annotate(entity, { metadata: { 'erp.n': '1' } }, { key });
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([first.body, 'true']);
    ok(await annotate(entity, { metadata: { 'erp.n': '2' } }, { headers: { 'if-match': '"0"' } }), 200);
    const late = { externalReference: 'LATE-1', metadata: { 'erp.n': '3' } };
    expect((await annotate(entity, late, { headers: { 'if-match': '"0"' } })).status).toBe(412);
    ok(await annotate(await newProduct(), { externalReference: 'LATE-1' }), 200);
  });
  it('says which field is wrong', async () => {
    const entity = await newProduct();
    const wrong = async (body: object) => JSON.stringify((await annotate(entity, body)).body);
    expect(await wrong({})).toContain('must name externalReference, metadata or privateMetadata');
    expect(await wrong({ externalReference: 'asha@example.in' })).toContain('/body/externalReference');
    expect(await wrong({ metadata: { season: 'monsoon' } })).toContain('/body/metadata/season');
    const much = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`erp.k${n}`, 'v']));
    expect(await annotate(entity, { metadata: much })).toMatchObject({
      status: 422,
      body: { code: 'InvalidMetadata' },
    });
    expect((await annotate(`product/${uuidV7()}`, { metadata: { 'erp.a': '1' } })).status).toBe(404);
    expect((await annotate(`variant/${uuidV7()}`, { metadata: { 'erp.a': '1' } })).status).toBe(404);
  });
});

describe('reading many', () => {
  it('shows those of a list at once, and leaves out what the caller may not see', async () => {
    const products = await Promise.all([1, 2, 3].map(newProduct));
    for (const [n, entity] of products.entries())
      ok(await annotate(entity, { metadata: { 'list.n': String(n) }, privateMetadata: { 'list.secret': 'x' } }), 200);
    ok(await system.call('DELETE', `/products/${idOf(products[1]!)}/publication`, { token: shop.admin }), 200);
    const ids = [...products.map(idOf), uuidV7()].join();
    const seen = async (token?: string) =>
      ((await read(`/annotations/product?ids=${ids}`, token)).body.annotations as { metadata: object }[]).map(
        ({ metadata }) => Object.values(metadata)[0] as string,
      );
    expect(await seen()).toEqual(['0', '2']);
    expect(await seen(shop.admin)).toEqual(['0', '1', '2']);
    const tooMany = Array.from({ length: 101 }, () => uuidV7()).join();
    expect((await read(`/annotations/product?ids=${tooMany}`)).status).toBe(400);
  });

  it('looks for key and value, and goes on where it was', async () => {
    const products = await Promise.all([1, 2, 3].map(newProduct));
    for (const entity of products) ok(await annotate(entity, { privateMetadata: { 'sync.state': 'todo' } }), 200);
    await system.settled();
    const search = async (query: string) =>
      ok(await read(`/annotations/product/search?${query}`, shop.admin), 200).body as {
        annotations: { entityId: string }[];
        next: number;
      };
    const first = await search('key=sync.state&value=todo&limit=2');
    const rest = await search(`key=sync.state&value=todo&after=${first.next}`);
    const found = [...first.annotations, ...rest.annotations].map(({ entityId }) => entityId);
    expect(found).toEqual(products.map(idOf));
    ok(await annotate(products[0]!, { privateMetadata: { 'sync.state': 'done' } }), 200);
    await system.settled();
    expect((await search('key=sync.state&value=todo')).annotations).toHaveLength(2);
    expect((await search(`after=${rest.next}`)).annotations.map(({ entityId }) => entityId)).toEqual([
      idOf(products[0]!),
    ]);
    expect((await read('/annotations/product/search', shop.ownerToken)).status).toBe(403);
  });
});

it('what is said of a user is for staff, is in their export, and is erased with the account', async () => {
  const user = await signInByPhone(system, newPhone());
  const entity = `user/${user.userId}`;
  const said = { externalReference: 'CRM-0815', privateMetadata: { 'crm.note': 'likes Chanderi silk' } };
  ok(await annotate(entity, said, { token: await system.tokenFor(['support']) }), 200);
  expect((await read(`/annotations/${entity}`, user.accessToken)).status).toBe(404);
  const exported = ok(await read(`/users/${user.userId}/export`, user.accessToken), 200);
  expect(exported.body.annotation).toMatchObject(said);
  await system.settled();
  const searched = await read('/annotations/user/search?key=crm.note', shop.admin);
  expect(searched.body.annotations).toMatchObject([said]);
  expect((await read('/annotations/user/search?key=crm.note&value=x', shop.admin)).body.annotations).toEqual([]);

  expect((await askDeletion(system, user)).status).toBe(202);
  system.advance(8 * DAY_MS);
  await expect.poll(async () => (await find('user', 'CRM-0815', await system.tokenFor(['admin']))).status).toBe(404);
  await system.settled();
  const token = await system.tokenFor(['admin']);
  const heir = await signInByPhone(system, newPhone());
  ok(await annotate(`user/${heir.userId}`, { externalReference: 'CRM-0815' }, { token }), 200);
  expect((await read('/annotations/user/search?key=crm.note', token)).body.annotations).toEqual([]);
});
