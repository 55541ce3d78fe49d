import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let admin: string;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

const row = (externalId: string, more: object = {}) => ({
  ...{ externalId, vendor: 'Bagru Prints', name: 'Block Print Kurta', hsnCode: '6211', pricePaise: 99_900 },
  variants: [{ size: 'S', externalReference: `${externalId}-S` }, { size: 'M' }],
  externalReference: `PIM/${externalId}`,
  ...more,
});
const imported = async (...rows: object[]) =>
  ok(await shop.call('POST', '/catalogue/imports', { token: admin, body: rows })).body as {
    rows: { productId: string; outcome: string; reason?: string; detail?: string }[];
  };
const find = async (kind: string, reference: string) =>
  (await shop.call('GET', `/references/${kind}/${encodeURIComponent(reference)}`, { token: admin })).body as {
    entityId?: string;
  };

it('gives products and variants of an import their references, and changes nothing the second time', async () => {
  const [first] = (await imported(row('K-1'))).rows;
  expect(first).toMatchObject({ outcome: 'created' });
  const { productId } = first!;
  expect(await find('product', 'PIM/K-1')).toMatchObject({ entityId: productId });
  expect((await find('variant', 'K-1-S')).entityId).toMatch(new RegExp(`^${productId}\\.`));
  expect((await imported(row('K-1'))).rows).toMatchObject([{ outcome: 'unchanged' }]);
  expect((await imported(row('K-1', { externalReference: 'PIM/K-1b' }))).rows).toMatchObject([{ outcome: 'changed' }]);
  expect(await find('product', 'PIM/K-1b')).toMatchObject({ entityId: productId });
});

it('fails the rows whose references others have, before anything of them is imported', async () => {
  const taken = { externalReference: 'PIM/K-2' };
  const answer = await imported(
    row('K-2'),
    row('K-3', { ...taken, variants: [{ size: 'S', externalReference: 'K-3-S' }] }),
  );
  expect(answer.rows).toMatchObject([
    { outcome: 'created' },
    { outcome: 'failed', reason: 'ExternalReferenceTaken', detail: expect.stringContaining('PIM/K-2') as unknown },
  ]);
  const variants = [{ size: 'S', externalReference: 'K-2-S' }];
  expect((await imported(row('K-4', { variants }))).rows).toMatchObject([{ reason: 'ExternalReferenceTaken' }]);
  expect((await imported(row('K-5', { externalReference: 'PIM/K-4' }))).rows).toMatchObject([{ outcome: 'created' }]);
  expect((await imported(row('K-6', { pricePaise: 2, mrpPaise: 1 }))).rows).toMatchObject([
    { reason: 'PriceAboveMrp' },
  ]);
  expect((await imported(row('K-7', { externalReference: 'PIM/K-6' }))).rows).toMatchObject([{ outcome: 'created' }]);
});

it('takes the column of a CSV file in a job', async () => {
  const file =
    'externalId,vendor,name,hsnCode,pricePaise,externalReference\nC-1,Bagru Prints,Stole,6214,49900,PIM/C-1\n';
  const headers = { authorization: `Bearer ${admin}`, 'idempotency-key': uuidV7(), 'content-type': 'text/csv' };
  const answer = await fetch(`${shop.url}/api/v1/catalogue/import-jobs`, { method: 'POST', headers, body: file });
  expect(answer.status).toBe(202);
  await shop.settled();
  expect((await find('product', 'PIM/C-1')).entityId).toMatch(/^[0-9a-f-]{36}$/);
});
