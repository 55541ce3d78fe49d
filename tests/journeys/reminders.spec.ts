import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailTo } from '../support/mail.ts';
import { provenCustomer, type ProvenCustomer } from '../support/proven-customer.ts';
import { stockedProduct, type StockedProduct } from '../support/stocked-product.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const DAY_MS = 86_400_000;
const WAIT = { timeout: 20_000, interval: 200 };
let shop: TestSystem;
let goods: StockedProduct;
beforeAll(async () => {
  shop = await startTestSystem();
  goods = await stockedProduct(shop, [50_000], 20);
});
afterAll(() => shop.stop());

const agree = async ({ userId, token }: ProvenCustomer, granted: boolean) => {
  const body = { purpose: 'marketingEmail', granted, policyVersion: '1' };
  expect((await shop.call('POST', `/users/${userId}/consents`, { token, body })).status).toBeLessThan(300);
};
const fill = async ({ userId, token }: ProvenCustomer) => {
  const { productId, variantIds } = goods;
  const body = { productId, variantId: variantIds[0] };
  expect((await shop.call('POST', `/cart/${userId}/items`, { token, body })).status).toBe(201);
};
const remindersTo = async ({ email }: ProvenCustomer): Promise<readonly string[]> =>
  (await mailTo(shop, email)).map(({ subject }) => subject).filter((subject) => /cart|coins/.test(subject));

it('reminds those who agreed of a cart they left and of coins that expire, and nobody else', async () => {
  const people = [];
  for (const name of ['agreed', 'silent', 'withdrew', 'emptied'])
    people.push(await provenCustomer(shop, `${name}.r@example.com`));
  const [agreed, silent, withdrew, emptied] = people as [
    ProvenCustomer,
    ProvenCustomer,
    ProvenCustomer,
    ProvenCustomer,
  ];
  for (const one of [agreed, withdrew, emptied]) await agree(one, true);
  await agree(withdrew, false);
  for (const one of people) await fill(one);
  await shop.call('DELETE', `/cart/${emptied.userId}`, { token: emptied.token });
  const body = { coins: 25, expiresAt: new Date(Date.now() + 9 * DAY_MS).toISOString() };
  const admin = await shop.tokenFor(['admin']);
  for (const { userId } of [agreed, silent])
    expect((await shop.call('POST', `/wallet/${userId}/grants`, { token: admin, body })).status).toBe(201);
  await shop.settled();
  shop.advance(4 * DAY_MS);
  await expect.poll(async () => (await remindersTo(agreed)).length, WAIT).toBe(2);
  expect([...(await remindersTo(agreed))].sort()).toEqual(['Your cart is waiting', 'Your coins expire soon']);
  const [mail] = (await mailTo(shop, agreed.email)).filter(({ subject }) => subject === 'Your cart is waiting');
  expect(mail?.text).toContain('- Block Print Kurta');
  // Two in a week are enough: more coins that expire are announced, and not written about.
  const more = { coins: 10, expiresAt: new Date(Date.now() + 12 * DAY_MS).toISOString() };
  await shop.call('POST', `/wallet/${agreed.userId}/grants`, { token: admin, body: more });
  await shop.settled();
  shop.advance(2 * DAY_MS);
  const announced = async (): Promise<number> => {
    const answer = await shop.call('GET', `/events/user/${agreed.userId}`, { token: admin });
    const { events } = answer.body as { events: { type: string }[] };
    return events.filter(({ type }) => type === 'CoinExpiryAnnounced').length;
  };
  await expect.poll(announced, WAIT).toBe(2);
  for (const one of [silent, withdrew, emptied]) expect(await remindersTo(one)).toEqual([]);
  expect(await remindersTo(agreed)).toHaveLength(2);
});
