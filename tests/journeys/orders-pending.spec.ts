import { afterAll, beforeAll, expect, it } from 'vitest';
import { newBuyer, openShop, payAtGateway, simulate, type Article } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let article: Article;
beforeAll(async () => {
  system = await startTestSystem();
  article = await (await openShop(system)).sell(10);
});
afterAll(() => system.stop());

it('answers 202 with where to ask while the gateway keeps it waiting', async () => {
  const slow = { call: 'orders.create', times: 1, fault: 'slow-response', delayMs: 4_000 };
  expect((await simulate(system, 'faults', slow)).status).toBe(200);
  const buyer = await newBuyer(system);
  const body = { paymentMethod: 'PREPAID', items: [{ ...article, quantity: 1 }] };
  const answer = await system.call('POST', '/orders', { token: buyer.token, body });
  const { orderId } = answer.body;
  expect(answer).toMatchObject({ status: 202, body: { status: 'pending', next: 'wait' } });
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(answer.headers.get('location')).toBe(`/api/v1/orders/${orderId}`);
  expect((await buyer.get(`/orders/${orderId}`)).body).toMatchObject({ id: orderId, status: 'pending' });
  const payment = async () => (await buyer.get(`/payments/order/${orderId}`)).body.payments[0];
  await expect.poll(async () => (await payment())?.status, { timeout: 20_000 }).toBe('open');
  await payAtGateway(system, (await payment()).gatewayOrderId as string);
  const status = async () => (await buyer.get(`/orders/${orderId}`)).body.status;
  await expect.poll(status, { timeout: 20_000 }).toBe('confirmed');
});
