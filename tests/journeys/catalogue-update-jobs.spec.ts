import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newBuyer, ok, openShop, type Article, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

const send = async (subject: string, file: string, { key = uuidV7(), type = 'text/csv', token = shop.admin } = {}) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key, 'content-type': type };
  const url = `${system.url}/api/v1/catalogue/import-jobs?subject=${subject}`;
  const answer = await fetch(url, { method: 'POST', headers, body: file });
  return { status: answer.status, body: (await answer.json()) as { id: string; code?: string } };
};
const done = async (subject: string, file: string, options: Parameters<typeof send>[2] = {}) => {
  const { status, body } = await send(subject, file, options);
  expect(status, JSON.stringify(body)).toBe(202);
  await system.settled();
  const { token = shop.admin } = options;
  return ok(await system.call('GET', `/catalogue/import-jobs/${body.id}`, { token }), 200).body as object;
};
const skuOf = async ({ productId }: Article) => (await managed(productId)).variants[0]!.sku;
const managed = async (productId: string) =>
  (await system.call('GET', `/products/${productId}/manage`, { token: shop.admin })).body as {
    variants: { sku: string; pricePaise: number; mrpPaise: number }[];
  };

describe('a list of stock', () => {
  it('sets what each variant has, by whatever name, and says what is wrong with single rows', async () => {
    const [one, two, three] = [await shop.sell(5), await shop.sell(5), await shop.sell(5)];
    const said = { token: shop.admin, body: { externalReference: 'ERP-V3' } };
    ok(await system.call('PATCH', `/annotations/variant/${three.productId}.${three.variantId}`, said), 200);
    const buyer = await newBuyer(system);
    ok(await buyer.buy(two, 2));
    const file = [
      'sku,productId,variantId,externalReference,warehouseId,onHand',
      `${(await skuOf(one)).toLowerCase()},,,,,40`,
      `,${two.productId},${two.variantId},,main,1`,
      ',,,ERP-V3,,7',
      'NO-SUCH-SKU,,,,,7',
      `,,,ERP-V3,,-1`,
      ',,,,,3',
    ].join('\n');
    expect(await done('stock', file)).toMatchObject({
      ...{ subject: 'stock', status: 'done', rows: 6, created: 0, changed: 2, unchanged: 0, failed: 4 },
      failures: [
        { row: 1, externalId: two.variantId, reason: 'StockIsReserved' },
        { row: 3, externalId: 'NO-SUCH-SKU', reason: 'VariantNotFound' },
        { row: 4, externalId: 'ERP-V3', reason: 'InvalidRow', detail: expect.stringContaining('onHand') as unknown },
        {
          row: 5,
          externalId: null,
          reason: 'InvalidRow',
          detail: expect.stringContaining('name the variant') as unknown,
        },
      ],
    });
    expect(await Promise.all([one, two, three].map((each) => shop.stockOf(each)))).toMatchObject([
      { onHand: 40 },
      { onHand: 5, reserved: 2 },
      { onHand: 7 },
    ]);
    expect(await done('stock', `sku,onHand\n${await skuOf(one)},40\n`)).toMatchObject({ changed: 0, unchanged: 1 });
  });

  it('takes the later of two rows, and keeps warehouses apart', async () => {
    const article = await shop.sell(5);
    const sku = await skuOf(article);
    const rows = [
      { sku, onHand: 9 },
      { sku, onHand: 3 },
      { sku, warehouseId: 'pune', onHand: 4 },
    ];
    const file = rows.map((row) => JSON.stringify(row)).join('\n');
    expect(await done('stock', file, { type: 'application/x-ndjson' })).toMatchObject({ changed: 3 });
    expect(await shop.stockOf(article)).toMatchObject({ onHand: 7 });
  });
});

describe('a list of prices', () => {
  it('changes prices, keeps an MRP that is not named, and refuses a price above it', async () => {
    const [one, two] = [await shop.sell(1, 60_000), await shop.sell(1, 60_000)];
    const [sku, other] = [await skuOf(one), await skuOf(two)];
    const file = `sku,pricePaise,mrpPaise\n${sku},59900,\n${other},70000,69000\n${sku},50000,55000\n${sku},54000,\n`;
    expect(await done('prices', file)).toMatchObject({
      ...{ subject: 'prices', changed: 3, failed: 1 },
      failures: [{ row: 1, externalId: other, reason: 'PriceAboveMrp' }],
    });
    expect((await managed(one.productId)).variants).toMatchObject([{ pricePaise: 54_000, mrpPaise: 55_000 }]);
    expect((await managed(two.productId)).variants).toMatchObject([{ pricePaise: 60_000, mrpPaise: 120_000 }]);
  });

  it('is for the seller whose goods they are', async () => {
    const sku = await skuOf(await shop.sell(1));
    const file = `sku,pricePaise\n${sku},55500\n`;
    const stranger = await system.tokenFor(['vendor'], uuidV7());
    expect(await done('prices', file, { token: stranger })).toMatchObject({
      failures: [{ row: 0, reason: 'NotYourVendor' }],
    });
    expect(await done('prices', file, { token: shop.ownerToken })).toMatchObject({ changed: 1 });
  });

  it('is another job than the same file about something else, and needs its columns', async () => {
    const key = uuidV7();
    const file = 'sku\nX\n';
    const refused = { status: 422, body: { code: 'InvalidImportFile' } };
    expect(await send('prices', file, { key })).toMatchObject(refused);
    expect(await send('stock', 'sku,onHand,colour\nX,1,red\n')).toMatchObject(refused);
    const both = '{"sku":"X","onHand":1,"pricePaise":2}';
    const options = { key: uuidV7(), type: 'application/x-ndjson' };
    expect((await send('stock', both, options)).status).toBe(202);
    expect(await send('prices', both, options)).toMatchObject({ status: 409, body: { code: 'ImportJobIdTaken' } });
  });
});
