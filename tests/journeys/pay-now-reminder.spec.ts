import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderPolicy } from '../../domains/policy/order.ts';
import { address } from '../support/address.ts';
import { mailTo } from '../support/mail.ts';
import { provenCustomer, type ProvenCustomer } from '../support/proven-customer.ts';
import { ok, openShop, type Article } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const COD = { paymentMethod: 'COD' };
const WAIT = { timeout: 20_000, interval: 100 };
let system: TestSystem;
let article: Article;
beforeAll(async () => {
  system = await startTestSystem();
  article = await (await openShop(system)).sell(100);
});
afterAll(() => system.stop());

it('tells those who agreed, once, that they can pay before it comes', async () => {
  const people = [await provenCustomer(system, 'early@example.com'), await provenCustomer(system, 'quiet@example.com')];
  const [agreed] = people as [ProvenCustomer];
  const consent = { purpose: 'marketingEmail', granted: true, policyVersion: '1' };
  ok(await system.call('POST', `/users/${agreed.userId}/consents`, { token: agreed.token, body: consent }));
  for (const { userId, token } of people) {
    ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }));
    for (let count = 0; count < 2; count += 1) {
      const body = { ...COD, items: [{ ...article, quantity: 1 }] };
      ok(await system.call('POST', '/orders', { token, body }));
    }
  }
  await system.settled();
  const mails = async ({ email }: ProvenCustomer) =>
    (await mailTo(system, email)).filter(({ subject }) => subject.startsWith('Pay your order'));
  system.advance(orderPolicy.payNow.value.remindAfterMs + 60_000);
  await expect.poll(async () => (await mails(agreed)).length, WAIT).toBe(1);
  system.advance(60_000);
  await system.settled();
  const [mail, ...more] = await mails(agreed);
  expect(more).toEqual([]);
  expect(mail?.text).toContain('You can pay ₹600.00 online instead.');
  expect(await mails(people[1]!)).toEqual([]);
});
