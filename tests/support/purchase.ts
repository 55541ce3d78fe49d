import { v7 as uuidV7 } from 'uuid';
import { expect } from 'vitest';
import type { Answer, TestSystem } from './system.ts';
import { address } from './address.ts';

/** Everything that a purchase needs, made through the APIs, and the steps of a buyer. */
export type Shop = {
  readonly system: TestSystem;
  readonly admin: string;
  readonly ownerToken: string;
  readonly vendorId: string;
  sell(pieces: number, pricePaise?: number): Promise<Article>;
  stockOf(article: Article): Promise<Stock>;
};
export type Stock = { readonly onHand: number; readonly reserved: number; readonly available: number };
export type Article = { readonly productId: string; readonly variantId: string };
export type Buyer = {
  readonly userId: string;
  readonly token: string;
  place(body: object, key?: string): Promise<Answer>;
  buy(article: Article, quantity?: number, more?: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  post(path: string, body?: object): Promise<Answer>;
};

export const ok = (answer: Answer, status?: number): Answer => {
  expect(status === undefined ? [200, 201, 202] : [status], JSON.stringify(answer.body)).toContain(answer.status);
  return answer;
};

export const openShop = async (system: TestSystem, name = 'Neelam Crafts'): Promise<Shop> => {
  const ownerId = uuidV7();
  const [admin, ownerToken] = await Promise.all([system.tokenFor(['admin']), system.tokenFor(['vendor'], ownerId)]);
  const vendor = ok(await system.call('POST', '/vendors', { token: ownerToken, body: { name } }));
  const { id: vendorId } = vendor.body as { id: string };
  return {
    system,
    admin,
    ownerToken,
    vendorId,
    sell: async (pieces, pricePaise = 60_000) => {
      const variants = [{ size: 'M', colour: 'Blue', pricePaise, mrpPaise: pricePaise * 2 }];
      const body = { vendorId, name: 'Kurta', brand: 'Neelam', hsnCode: '6204', variants, publish: true };
      const product = ok(await system.call('POST', '/products', { token: ownerToken, body }));
      const { id: productId, variants: made } = product.body as { id: string; variants: { variantId: string }[] };
      const { variantId } = made[0]!;
      const lines = [{ variantId, quantity: pieces }];
      ok(await system.call('POST', `/products/${productId}/inventory`, { token: ownerToken, body: { lines } }));
      return { productId, variantId };
    },
    stockOf: async ({ productId }) => {
      const answer = await system.call('GET', `/products/${productId}/inventory`, { token: ownerToken });
      return (ok(answer, 200).body as { variants: Stock[] }).variants[0]!;
    },
  };
};

const LOOKS_MAX = 100;
const LOOK_EVERY_MS = 100;
const factsOf = ({ id, status, gatewayOrderId, amount }: Record<string, unknown>): object => ({
  paymentId: id,
  status,
  gatewayOrderId,
  amount,
});

/** What the answer to an order says to do next; `wait` is followed, as the app does it, for as long as a slow machine may need. */
const followed = async (answer: Answer, get: Buyer['get']): Promise<Answer> => {
  const { body } = answer;
  for (let look = 0; body.next === 'wait' && look < LOOKS_MAX; look += 1) {
    const order = (await get(`/orders/${body.orderId}`)).body;
    const [payment] = (await get(`/payments/order/${body.orderId}`)).body.payments ?? [];
    const facts = { status: order.status, rejectedFor: order.rejectedFor };
    if (payment?.status === 'open')
      return { ...answer, body: { ...body, ...facts, payment: factsOf(payment), next: 'pay' } };
    if (order.status !== undefined && order.status !== 'pending')
      return { ...answer, body: { ...body, ...facts, next: 'none' } };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return answer;
};

export const newBuyer = async (system: TestSystem): Promise<Buyer> => {
  const userId = uuidV7();
  const token = await system.tokenFor(['customer'], userId);
  ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }));
  const get: Buyer['get'] = (path) => system.call('GET', path, { token });
  const place: Buyer['place'] = async (body, key) =>
    followed(await system.call('POST', '/orders', { token, body, ...(key === undefined ? {} : { key }) }), get);
  return {
    userId,
    token,
    place,
    buy: (article, quantity = 1, more = {}) =>
      place({ paymentMethod: 'PREPAID', items: [{ ...article, quantity }], ...more }),
    get,
    post: (path, body = {}) => system.call('POST', path, { token, body }),
  };
};

/** What the gateway's dashboard, its banks and its bad days would do. */
export const simulate = (system: TestSystem, path: string, body: object): Promise<Response> =>
  fetch(`${system.url}/simulators/razorpay/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Plays the gateway's checkout; what it answers is what the app would be given. */
export const payAtGateway = async (system: TestSystem, orderId: string, more: object = {}): Promise<object> => {
  const answer = await simulate(system, 'pay', { orderId, ...more });
  expect(answer.status).toBe(200);
  return (await answer.json()) as object;
};

/** Places, pays and verifies one order. */
export const buyAndPay = async (buyer: Buyer, system: TestSystem, article: Article, quantity = 1): Promise<Answer> => {
  const placed = ok(await buyer.buy(article, quantity));
  const { orderId, payment } = placed.body as { orderId: string; payment: { gatewayOrderId: string } };
  const paid = await payAtGateway(system, payment.gatewayOrderId);
  ok(await buyer.post('/payments/verify', { orderId, ...paid }), 200);
  return placed;
};
