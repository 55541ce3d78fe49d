import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { address } from '../support/address.ts';
import { oauthParties } from '../support/oauth-client.ts';
import { newBuyer, ok, openShop, type Article, type Shop } from '../support/purchase.ts';
import { startTestSystem, type Answer, type TestSystem } from '../support/system.ts';
import { webhookDesk } from '../support/webhook-desk.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

let system: TestSystem;
let shop: Shop;
let article: Article;
/** A user's token in the hands of a registered client. */
let client: string;
let userId: string;
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  article = await shop.sell(50);
  const parties = await oauthParties(system);
  ({ userId } = parties.user);
  client = (await parties.tokensFor()).body['access_token']!;
  const token = parties.user.accessToken;
  ok(await system.call('POST', `/users/${userId}/addresses`, { token, body: address }), 201);
});
afterAll(() => system.stop());

const place = (externalReference: string, of = article, token = client, quantity = 1): Promise<Answer> => {
  const body = { paymentMethod: 'PREPAID', items: [{ ...of, quantity }], externalReference };
  return system.call('POST', '/orders', { token, body });
};
const find = (kind: string, reference: string) =>
  system.call('GET', `/references/${kind}/${encodeURIComponent(reference)}`, { token: shop.admin });
const taken = { status: 409, body: { code: 'ExternalReferenceTaken' } };

describe('an order placed by a client', () => {
  it('has the number of the client from the beginning, once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => place('SO/7001')));
    const [placed] = answers.filter(({ status }) => status !== 409);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    const { orderId } = ok(placed!).body as { orderId: string };
    expect((await find('order', 'SO/7001')).body).toMatchObject({ entityId: orderId });
    expect(await place('SO/7001')).toMatchObject(taken);
  });

  it('leaves the number to the next one when it is refused, or comes to nothing', async () => {
    const gone = await shop.sell(1);
    const none = { ...gone, variantId: '00000000-0000-7000-8000-000000000000' };
    expect((await place('SO/7002', none)).status).toBe(409);
    ok(await place('SO/7002', gone));
    const soldOut = ok(await place('SO/7003', gone)).body;
    await expect
      .poll(async () => (await system.call('GET', `/orders/${soldOut.orderId}`, { token: client })).body.status)
      .toBe('rejected');
    await system.settled();
    expect((await find('order', 'SO/7003')).status).toBe(404);
    ok(await place('SO/7003', article));
  });

  it('is not for those who only buy', async () => {
    const buyer = await newBuyer(system);
    expect(await place('SO/7004', article, buyer.token)).toMatchObject({
      status: 403,
      body: { code: 'AnnotationNotAllowed' },
    });
    expect((await place('so 7004')).status).toBe(400);
  });

  it('tells webhooks its number, and what is said of it later without what may be about a person', async () => {
    const desk = webhookDesk(system, shop.admin);
    const receiver = await startWebhookReceiver();
    await desk.register(receiver, ['order.created', 'annotation.changed']);
    const { orderId } = ok(await place('SO/7005')).body as { orderId: string };
    const path = `/annotations/order/${orderId}`;
    const body = { externalReference: 'SO/7005-B', metadata: { 'crm.note': 'a gift for Meera' } };
    ok(await system.call('PATCH', path, { token: shop.admin, body }), 200);
    await desk.until(() => expect(receiver.received).toHaveLength(3));
    const messages = receiver.received.map((one) => JSON.parse(one.body) as { type: string; data: object });
    expect(messages.find(({ type }) => type === 'order.created')).toMatchObject({
      data: { orderId, externalReference: 'SO/7005' },
    });
    const said = messages.filter(({ type }) => type === 'annotation.changed');
    expect(said.map(({ data }) => (data as { externalReference: string }).externalReference).sort()).toEqual([
      'SO/7005',
      'SO/7005-B',
    ]);
    expect(JSON.stringify(messages)).not.toContain('Meera');
    await receiver.stop();
  });
});

it('a draft order has the number of who makes it', async () => {
  const token = await system.tokenFor(['support']);
  const draft = (externalReference: string, quantity: number) =>
    system.call('POST', '/draft-orders', {
      token,
      body: { userId, items: [{ ...article, quantity }], externalReference },
    });
  const { id } = ok(await draft('QUOTE-1', 1), 201).body as { id: string };
  expect((await find('draft-order', 'QUOTE-1')).body).toMatchObject({ entityId: id });
  expect(await draft('QUOTE-1', 1)).toMatchObject(taken);
  ok(await draft('QUOTE-2', 1), 201);
});
