import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import { newBuyer, ok, openShop, type Shop } from '../support/purchase.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';
import { isFromShop } from '../support/verify-webhook.ts';
import { webhookDesk } from '../support/webhook-desk.ts';
import {
  answering,
  flooding,
  redirecting,
  resetting,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../support/webhook-receiver.ts';

let system: TestSystem;
let shop: Shop;
let desk: ReturnType<typeof webhookDesk>;
const receivers: WebhookReceiver[] = [];
const endpoints: string[] = [];
beforeAll(async () => {
  system = await startTestSystem();
  shop = await openShop(system);
  desk = webhookDesk(system, shop.admin);
});
afterEach(async () => {
  for (const endpointId of endpoints.splice(0)) ok(await desk.call('DELETE', `/endpoints/${endpointId}`));
  await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()));
});
afterAll(() => system.stop());

const partner = async (answer = answering(204), eventTypes?: string[]) => {
  const receiver = await startWebhookReceiver(answer);
  receivers.push(receiver);
  const registered = await desk.register(receiver, eventTypes);
  endpoints.push(registered.endpointId);
  return { receiver, ...registered };
};
const nowOf = ({ headers }: WebhookReceiver['received'][number]): number => Number(headers['webhook-timestamp']);
const idOf = ({ headers }: WebhookReceiver['received'][number]) => headers['webhook-id'];

describe('an endpoint', () => {
  it('gets the events that it asked for, signed, in the published shape and with their place in the log', async () => {
    const { receiver, secret, endpointId } = await partner(answering(200, 'call 98765 43210 or a@b.example'), [
      'order.created',
      'product.updated',
    ]);
    const article = await shop.sell(5);
    const buyer = await newBuyer(system);
    ok(await buyer.buy(article));
    await desk.until(() => expect(receiver.received.map(({ body }) => body).join()).toContain('"order.created"'));
    await desk.until(() => expect(receiver.received.length).toBeGreaterThanOrEqual(3));
    for (const request of receiver.received) {
      const message = JSON.parse(request.body) as { id: string; type: string; position: string };
      expect(isFromShop(secret, request.headers, request.body, nowOf(request))).toBe(true);
      expect(isFromShop(secret, request.headers, `${request.body} `, nowOf(request))).toBe(false);
      expect(isFromShop(secret, request.headers, request.body, nowOf(request) + 301)).toBe(false);
      expect(message).toMatchObject({ specversion: '1.0', id: idOf(request) });
      expect(Number(message.position)).toBeGreaterThan(0);
    }
    const order = receiver.received.find(({ body }) => body.includes('"order.created"'))!;
    expect(JSON.parse(order.body)).toMatchObject({ data: { userId: buyer.userId, currency: 'INR' } });
    await desk.until(async () => expect(await desk.deliveries(endpointId, '&status=waiting')).toEqual([]));
    const { deliveryId } = (await desk.deliveries(endpointId))[0]!;
    const { body } = ok(await desk.call('GET', `/deliveries/${deliveryId}`));
    expect(body.attempts).toMatchObject([{ status: 200, failure: null, body: 'call [number] or [e-mail]' }]);
  });

  it.each([
    ['an error', answering(500, 'broken'), { status: 500 }],
    ['a redirect', redirecting, { status: 308 }],
    [
      'a connection that is reset',
      resetting,
      { status: null, failure: expect.stringContaining('no connection') as string },
    ],
  ])('gets a message again after %s, under the same id', async (_, answer, attempt) => {
    const { receiver, endpointId } = await partner(answer);
    const messageId = await desk.test(endpointId);
    await desk.stand(endpointId, { messageId, eventType: 'webhook.test', status: 'waiting', tries: 1 });
    receiver.answerWith(answering(204));
    system.advance(2 * webhookPolicy.pauseFirstMs.value);
    await desk.stand(endpointId, { messageId, status: 'delivered', tries: 2, lastStatus: 204 });
    expect(new Set(receiver.received.map(idOf))).toEqual(new Set([messageId]));
    const { deliveryId } = (await desk.deliveries(endpointId))[0]!;
    const { body } = ok(await desk.call('GET', `/deliveries/${deliveryId}`));
    expect(body.attempts).toMatchObject([attempt, { status: 204 }]);
  });

  it('may answer as much as it likes; a little of it is read', async () => {
    const { endpointId } = await partner(flooding);
    await desk.test(endpointId);
    await desk.stand(endpointId, { status: 'delivered', lastStatus: 200 });
    const { deliveryId } = (await desk.deliveries(endpointId))[0]!;
    const { body } = ok(await desk.call('GET', `/deliveries/${deliveryId}`));
    expect(body.attempts[0].body).toHaveLength(webhookPolicy.answerKeptMax.value);
  });

  it('that is gone is left alone, and what was not for it is not kept', async () => {
    const { receiver, endpointId } = await partner(answering(410));
    await desk.test(endpointId);
    await desk.until(async () => expect(await desk.status(endpointId)).toBe('gone'));
    await desk.stand(endpointId, { status: 'failed', lastStatus: 410 });
    receiver.answerWith(answering(204));
    await shop.sell(1);
    ok(await desk.call('POST', `/endpoints/${endpointId}/resume`));
    const messageId = await desk.test(endpointId);
    await desk.until(() => expect(receiver.received.map(idOf)).toContain(messageId));
    expect(await desk.deliveries(endpointId)).toHaveLength(2);
  });
});

describe('an admin', () => {
  it('changes the secret while messages are signed with both', async () => {
    const { receiver, endpointId, secret } = await partner();
    const rotated = ok(await desk.call('POST', `/endpoints/${endpointId}/secret`), 201).body as { secret: string };
    expect(rotated.secret).not.toBe(secret);
    await desk.test(endpointId);
    await desk.until(() => expect(receiver.received).toHaveLength(1));
    system.advance(webhookPolicy.previousSecretMs.value);
    await desk.test(endpointId);
    await desk.until(() => expect(receiver.received).toHaveLength(2));
    const valid = (given: string) =>
      receiver.received.map((request) => isFromShop(given, request.headers, request.body, nowOf(request)));
    expect(valid(secret)).toEqual([true, false]);
    expect(valid(rotated.secret)).toEqual([true, true]);
  });

  it('pauses, resumes, resends and replays', async () => {
    const { receiver, endpointId } = await partner();
    ok(await desk.call('POST', `/endpoints/${endpointId}/pause`));
    expect(await desk.status(endpointId)).toBe('byHand');
    const messageId = await desk.test(endpointId);
    await desk.stand(endpointId, { status: 'waiting', tries: 0 });
    expect(receiver.received).toHaveLength(0);
    ok(await desk.call('POST', `/endpoints/${endpointId}/resume`));
    await desk.stand(endpointId, { status: 'delivered' });
    const { deliveryId } = (await desk.deliveries(endpointId))[0]!;
    ok(await desk.call('POST', `/deliveries/${deliveryId}/resend`), 202);
    await desk.until(() => expect(receiver.received).toHaveLength(2));
    const since = new Date(Date.now() - 60_000).toISOString();
    ok(await desk.call('POST', `/endpoints/${endpointId}/replay`, { since, onlyFailed: false }), 202);
    await desk.until(() => expect(receiver.received.map(idOf)).toEqual([messageId, messageId, messageId]));
  });

  it('reads deliveries page by page', async () => {
    const { endpointId } = await partner();
    const sent: string[] = [];
    for (let n = 0; n < 3; n += 1) sent.unshift(await desk.test(endpointId));
    await desk.until(async () => expect(await desk.deliveries(endpointId, '&status=delivered')).toHaveLength(3));
    const page = ok(await desk.call('GET', `/deliveries?endpointId=${endpointId}&limit=2`)).body;
    const rest = ok(await desk.call('GET', `/deliveries?endpointId=${endpointId}&limit=2&cursor=${page.next}`)).body;
    expect([...page.deliveries, ...rest.deliveries].map(({ messageId }) => messageId as string)).toEqual(sent);
    expect(rest.next).toBeUndefined();
  });

  it('is told what is wrong, and nobody else may ask', async () => {
    const register = (url: string) => desk.call('POST', '/endpoints', { url, eventTypes: ['order.created'] });
    for (const url of [
      'http://partner.example/',
      'https://10.0.0.1/',
      'https://169.254.169.254/latest',
      'https://[fd00::1]/',
    ])
      expect((await register(url)).body).toMatchObject({ status: 422, code: 'InvalidWebhookUrl' });
    expect((await desk.call('POST', '/endpoints', { url: 'https://a.example', eventTypes: ['no.such'] })).status).toBe(
      400,
    );
    const nothing = uuidV7();
    for (const path of [`/endpoints/${nothing}/test`, `/endpoints/${nothing}/pause`, `/deliveries/${nothing}/resend`])
      expect((await desk.call('POST', path)).status).toBe(404);
    expect((await desk.call('GET', `/deliveries/${nothing}`)).status).toBe(404);
    const { endpointId } = await partner();
    const replay = await desk.call('POST', `/endpoints/${endpointId}/replay`, { since: '2020-01-01T00:00:00.000Z' });
    expect(replay.body).toMatchObject({ status: 422, code: 'InvalidReplayStart' });
    const vendor = webhookDesk(system, shop.ownerToken);
    expect((await vendor.call('GET', '/endpoints')).status).toBe(403);
    expect((await vendor.call('GET', '/deliveries')).status).toBe(403);
  });
});
