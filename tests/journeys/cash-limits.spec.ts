import { expect, it } from 'vitest';
import { orderPolicy } from '../../domains/policy/order.ts';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok, type Buyer } from '../support/purchase.ts';
import type { Answer } from '../support/system.ts';

const { openMax, returnsMax } = orderPolicy.codPerBuyer.value;
const COD = { paymentMethod: 'COD' };
const { system, shop, article, desk } = await openedShop();

const buyForCash = async (buyer: Buyer): Promise<string> => {
  const { body } = ok(await buyer.buy(article, 1, COD));
  expect(body).toMatchObject({ status: 'confirmed' });
  return body.orderId as string;
};
const wasRefused = ({ status, body }: Answer): boolean =>
  status === 409 ? body.code === 'TooManyCodOrders' : body.rejectedFor === 'TooManyCodOrders';

it('of orders on delivery that arrive together, exactly as many go through as one buyer may have', async () => {
  const buyer = await newBuyer(system);
  const before = await shop.stockOf(article);
  const answers = await Promise.all(Array.from({ length: openMax + 4 }, () => buyer.buy(article, 1, COD)));
  await system.settled();
  const confirmed = answers.filter(({ body }) => body.status === 'confirmed');
  expect(confirmed).toHaveLength(openMax);
  expect(answers.filter(wasRefused)).toHaveLength(4);
  expect((await shop.stockOf(article)).available).toBe(before.available - openMax);

  const refused = await buyer.buy(article, 1, COD);
  expect(refused).toMatchObject({ status: 409, body: { code: 'TooManyCodOrders' } });
  expect(refused.body.detail).toMatch(/^paymentMethod COD: .*Choose PREPAID/);
  expect((await buyer.buy(article)).body).toMatchObject({ status: 'pending', next: 'pay' });
  await buyForCash(await newBuyer(system));

  ok(await buyer.post(`/orders/${confirmed[0]?.body.orderId}/cancel`, { reason: 'changedMind' }));
  await system.settled();
  const delivered = await buyForCash(buyer);
  expect((await buyer.buy(article, 1, COD)).body.code).toBe('TooManyCodOrders');
  await desk.shipped(delivered);
  ok(await desk.asOwner('POST', `/orders/${delivered}/deliver`));
  await system.settled();
  await buyForCash(buyer);
});

it('an order that is not placed after all does not count', async () => {
  const buyer = await newBuyer(system);
  const single = await shop.sell(1);
  for (let order = 0; order <= openMax; order += 1)
    expect((await buyer.buy(single, 2, COD)).body).toMatchObject({
      status: 'rejected',
      rejectedFor: 'InsufficientStock',
    });
  await system.settled();
  await buyForCash(buyer);
});

it('a buyer who does not take parcels pays in advance', async () => {
  const buyer = await newBuyer(system);
  for (let order = 0; order < returnsMax; order += 1) {
    const id = await buyForCash(buyer);
    const home = { id: 'home', status: 'returnedToOrigin', at: '2026-01-05T10:00:00.000Z' };
    ok(await desk.asOwner('POST', `/orders/${id}/shipments/${await desk.shipped(id)}/checkpoints`, home));
    await system.settled();
  }
  const refused = await buyer.buy(article, 1, COD);
  expect(refused).toMatchObject({ status: 409, body: { code: 'CodReturnsExceeded' } });
  expect((await buyer.buy(article)).body).toMatchObject({ status: 'pending', next: 'pay' });
});
