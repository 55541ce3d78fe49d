import { beforeEach, describe, expect, it } from 'vitest';
import type { NewWebhookDelivery, WebhookDeliveries } from '../../domains/kernel/ports/webhook-deliveries.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { withTestDatabase } from '../../tests/support/test-database.ts';
import type { Database } from './database.ts';
import { postgresWebhookDeliveries } from './webhook-deliveries.ts';

const ATTEMPTS_KEPT_MAX = 3;
let database: Database;
let deliveries: WebhookDeliveries;
withTestDatabase(8, (opened) => (database = opened));
beforeEach(async () => {
  deliveries = postgresWebhookDeliveries(database, ATTEMPTS_KEPT_MAX);
  await database.query(sql`truncate webhook.delivery, webhook.endpoint_health`);
});

const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 23) + seconds * 1_000).toISOString();
const ENDPOINT = idOf(1);
const OTHER = idOf(2);
const delivery = (n: number, change: Partial<NewWebhookDelivery> = {}): NewWebhookDelivery => ({
  deliveryId: idOf(100 + n),
  endpointId: ENDPOINT,
  messageId: idOf(200 + n),
  eventType: 'order.created',
  subject: 'order',
  position: BigInt(n),
  body: `{"n":${n}}`,
  recordedAt: at(n),
  ...change,
});
const all = (endpointId = ENDPOINT, isProbe = false, limit = 10) => [{ endpointId, limit, isProbe }];
const claimed = async (now: number, claims = all()): Promise<string[]> =>
  (await deliveries.claim(claims, at(now), at(now + 60))).map(({ body }) => body).sort();
const outcome = (n: number, status: 'delivered' | 'waiting' | 'failed', nextAt = 0) => ({
  deliveryId: idOf(100 + n),
  endpointId: ENDPOINT,
  attempt: {
    at: at(0),
    status: status === 'delivered' ? 200 : 500,
    failure: null,
    durationMs: 1,
    body: `answer ${nextAt}`,
  },
  status,
  nextAttemptAt: at(nextAt),
  probeAt: at(nextAt),
});
const rowOf = async (n: number) => {
  const [row] = await database.query<{ status: string; tries: number; attempts: { body: string }[] }>(
    sql`select status, tries, attempts from webhook.delivery where delivery_id = ${idOf(100 + n)}`,
  );
  return row!;
};

describe('the queue of deliveries', () => {
  it('holds each delivery once, and gives the oldest that are due', async () => {
    await deliveries.add([delivery(1), delivery(2), delivery(3)]);
    await deliveries.add([delivery(2), delivery(9)]);
    expect(await claimed(2)).toEqual(['{"n":1}', '{"n":2}']);
    expect(await claimed(3)).toEqual(['{"n":3}']);
    expect(await claimed(9, all(OTHER))).toEqual([]);
  });

  it('gives nothing twice to those who ask at once, and again what nobody has ended when its lease is over', async () => {
    await deliveries.add(Array.from({ length: 40 }, (_, n) => delivery(n)));
    const taken = await Promise.all(Array.from({ length: 6 }, () => claimed(50)));
    expect(new Set(taken.flat()).size).toBe(taken.flat().length);
    expect(taken.flat()).toHaveLength(40);
    expect(await claimed(109, all(ENDPOINT, false, 50))).toHaveLength(0);
    expect(await claimed(110, all(ENDPOINT, false, 50))).toHaveLength(40);
  });

  it('keeps endpoints apart, and to what was asked for', async () => {
    await deliveries.add(
      [1, 2, 3].flatMap((n) => [delivery(n), delivery(n + 10, { endpointId: OTHER, recordedAt: at(n) })]),
    );
    expect(await claimed(5, [...all(ENDPOINT, false, 1), ...all(OTHER, false, 2)])).toEqual([
      '{"n":11}',
      '{"n":12}',
      '{"n":1}',
    ]);
  });

  it('counts failures in a row until an answer or a pardon, and keeps the last attempts', async () => {
    await deliveries.add([delivery(1), delivery(2)]);
    const counts: number[] = [];
    for (const next of [1, 2, 3, 4]) counts.push(await deliveries.record(outcome(1, 'waiting', next)));
    expect(counts).toEqual([1, 2, 3, 4]);
    expect(await rowOf(1)).toMatchObject({ status: 'waiting', tries: 4 });
    expect((await rowOf(1)).attempts.map(({ body }) => body)).toEqual(['answer 2', 'answer 3', 'answer 4']);
    expect(await deliveries.record(outcome(2, 'delivered'))).toBe(0);
    expect(await deliveries.record(outcome(1, 'failed'))).toBe(1);
    await deliveries.forgive(ENDPOINT);
    expect(await deliveries.record(outcome(2, 'waiting'))).toBe(1);
    expect((await rowOf(2)).status).toBe('delivered');
  });

  it('gives one delivery before its time to a probe, when the endpoint has rested', async () => {
    await deliveries.add([delivery(1), delivery(2)]);
    await deliveries.record(outcome(1, 'waiting', 500));
    await deliveries.record(outcome(2, 'waiting', 400));
    expect(await claimed(399, all(ENDPOINT, true, 1))).toEqual([]);
    expect(await claimed(400, all(ENDPOINT, true, 1))).toEqual(['{"n":2}']);
    await deliveries.record(outcome(2, 'waiting', 700));
    expect(await claimed(699, all(ENDPOINT, true, 1))).toEqual([]);
    expect(await claimed(700, all(ENDPOINT, true, 1))).toEqual(['{"n":1}']);
  });

  it('makes due again what is sent by hand or replayed', async () => {
    await deliveries.add([1, 2, 3, 4].map((n) => delivery(n)));
    for (const [n, status] of [
      [1, 'failed'],
      [2, 'delivered'],
      [3, 'failed'],
      [4, 'delivered'],
    ] as const)
      await deliveries.record(outcome(n, status));
    const replay = { endpointId: ENDPOINT, since: at(2), onlyFailed: true, limit: 10, now: at(50) };
    await deliveries.replay(replay);
    expect(await claimed(50)).toEqual(['{"n":3}']);
    await deliveries.replay({ ...replay, onlyFailed: false, limit: 1 });
    expect(await claimed(50)).toEqual(['{"n":2}']);
    await deliveries.resend(idOf(101), at(50));
    expect(await claimed(50)).toEqual(['{"n":1}']);
    expect((await rowOf(1)).tries).toBe(0);
  });

  it('forgets what is old, gives up what nobody wants, and knows what waits', async () => {
    await deliveries.add([delivery(1), delivery(2), delivery(3, { endpointId: OTHER })]);
    expect(await deliveries.waiting()).toEqual(
      new Map([
        [ENDPOINT, 2],
        [OTHER, 1],
      ]),
    );
    await deliveries.drop(at(2));
    expect(await deliveries.waiting()).toEqual(
      new Map([
        [ENDPOINT, 1],
        [OTHER, 1],
      ]),
    );
    await deliveries.abandon(OTHER);
    expect(await deliveries.waiting()).toEqual(new Map([[ENDPOINT, 1]]));
    expect((await rowOf(3)).status).toBe('failed');
  });
});
