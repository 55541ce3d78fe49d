import { expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { address } from '../support/address.ts';
import { mailTo } from '../support/mail.ts';
import { openedShop } from '../support/opened-shop.ts';
import { provenCustomer } from '../support/proven-customer.ts';
import { buyAndPay, newBuyer, ok, type Article, type Buyer } from '../support/purchase.ts';

const { system, shop, desk } = await openedShop();

const DAY_MS = 24 * 3_600_000;
const dayAhead = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const [soon, later, put] = [dayAhead(10), dayAhead(20), dayAhead(30)];

const announce = (article: Article, arrivalId: string, quantity: number, expectedOn: string) =>
  desk.asOwner('PUT', `/products/${article.productId}/inventory/arrivals/${arrivalId}`, {
    expectedOn,
    lines: [{ variantId: article.variantId, quantity }],
  });
const receive = (article: Article, quantity: number, arrivalId?: string) =>
  desk.asOwner('POST', `/products/${article.productId}/inventory`, {
    lines: [{ variantId: article.variantId, quantity }],
    ...(arrivalId === undefined ? {} : { arrivalId }),
  });
const beforeArrival = (article: Article, pieces: number) =>
  desk.asOwner('PUT', `/products/${article.productId}/inventory/${article.variantId}/threshold`, {
    threshold: -pieces,
  });
const order = async (buyer: Buyer, article: Article, quantity = 1): Promise<string> =>
  (await buyAndPay(buyer, system, article, quantity)).body.orderId as string;
const lineOf = async (buyer: Buyer, id: string) => (await buyer.get(`/orders/${id}`)).body.lines[0];
const waits = (buyer: Buyer, id: string) =>
  expect.poll(async () => (await lineOf(buyer, id)).backOrder?.waiting as number, { timeout: 20_000 });
const ship = (id: string) =>
  desk.asOwner('POST', `/orders/${id}/ship`, { courier: 'Delhivery', trackingNumber: `AWB-${id}` });

it('promises a day, gives what comes to the first, and tells who waits of another day', async () => {
  const article = await shop.sell(1);
  const [first, second] = [uuidV7(), uuidV7()];
  ok(await beforeArrival(article, 5));
  ok(await announce(article, first, 2, soon));
  ok(await announce(article, second, 5, later));
  await system.settled();
  const page = ok(await system.call('GET', `/products/${article.productId}`)).body;
  expect(page.variants[0]).toMatchObject({ available: 6, shelf: 1, backOrder: { quantity: 5, expectedOn: soon } });

  const asha = await newBuyer(system);
  ok(await asha.post(`/cart/${asha.userId}/items`, { ...article, quantity: 2 }));
  expect((await asha.get(`/cart/${asha.userId}`)).body).toMatchObject({
    canOrder: true,
    items: [{ backOrder: { quantity: 1, promisedOn: soon }, problems: ['OnBackOrder'] }],
    problems: [{ code: 'OnBackOrder', blocking: false, promisedOn: soon }],
  });
  const placed = await buyAndPay(asha, system, article, 2);
  expect(placed.body.backOrders).toMatchObject([{ variantId: article.variantId, quantity: 1, promisedOn: soon }]);
  const ashas = placed.body.orderId as string;
  const known = await provenCustomer(system, 'ravi.b@example.com');
  ok(await system.call('POST', `/users/${known.userId}/addresses`, { token: known.token, body: address }));
  const ravi = { ...(await newBuyer(system)), ...known };
  const buying = { paymentMethod: 'COD', items: [{ ...article, quantity: 1 }] };
  const ravis = ok(await system.call('POST', '/orders', { token: known.token, body: buying })).body.orderId as string;
  const get: Buyer['get'] = (path) => system.call('GET', path, { token: known.token });
  const mine: Buyer = { ...ravi, get };
  const meera = await newBuyer(system);
  const meeras = await order(meera, article);
  expect((await lineOf(mine, ravis)).backOrder).toMatchObject({ promisedOn: soon, waiting: 1 });
  expect((await lineOf(meera, meeras)).backOrder).toMatchObject({ promisedOn: later, waiting: 1 });

  expect(await ship(ashas)).toMatchObject({ status: 409, body: { code: 'StockNotArrived' } });
  await system.settled();
  const list = `/inventory/owed?vendorId=${shop.vendorId}&limit=2`;
  const owed = ok(await system.call('GET', list, { token: shop.ownerToken }), 200).body;
  expect(owed.owed).toMatchObject([
    { orderId: ashas, quantity: 1, promisedOn: soon },
    { orderId: ravis, quantity: 1, promisedOn: soon },
  ]);
  const rest = await system.call('GET', `${list}&cursor=${owed.next}`, { token: shop.ownerToken });
  expect(rest.body).toMatchObject({ owed: [{ orderId: meeras }], next: null });

  const claims = await system.call('GET', `/products/${article.productId}/inventory/claims?limit=2`, {
    token: shop.ownerToken,
  });
  expect(claims.body).toMatchObject({ claims: [{ kind: 'owed', orderId: ashas }, { orderId: ravis }], next: 1 });

  ok(await announce(article, first, 2, put));
  await expect
    .poll(async () => (await lineOf(mine, ravis)).backOrder, { timeout: 20_000 })
    .toMatchObject({ promisedOn: soon, expectedOn: later });
  const mails = await mailTo(system, known.email);
  expect(mails.filter(({ text }) => text.includes(`now expected on ${later}`))).toHaveLength(1);

  ok(await receive(article, 1));
  await waits(asha, ashas).toBe(0);
  ok(await ship(ashas));
  expect((await ship(ravis)).body).toMatchObject({ code: 'StockNotArrived' });
  ok(await receive(article, 1, second));
  await waits(mine, ravis).toBe(0);
  ok(await system.call('POST', `/orders/${ravis}/cancel`, { token: known.token, body: {} }));
  await waits(meera, meeras).toBe(0);
  ok(await ship(meeras));
});

it('is back in stock when pieces are left after all that is owed', async () => {
  const article = await shop.sell(1);
  ok(await beforeArrival(article, 3));
  const buyer = await newBuyer(system);
  const id = await order(buyer, article, 3);
  const watcher = await provenCustomer(system, 'sita.b@example.com');
  const path = `/users/${watcher.userId}/stock-watches/${article.productId}/${article.variantId}`;
  ok(await system.call('PUT', path, { token: watcher.token }));
  const told = async () =>
    (await mailTo(system, watcher.email)).filter(({ subject }) => subject.startsWith('Back in stock')).length;
  ok(await receive(article, 2));
  await waits(buyer, id).toBe(0);
  expect(await told()).toBe(0);
  ok(await receive(article, 1));
  await expect.poll(told, { timeout: 20_000 }).toBe(1);
});

it('waits for no goods without being told: what is sold meanwhile is refused', async () => {
  const article = await shop.sell(1);
  ok(await beforeArrival(article, 5));
  const buyers = await Promise.all(Array.from({ length: 5 }, () => newBuyer(system)));
  const placed = await Promise.all(
    buyers.map((buyer) => buyer.place({ paymentMethod: 'COD', items: [{ ...article, quantity: 1 }] })),
  );
  const orders = await Promise.all(
    placed.map(async ({ body }, n) => (await buyers[n]!.get(`/orders/${body.orderId}`)).body),
  );
  const kept = orders.filter(({ status }) => status === 'confirmed');
  expect(kept.filter(({ lines }) => lines[0].backOrder === null)).toHaveLength(1);
  for (const { status, rejectedFor } of orders)
    if (status !== 'confirmed') expect(rejectedFor).toBe('StockOnBackOrder');
});
