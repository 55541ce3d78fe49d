import { parse } from 'csv-parse/sync';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportPolicy } from '../../domains/policy/export.ts';
import { address } from '../support/address.ts';
import { buyAndPay, newBuyer, ok, openShop, type Article, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
let other: Shop;
let article: Article;
beforeAll(async () => {
  system = await startTestSystem();
  [shop, other] = [await openShop(system), await openShop(system, 'Kasuti House')];
  article = await shop.sell(9);
});
afterAll(() => system.stop());

type Job = { id: string; status: string; rows: number; isWhole: boolean; files: { url: string; rows: number }[] };
const ask = (terms: object, token = shop.admin) => system.call('POST', '/exports', { token, body: terms });
const statusOf = (id: string, token = shop.admin) => system.call('GET', `/exports/${id}`, { token });
const fetched = async (job: Job, number = 0, token = shop.admin) => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${system.url}/api/v1/exports/${job.id}/files/${number}`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type')!, text: await answer.text() };
};
/** An export that is done, and the rows of its first file. */
const listed = async (terms: object, token = shop.admin) => {
  await system.settled();
  const { id } = ok(await ask(terms, token), 202).body as Job;
  await system.settled();
  const job = ok(await statusOf(id, token), 200).body as Job;
  expect(job).toMatchObject({ status: 'done', isWhole: true });
  const { status, type, text } = await fetched(job, 0, token);
  expect(status).toBe(200);
  const isCsv = type.startsWith('text/csv');
  const rows = isCsv
    ? parse<Record<string, string>>(text, { columns: true })
    : text
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { job, rows, text };
};

describe('a list of products', () => {
  it('has a row for each variant, with prices, stock and references, in the format that was asked for', async () => {
    const reference = { token: shop.admin, body: { externalReference: 'PIM-9' } };
    ok(await system.call('PATCH', `/annotations/product/${article.productId}`, reference), 200);
    const { rows, job } = await listed({ subject: 'products', format: 'csv', vendorId: shop.vendorId });
    expect(job.rows).toBe(rows.length);
    expect(rows).toEqual([
      expect.objectContaining({
        ...{ productId: article.productId, variantId: article.variantId, externalReference: 'PIM-9' },
        ...{ name: 'Kurta', size: 'M', pricePaise: '60000', onHand: '9', available: '9', active: 'true' },
      }),
    ]);
    const json = await listed({ subject: 'products', format: 'ndjson', vendorId: shop.vendorId });
    expect(json.rows).toMatchObject([
      { productId: article.productId, pricePaise: 60_000, active: true, externalId: null },
    ]);
  });

  it('is no formula to a spreadsheet', async () => {
    const token = other.ownerToken;
    const { productId } = await other.sell(1);
    const evil = { name: '=HYPERLINK("http://evil.example")', brand: 'B', hsnCode: '6204' };
    ok(await system.call('PUT', `/products/${productId}`, { token, body: evil }), 200);
    const { rows } = await listed({ subject: 'products', format: 'csv', vendorId: other.vendorId }, token);
    expect(rows).toMatchObject([{ name: `'${evil.name}` }]);
  });
});

describe('a list of orders', () => {
  it('has a row for each line, and nothing that names the buyer', async () => {
    const buyer = await newBuyer(system);
    const { orderId } = (await buyAndPay(buyer, system, article)).body as { orderId: string };
    const { rows, text } = await listed({ subject: 'orders', format: 'ndjson' });
    expect(rows).toMatchObject([
      { orderId, userId: buyer.userId, orderStatus: 'confirmed', quantity: 1, lineTotalPaise: 60_000 },
    ]);
    for (const trace of [address.fullName, address.phone, address.line1]) expect(text).not.toContain(trace);
    const later = { subject: 'orders', format: 'ndjson', from: '2100-01-01T00:00:00.000Z' };
    expect((await listed(later)).rows).toEqual([]);
  });

  it('shows a seller their own lines, and neither the buyer nor what the whole order cost', async () => {
    const buyer = await newBuyer(system);
    const theirs = await other.sell(1);
    const items = [article, theirs].map((each) => ({ ...each, quantity: 1 }));
    const { orderId } = ok(await buyer.place({ paymentMethod: 'PREPAID', items })).body as { orderId: string };
    const terms = { subject: 'orders', format: 'ndjson', vendorId: other.vendorId };
    const { rows, text } = await listed(terms, other.ownerToken);
    expect(rows).toMatchObject([{ orderId, productId: theirs.productId, lineTotalPaise: 60_000 }]);
    for (const hidden of [buyer.userId, 'orderTotalPaise', article.productId]) expect(text).not.toContain(hidden);
  });
});

describe('an export', () => {
  it('is for those who asked for it and for admins', async () => {
    const terms = { subject: 'products', format: 'csv', vendorId: shop.vendorId };
    const { job } = await listed(terms, shop.ownerToken);
    expect((await statusOf(job.id)).status).toBe(200);
    for (const token of [other.ownerToken, await system.tokenFor(['support'])]) {
      expect((await statusOf(job.id, token)).status).toBe(404);
      expect((await fetched(job, 0, token)).status).toBe(404);
    }
    expect((await fetched(job, 1)).status).toBe(404);
    expect((await ask(terms, other.ownerToken)).status).toBe(403);
    expect((await ask({ subject: 'orders', format: 'csv' }, shop.ownerToken)).status).toBe(422);
    expect((await ask(terms, await system.tokenFor(['customer']))).status).toBe(403);
    const upsideDown = { from: '2026-02-01T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' };
    expect((await ask({ ...terms, ...upsideDown })).status).toBe(400);
  });

  it('is asked for as often as is allowed in a day, and no more when all ask at once', async () => {
    const token = await system.tokenFor(['service'], uuidV7());
    const allowed = exportPolicy.dayMax.value;
    const terms = { subject: 'orders', format: 'csv', from: '2100-01-01T00:00:00.000Z' };
    const answers = await Promise.all(Array.from({ length: allowed + 5 }, () => ask(terms, token)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(allowed);
    expect(answers.find(({ status }) => status !== 202)).toMatchObject({
      status: 409,
      body: { code: 'TooManyExports' },
    });
  });

  it('is gone after a week', async () => {
    const { job } = await listed({ subject: 'products', format: 'csv', vendorId: shop.vendorId });
    system.advance(exportPolicy.keptMs.value);
    const token = await system.tokenFor(['admin']);
    const gone = await fetched(job, 0, token);
    expect(gone.status).toBe(410);
    expect(gone.text).toContain('ExportExpired');
  });
});
