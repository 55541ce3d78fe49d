import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInByPhone } from '../support/phone-sign-in.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let shop: TestSystem;
let staff: string;
let service: string;
beforeAll(async () => {
  shop = await startTestSystem();
  staff = await shop.tokenFor(['support']);
  service = await shop.tokenFor(['service']);
});
afterAll(() => shop.stop());

type Entry = {
  id: string;
  type: string;
  eventId: string;
  text: string;
  userId?: string;
  causationId?: string;
  correlationId: string;
  occurredAt: string;
};
const read = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await shop.call('GET', path, { token: staff, headers });
  return { status: answer.status, body: answer.body as { events: Entry[]; next?: string } };
};
const log = (body: unknown, token = service) => shop.call('POST', '/events', { token, body });
const sent = (more: object = {}) => ({
  eventId: uuidV7(),
  type: 'checkout.page.opened',
  class: 'audit',
  occurredAt: new Date().toISOString(),
  text: 'The payment page was opened',
  ...more,
});

describe('the event log over HTTP', () => {
  it('holds what happened to a user, without a phone number, and traces a request', async () => {
    const { userId } = await signInByPhone(shop, '+919812300001', 'Asha Rao');
    await shop.settled();
    const { status, body } = await read(`/events/user/${userId}`);
    expect(status).toBe(200);
    expect(body.events.length).toBeGreaterThan(1);
    expect(JSON.stringify(body)).not.toMatch(/9812300001|Asha/);
    const times = body.events.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort().reverse());
    const trace = await read(`/events/${body.events[0]!.id}/trace`);
    expect(trace.body.events.map(({ eventId }) => eventId)).toContain(body.events[0]!.eventId);
    expect(new Set(trace.body.events.map(({ correlationId }) => correlationId)).size).toBe(1);
  });

  it('is never older than the own write of the reader', async () => {
    const userId = uuidV7();
    const token = await shop.tokenFor(['customer'], userId);
    const address = {
      fullName: 'Asha Rao',
      phone: '9812300002',
      line1: '1 MG Road',
      city: 'Bengaluru',
      state: 'Karnataka',
      postalCode: '560001',
    };
    const added = await shop.call('POST', `/users/${userId}/addresses`, { token, body: address });
    expect(added.status, JSON.stringify(added.body)).toBe(201);
    const { body } = await read(`/events/user/${userId}`, { 'read-after': added.headers.get('x-position')! });
    expect(body.events.map(({ type }) => type)).toContain('AddressAdded');
  });

  it('takes events of services once, and finds them by type, actor, order, time and text', async () => {
    const orderId = uuidV7();
    const one = sent({ orderId, actor: 'service:web', text: 'Opened by आशा', payload: { step: 3 } });
    const first = await log(one);
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect((await log(one)).body).toEqual(first.body);
    expect(
      (await log({ events: [sent({ orderId, class: 'debug', type: 'checkout.page.closed', text: 'Left' })] })).status,
    ).toBe(201);
    const ofOrder = await read(`/events/order/${orderId}`);
    expect(ofOrder.body.events).toHaveLength(2);
    const search = async (query: string): Promise<string[]> =>
      (await read(`/events/search?${query}`)).body.events.map(({ eventId }) => eventId);
    expect(await search('type=checkout.page.opened')).toEqual([one.eventId]);
    expect(await search('actor=service:web&limit=5')).toEqual([one.eventId]);
    expect(await search(`subject=order:${orderId}&text=OPENED`)).toEqual([one.eventId]);
    expect(await search(`text=${encodeURIComponent('आशा')}&from=${one.occurredAt}`)).toEqual([one.eventId]);
    expect(await search(`type=checkout.page.opened&until=${one.occurredAt}`)).toEqual([]);
  });

  it('gives every event on exactly one page', async () => {
    const orderId = uuidV7();
    const many = Array.from({ length: 25 }, (_none, n) => sent({ orderId, text: n % 2 === 0 ? 'even' : 'odd' }));
    await log({ events: many });
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 30; pages += 1) {
      const { body } = await read(`/events/search?subject=order:${orderId}&text=even&limit=4${cursor}`);
      seen.push(...body.events.map(({ eventId }) => eventId));
      if (body.next === undefined) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    const even = many.filter(({ text }) => text === 'even').map(({ eventId }) => eventId);
    expect(seen.toSorted()).toEqual(even.toSorted());
  });

  it('lets debug entries leave after 30 days and audit entries stay for years', async () => {
    const orderId = uuidV7();
    await log({ events: [sent({ orderId, class: 'debug' }), sent({ orderId, class: 'audit' })] });
    shop.advance(31 * 86_400_000);
    const support = await shop.tokenFor(['support']);
    const after = await shop.call('GET', `/events/order/${orderId}`, { token: support });
    expect((after.body as { events: { class: string }[] }).events.map((event) => event.class)).toEqual(['audit']);
    shop.advance(-31 * 86_400_000);
  });

  it('says who may not write or read, and what is wrong with an input', async () => {
    const customer = await shop.tokenFor(['customer']);
    expect((await log(sent(), customer)).status).toBe(403);
    expect((await log(sent(), staff)).status).toBe(403);
    expect((await shop.call('GET', '/events/search', { token: customer })).status).toBe(403);
    expect((await log(sent({ type: 'OrderConfirmed' }))).status).toBe(400);
    expect((await log({ events: Array.from({ length: 101 }, () => sent()) })).status).toBe(400);
    expect((await log(sent({ occurredAt: '2999-01-01T00:00:00.000Z' }))).status).toBe(422);
    expect((await read('/events/search?cursor=1;drop')).status).toBe(400);
    expect((await read('/events/mgk3x5a1.0.none/trace')).status).toBe(404);
  });
});
