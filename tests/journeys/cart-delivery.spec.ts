import { afterAll, beforeAll, expect, it } from 'vitest';
import { address } from '../support/address.ts';
import { newBuyer, ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let shop: Shop;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
});
afterAll(() => system.stop());

it('a cart says when its parcels cannot go to the usual address, and an order is refused', async () => {
  const article = await shop.sell(9);
  const buyer = await newBuyer(system);
  const cart = async (query = '') => (await buyer.get(`/cart/${buyer.userId}${query}`)).body as unknown;
  const moveTo = async (postalCode: string) => {
    const body = { ...address, postalCode };
    const added = ok(await buyer.post(`/users/${buyer.userId}/addresses`, body)).body as {
      addresses: { id: string; postalCode: string }[];
    };
    const { id } = added.addresses.find((one) => one.postalCode === postalCode)!;
    ok(await buyer.post(`/users/${buyer.userId}/addresses/${id}/default`));
    return id;
  };
  ok(await buyer.post(`/cart/${buyer.userId}/items`, { ...article, quantity: 1 }));
  expect(await cart()).toMatchObject({ problems: [], canOrder: true });
  await moveTo('190001');
  expect(await cart()).toMatchObject({ problems: [], canOrder: true });
  const noCash = [{ code: 'CashOnDeliveryNotOffered', blocking: true }];
  expect(await cart('?paymentMethod=COD')).toMatchObject({ problems: noCash, canOrder: false });
  const addressId = await moveTo('682551');
  expect(await cart()).toMatchObject({
    problems: [{ code: 'AddressNotServiceable', blocking: true }],
    canOrder: false,
  });
  const refused = await buyer.place({ paymentMethod: 'PREPAID', addressId });
  expect(refused).toMatchObject({ status: 409, body: { code: 'AddressNotServiceable' } });
  await moveTo('500001');
  expect(await cart('?paymentMethod=COD')).toMatchObject({ problems: [], canOrder: true });
});

it('takes no cash where the courier does not, neither for a new order nor for one that moves there', async () => {
  const article = await shop.sell(9);
  const buyer = await newBuyer(system);
  const body = { ...address, postalCode: '190001' };
  const { addresses } = ok(await buyer.post(`/users/${buyer.userId}/addresses`, body)).body as {
    addresses: { id: string; postalCode: string }[];
  };
  const addressId = addresses.find(({ postalCode }) => postalCode === '190001')!.id;
  const refusal = { status: 409, body: { code: 'CashOnDeliveryNotOffered' } };
  expect(await buyer.buy(article, 1, { paymentMethod: 'COD', addressId })).toMatchObject(refusal);
  const { orderId } = ok(await buyer.buy(article, 1, { paymentMethod: 'COD' })).body;
  const move = { token: buyer.token, body: { addressId } };
  expect(await system.call('PUT', `/orders/${orderId}/address`, move)).toMatchObject(refusal);
  expect(ok(await buyer.buy(article, 1, { addressId })).body).toMatchObject({ paymentMethod: 'PREPAID' });
});
