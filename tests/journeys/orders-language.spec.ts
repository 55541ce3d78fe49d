import { expect, it } from 'vitest';
import { openedShop } from '../support/opened-shop.ts';
import { newBuyer, ok } from '../support/purchase.ts';

const { system, article, desk } = await openedShop();
const translate = (name: string) => desk.asOwner('PUT', `/products/${article.productId}/translations/hi`, { name });

it('an order keeps the name that the buyer read beside that of the source, whatever becomes of both', async () => {
  ok(await translate('सूती कुर्ता'), 200);
  const buyer = await newBuyer(system);
  const placed = ok(
    await system.call('POST', '/orders', {
      token: buyer.token,
      headers: { 'accept-language': 'hi-IN' },
      body: { items: [{ ...article, quantity: 1 }], paymentMethod: 'COD' },
    }),
  );
  const { orderId } = placed.body as { orderId: string };
  const line = { name: 'Kurta', translatedName: { language: 'hi', name: 'सूती कुर्ता' } };
  expect((await buyer.get(`/orders/${orderId}`)).body.lines).toMatchObject([line]);
  ok(await translate('नया कुर्ता'), 200);
  expect((await buyer.get(`/orders/${orderId}`)).body.lines).toMatchObject([line]);
  await desk.asOwner('PUT', `/orders/${orderId}/status`, { status: 'processing' });
  await desk.asOwner('PUT', `/orders/${orderId}/status`, { status: 'packed' });
  await desk.shipped(orderId);
  const invoices = await buyer.get(`/orders/${orderId}/invoices`);
  expect(JSON.stringify(invoices.body)).not.toContain('सूती');
});

it('an order in the language of the source has that name alone', async () => {
  const buyer = await newBuyer(system);
  const { orderId } = ok(await buyer.buy(article, 1, { paymentMethod: 'COD' })).body as { orderId: string };
  const [line] = (await buyer.get(`/orders/${orderId}`)).body.lines as readonly object[];
  expect(line).toMatchObject({ name: 'Kurta' });
  expect(line).not.toHaveProperty('translatedName');
});
