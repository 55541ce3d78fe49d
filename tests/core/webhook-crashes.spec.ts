import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { WebhookDeliveries } from '../../domains/kernel/ports/webhook-deliveries.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import { keyedSecrets } from '../../infra/auth/secrets.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresWebhookDeliveries } from '../../infra/postgres/webhook-deliveries.ts';
import { LogDispatcher } from '../../sagas/webhooks/dispatcher.ts';
import { LEASE_MS, webhookWorker } from '../../sagas/webhooks/worker.ts';
import { withTestDatabase } from '../support/test-database.ts';
import { logWithOrders } from '../support/webhook-log.ts';

const ORDERS = 6;
let database: Database;
let nowMs: number;
/** Ids of the messages that the receiver has got, in that order. */
let received: string[];
withTestDatabase(8, (opened) => (database = opened));
beforeEach(async () => {
  nowMs = Date.parse('2026-11-23T10:00:00.000Z');
  received = [];
  await database.query(sql`truncate webhook.delivery, webhook.endpoint_health`);
});

class Killed extends Error {}
/** The queue of a process that is killed right before or right after the call number `at` of a kind; later calls never happen. */
const killedAt = (
  kind: 'add' | 'claim' | 'record' | 'none',
  when: 'before' | 'after' = 'before',
  at = 1,
): WebhookDeliveries => {
  const queue = postgresWebhookDeliveries(database, webhookPolicy.attemptsKeptMax.value);
  let calls = 0;
  let dead = false;
  const guard =
    <A extends unknown[], R>(name: string, call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (dead) throw new Killed();
      const isIt = name === kind && (calls += 1) === at;
      if (isIt) dead = true;
      if (isIt && when === 'before') throw new Killed();
      const answer = await call(...given);
      if (isIt) throw new Killed();
      return answer;
    };
  return {
    ...queue,
    add: guard('add', (given) => queue.add(given)),
    claim: guard('claim', (claims, now, until) => queue.claim(claims, now, until)),
    record: guard('record', (outcome) => queue.record(outcome)),
    waiting: guard('waiting', () => queue.waiting()),
  };
};

/** Deliveries that could be taken now. @throws Killed when the process asks that was killed. */
const dueIn = async (deliveries: WebhookDeliveries, now: string): Promise<number> => {
  await deliveries.waiting();
  const [row] = await database.query<{ count: number }>(
    sql`select count(*)::int as count from webhook.delivery where status = 'waiting' and next_attempt_at <= ${now}`,
  );
  return row!.count;
};
const isKilled = (error: unknown): void => {
  if (!(error instanceof Killed)) throw error;
};
/** A process that reads the log from its beginning, since it has stored no checkpoint, and sends what is due. */
const run = async (deliveries: WebhookDeliveries, log: readonly RecordedEvent[]): Promise<void> => {
  const now = (): string => new Date(nowMs).toISOString();
  const message = ({ position }: RecordedEvent) => ({
    type: 'order.created',
    subject: 'order',
    body: `{"at":${position}}`,
  });
  const dispatcher = new LogDispatcher(
    {
      ...{ deliveries, handles: new Set(['OrderPlaced']), messagesOf: (event) => [message(event)] },
      ...{ testMessage: (_, event) => message(event), onLost: (_, error) => isKilled(error), onAdded: () => undefined },
    },
    [],
  );
  const worker = webhookWorker({
    deliveries,
    target: {
      refusal: () => Promise.resolve(undefined),
      post: ({ headers }) => {
        received.push(headers['webhook-id']!);
        return Promise.resolve({ status: 204, failure: undefined, body: '', durationMs: 1, retryAfterMs: 0 });
      },
    },
    ...{
      secrets: keyedSecrets(Buffer.alloc(32, 7)),
      endpoints: () => dispatcher.endpoints,
      send: () => Promise.resolve(),
    },
    ...{ now, chance: () => 0, onError: isKilled },
  });
  try {
    for (const event of log) await dispatcher.onBatch({ events: [event], position: event.position });
    await worker.work();
    // Calls begin further work when they end: it is over when nothing is due any more, or the process is dead.
    await vi.waitFor(async () => expect(await dueIn(deliveries, now()).catch(isKilled)).toBeFalsy(), {
      timeout: 20_000,
      interval: 10,
    });
  } catch (error) {
    isKilled(error);
  }
  await worker.stop();
};
const statuses = async (): Promise<string[]> =>
  (await database.query<{ status: string }>(sql`select status from webhook.delivery`)).map(({ status }) => status);
const allDelivered = Array.from({ length: ORDERS }, () => 'delivered');

describe('a process that sends webhooks and is killed', () => {
  it.each([
    ['add', 'before'],
    ['add', 'after'],
    ['claim', 'before'],
    ['claim', 'after'],
  ] as const)('%s: %s it, leaves everything to the next one, and nothing is called twice', async (kind, when) => {
    const log = logWithOrders(ORDERS);
    await run(killedAt(kind, when), log);
    nowMs += LEASE_MS;
    await run(killedAt('none'), log);
    expect(await statuses()).toEqual(allDelivered);
    expect(received.toSorted()).toEqual(log.slice(1).map(({ eventId }) => eventId));
  });

  it.each([
    ['before', 1],
    ['after', 0],
  ] as const)(
    '%s it wrote an answer down, has at most that call repeated, under the same id',
    async (when, repeated) => {
      const log = logWithOrders(ORDERS);
      await run(killedAt('record', when), log);
      const underWay = received.length;
      await run(killedAt('none'), log);
      // What it had taken is due again only when its lease is over: it might live and be slow.
      const before = received.slice(underWay);
      expect(before.filter((id) => received.slice(0, underWay).includes(id))).toEqual([]);
      nowMs += LEASE_MS;
      await run(killedAt('none'), log);
      expect(await statuses()).toEqual(allDelivered);
      expect(new Set(received)).toEqual(new Set(log.slice(1).map(({ eventId }) => eventId)));
      expect(received.length - new Set(received).size).toBeLessThanOrEqual(underWay - 1 + repeated);
      if (when === 'before') expect(received.filter((id) => id === received[0])).toHaveLength(2);
    },
  );

  it('delivers once what the log gives twice, and nothing to an endpoint of which the log does not know', async () => {
    const log = logWithOrders(ORDERS);
    await run(killedAt('none'), [...log, ...log]);
    expect(received).toHaveLength(ORDERS);
    await run(killedAt('none'), logWithOrders(ORDERS + 1).slice(1));
    expect(received).toHaveLength(ORDERS);
  });
});
