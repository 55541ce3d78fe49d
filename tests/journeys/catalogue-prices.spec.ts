import { afterAll, beforeAll, expect, it } from 'vitest';
import { stockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;
let shop: TestSystem;
let admin: string;
beforeAll(async () => {
  shop = await startTestSystem();
  admin = await shop.tokenFor(['admin']);
});
afterAll(() => shop.stop());

it('changes a price when a sale begins and ends, unless it was called off', async () => {
  const { productId, variantIds } = await stockedProduct(shop, [80_000], 5);
  const path = `/products/${productId}`;
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
  const schedule = (pricePaise: number, days: number) =>
    shop.call('POST', `${path}/variants/${variantIds[0]}/price-changes`, {
      token: admin,
      body: { pricePaise, mrpPaise: 160_000, takesEffectAt: inDays(days) },
    });
  expect(await schedule(200_000, 1)).toMatchObject({ status: 422, body: { code: 'PriceAboveMrp' } });
  expect(await schedule(60_000, -1)).toMatchObject({ status: 422, body: { code: 'InvalidPriceChangeTime' } });
  expect((await schedule(60_000, 1)).status).toBe(201);
  expect((await schedule(80_000, 3)).status).toBe(201);
  const { changeId } = (await schedule(10_000, 2)).body as { changeId: string };
  const off = () => shop.call('DELETE', `${path}/price-changes/${changeId}`, { token: admin });
  expect([(await off()).status, (await off()).status]).toEqual([200, 200]);
  const price = async (): Promise<number> => {
    await shop.settled();
    const { body } = await shop.call('GET', path);
    return (body as { variants: { price: { amount: number } }[] }).variants[0]!.price.amount;
  };
  const seen = [await price()];
  for (let day = 1; day <= 3; day += 1) {
    shop.advance(DAY_MS + 1_000);
    if (day !== 2) await expect.poll(price).not.toBe(seen.at(-1));
    seen.push(await price());
  }
  expect(seen).toEqual([80_000, 60_000, 60_000, 80_000]);
  const token = await shop.tokenFor(['admin']);
  const listed = await shop.call('GET', `${path}/price-changes`, { token });
  expect(listed.body).toMatchObject({
    changes: [{ status: 'done' }, { status: 'cancelled' }, { status: 'done', pricePaise: 60_000 }],
  });
});
