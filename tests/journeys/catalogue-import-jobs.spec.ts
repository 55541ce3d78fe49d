import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
const ADMIN = uuidV7();
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin'], ADMIN);
});
afterAll(() => shop.stop());

type Upload = { readonly key?: string; readonly token?: string; readonly type?: string };
const upload = async (file: string, { key = uuidV7(), token = admin, type = 'application/x-ndjson' }: Upload = {}) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key, 'content-type': type };
  const answer = await fetch(`${shop.url}/api/v1/catalogue/import-jobs`, { method: 'POST', headers, body: file });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const jobOf = (id: unknown, token = admin, query = '') =>
  shop.call('GET', `/catalogue/import-jobs/${String(id)}${query}`, { token });
const row = (externalId: string, more: object = {}) => ({
  ...{ externalId, vendor: 'Bagru Prints', name: 'Block Print Kurta', categories: ['Women > Kurtas'], hsnCode: '6211' },
  ...{ pricePaise: 99_900, mrpPaise: 149_900, stock: 3, variants: [{ size: 'S' }, { size: 'M' }] },
  ...more,
});
const ndjson = (rows: readonly unknown[]): string => rows.map((each) => JSON.stringify(each)).join('\n');

describe('importing a file in the background', () => {
  it('answers at once with a job, and imports each row or says what is wrong with it', async () => {
    const many = Array.from({ length: 60 }, (_, index) => row(`B-${index}`));
    const file = `${ndjson([...many, row('B-bad', { pricePaise: -1 })])}\n{"externalId": no json\n`;
    const key = uuidV7();
    const accepted = await upload(file, { key });
    expect(accepted).toMatchObject({ status: 202, body: { rows: 62, format: 'ndjson' } });
    await shop.settled();
    const job = await jobOf(accepted.body['id']);
    expect(job.body).toMatchObject({ status: 'done', created: 60, changed: 0, unchanged: 0, failed: 2, next: null });
    expect(job.body.failures).toMatchObject([
      { row: 60, externalId: 'B-bad', reason: 'InvalidRow', detail: expect.stringContaining('pricePaise') as unknown },
      { row: 61, externalId: null, reason: 'InvalidRow' },
    ]);
    expect(await upload(file, { key })).toMatchObject({
      status: 202,
      body: { failed: 2, failures: [{ row: 60 }, {}] },
    });
    const page = await jobOf(accepted.body['id'], admin, '?limit=1');
    expect(page.body).toMatchObject({ failures: [{ row: 60 }], next: 60 });
    const list = await shop.call('GET', '/products?category=women-kurtas&limit=1');
    expect(list.body.products).toMatchObject([{ price: { amount: 99_900 }, sizes: ['S', 'M'], inStock: true }]);
  });

  it('is one job however often it is sent, and a file sent anew changes only what differs', async () => {
    const key = uuidV7();
    const file = ndjson([row('C-1'), row('C-2')]);
    const [first, again] = [await upload(file, { key }), await upload(file, { key })];
    expect(again.body['id']).toBe(first.body['id']);
    await shop.settled();
    expect((await jobOf(first.body['id'])).body).toMatchObject({ status: 'done', created: 2, unchanged: 0 });
    expect(await upload(ndjson([row('C-3')]), { key })).toMatchObject({
      status: 409,
      body: { code: 'ImportJobIdTaken' },
    });
    const other = await upload(ndjson([row('C-1'), row('C-2', { pricePaise: 89_900 })]));
    await shop.settled();
    expect((await jobOf(other.body['id'])).body).toMatchObject({ created: 0, changed: 1, unchanged: 1 });
  });

  it('reads CSV, and refuses a file that is none', async () => {
    const header = 'externalId,vendor,name,hsnCode,pricePaise,categories,sizes';
    const type = 'text/csv';
    const file = `${header}\nD-1,Bagru Prints,"Kurta, long",6211,79900,Women > Kurtas,S:2|M\nD-2,Bagru Prints,Shirt,62x,1,,\n`;
    const accepted = await upload(file, { type });
    await shop.settled();
    const job = await jobOf(accepted.body['id']);
    expect(job.body).toMatchObject({ created: 1, failed: 1, failures: [{ row: 1, externalId: 'D-2' }] });
    const refused = { status: 422, body: { code: 'InvalidImportFile' } };
    expect(await upload('externalId,vendor\nD-3,X\n', { type })).toMatchObject(refused);
    expect(await upload(`${header}\n"D-4,X\n`, { type })).toMatchObject(refused);
    expect(await upload('', { type: 'application/x-ndjson' })).toMatchObject(refused);
    expect(await upload('{}', { type: 'application/json' })).toMatchObject(refused);
    expect(await upload('{}', { key: 'no uuid' })).toMatchObject({
      status: 422,
      body: { code: 'InvalidIdempotencyKey' },
    });
  });

  it('acts for the vendor who sent it, and shows it to nobody else', async () => {
    const [vendor, other] = [await shop.tokenFor(['vendor']), await shop.tokenFor(['vendor'])];
    const accepted = await upload(ndjson([row('E-1')]), { token: vendor });
    await shop.settled();
    const job = await jobOf(accepted.body['id'], vendor);
    expect(job.body).toMatchObject({ status: 'done', created: 0, failures: [{ row: 0, reason: 'NotYourVendor' }] });
    expect((await jobOf(accepted.body['id'], other)).status).toBe(404);
    expect((await upload('{}', { token: await shop.tokenFor(['customer']) })).status).toBe(403);
  });
});
