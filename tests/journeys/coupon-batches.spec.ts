import { parse } from 'csv-parse/sync';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCoupon, newShopper } from '../support/shopper.ts';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

const asAdmin = (method: string, path: string, body?: unknown) =>
  shop.call(method, path, { token: admin, ...(body === undefined ? {} : { body }) });
const redeem = async (code: string, userId: string, orderId = uuidV7()) =>
  shop.call('POST', '/coupons/redeem', {
    token: await shop.tokenFor(['service']),
    body: { code, orderId, sale: { userId, subtotalPaise: 80_000 } },
  });

describe('a batch of codes', () => {
  it('is listed, exported, and revoked as a whole', async () => {
    const discount = { type: 'fixed', amountPaise: 5_000 };
    const description = '=HYPERLINK("x", "fifty, off")';
    const made = await asAdmin('POST', '/coupons/batches', {
      count: 4,
      prefix: 'CSV',
      discount,
      usesMax: 1,
      description,
    });
    const { batchId, codes } = made.body as { batchId: string; codes: string[] };
    const used = [...codes].sort()[1]!;
    expect((await redeem(used, uuidV7())).status).toBe(200);
    await shop.settled();
    const { batches } = (await asAdmin('GET', '/coupons/batches?limit=100')).body as { batches: { batchId: string }[] };
    expect(batches.find((one) => one.batchId === batchId)).toMatchObject({
      codes: 4,
      revoked: 0,
      redeemed: 1,
      discountGiven: { amount: 5_000 },
    });
    const listed = (await asAdmin('GET', `/coupons/batches/${batchId}`)).body as { coupons: { code: string }[] };
    expect(listed.coupons.map(({ code }) => code)).toEqual([...codes].sort());
    const file = await asAdmin('GET', `/coupons/batches/${batchId}/csv`);
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const records: Record<string, string>[] = parse(file.body as string, { columns: true });
    expect(records.map(({ code }) => code)).toEqual([...codes].sort());
    // A spreadsheet must not take the text for a formula.
    expect(records[1]).toMatchObject({
      status: 'active',
      redeemed: '1',
      discount_rupees: '50.00',
      description: `'${description}`,
    });
    expect((await asAdmin('DELETE', `/coupons/batches/${batchId}`)).body).toEqual({ batchId, revoked: 4 });
    const buyer = await newShopper(shop);
    await buyer.fill(await stockedProduct(shop, [60_000], 10));
    for (const code of codes) expect((await buyer.apply(code)).status).toBe(404);
    await shop.settled();
    expect((await asAdmin('DELETE', `/coupons/batches/${batchId}`)).body).toEqual({ batchId, revoked: 0 });
  });
  it('is for staff, and has to exist', async () => {
    const { call } = await newShopper(shop);
    const path = `/coupons/batches/${uuidV7()}`;
    for (const [method, one] of [
      ['GET', '/coupons/batches'],
      ['GET', path],
      ['GET', `${path}/csv`],
      ['DELETE', path],
    ] as const) {
      expect((await call(method, one)).status, `${method} ${one}`).toBe(403);
      if (one !== '/coupons/batches') expect((await asAdmin(method, one)).status, `${method} ${one}`).toBe(404);
    }
  });
});

it('staff sees what came of a coupon, and which ones wait for approval', async () => {
  const { id } = await createCoupon(shop, 'COUNTED');
  const person = uuidV7();
  for (const userId of [person, person, uuidV7()]) expect((await redeem('COUNTED', userId)).status).toBe(200);
  await shop.settled();
  expect((await asAdmin('GET', `/coupons/managed/${id}/statistics`)).body).toMatchObject({
    ...{ reserved: 0, redeemed: 3, released: 0, people: 2 },
    discount: { amount: 15_000 },
    sales: { amount: 240_000 },
    days: [{ uses: 3, discount: { amount: 15_000 } }],
  });
  expect((await asAdmin('GET', `/coupons/managed/${uuidV7()}/statistics`)).status).toBe(404);
  const body = { code: 'WAITS', discount: { type: 'fixed', amountPaise: 5_000 } };
  const { id: waiting, revision } = (await asAdmin('POST', '/coupons', body)).body as { id: string; revision: string };
  const waitingCodes = async () => {
    await shop.settled();
    const { coupons } = (await asAdmin('GET', '/coupons/all?awaitsApproval=true')).body as {
      coupons: { code: string }[];
    };
    return coupons.map(({ code }) => code);
  };
  expect(await waitingCodes()).toEqual(['WAITS']);
  const other = await shop.tokenFor(['admin']);
  await shop.call('POST', `/coupons/${waiting}/approve`, { token: other, headers: { 'if-match': `"${revision}"` } });
  expect(await waitingCodes()).toEqual([]);
});
