import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { commandApi } from '../../command-api/server.ts';
import { streamSignals } from '../../command-api/stream-signals.ts';
import { commandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import { Refusal, writeRoute } from '../../domains/kernel/routes.ts';
import type { IdempotencyStore } from '../../domains/kernel/ports/idempotency-store.ts';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresIdempotencyStore } from '../../infra/postgres/idempotency-store.ts';
import { withTestDatabase } from '../support/test-database.ts';

let database: Database;
withTestDatabase(4, (opened) => (database = opened));

/** What the route does next; every run is counted with the ids that it was given. */
let work: () => Promise<unknown>;
let runs: string[];
beforeEach(() => {
  runs = [];
  work = () => Promise.resolve({ run: runs.length });
});
const route = (path: string, more: object = {}) =>
  writeRoute({
    method: 'POST',
    path,
    tag: 'spec',
    summary: 'spec',
    allow: ['public'],
    body: z.object({ n: z.number() }),
    reply: z.unknown(),
    run: (_input, context) => {
      runs.push(context.commandId);
      return work();
    },
    ...more,
  });

/** A command API as a process has it after it started, for a caller whose id is in the Authorization header. */
const newApi = (store: IdempotencyStore = postgresIdempotencyStore(database)): FastifyInstance => {
  const now = (): string => new Date().toISOString();
  return commandApi({
    routes: [route('/do'), route('/secret', { secretAnswer: true })],
    handler: commandHandler({ store: memoryEventStore(), now }),
    ports: {} as Ports,
    authenticate: (credential) =>
      Promise.resolve(typeof credential === 'string' ? { userId: credential, roles: ['customer'] } : undefined),
    idempotencyStore: store,
    signals: streamSignals(),
    now,
    log: pino({ level: 'silent' }),
  });
};
const ask = async (api: FastifyInstance, key: string, { n = 1, url = '/api/v1/do', user = '' } = {}) => {
  const answer = await api.inject({
    method: 'POST',
    url,
    headers: {
      'idempotency-key': key,
      'content-type': 'application/json',
      ...(user === '' ? {} : { authorization: user }),
    },
    body: JSON.stringify({ n }),
  });
  const body = answer.json<Record<string, unknown>>();
  return { status: answer.statusCode, body, replayed: answer.headers['idempotency-replayed'], headers: answer.headers };
};
const stored = async (): Promise<number> =>
  (await database.query<{ n: number }>({ text: 'select count(*)::int as n from system.idempotency', values: [] }))[0]!
    .n;

describe('a request under a key', () => {
  it('is carried out once, and another one under its key is 422, at once and after a restart', async () => {
    const [api, key] = [newApi(), uuidV7()];
    expect(await ask(api, key)).toMatchObject({ status: 200, body: { run: 1 }, replayed: undefined });
    expect(await ask(api, key, { n: 2 })).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
    expect(await ask(api, key.toUpperCase())).toMatchObject({ status: 200, body: { run: 1 }, replayed: 'true' });
    await expect.poll(stored).toBeGreaterThan(0);
    expect(await ask(newApi(), key)).toMatchObject({ status: 200, body: { run: 1 }, replayed: 'true' });
    expect(await ask(newApi(), key, { n: 2 })).toMatchObject({ status: 422 });
    expect(runs).toHaveLength(1);
  });

  it('is 409 while the first still runs', async () => {
    const [api, key] = [newApi(), uuidV7()];
    let finish: (value: unknown) => void = () => undefined;
    work = () => new Promise((resolve) => (finish = resolve));
    const first = ask(api, key);
    await vi.waitUntil(() => runs.length === 1);
    expect(await ask(api, key)).toMatchObject({
      status: 409,
      body: { code: 'RequestInProgress' },
      headers: { 'retry-after': '1' },
    });
    finish({});
    expect((await first).status).toBe(200);
    expect(await ask(api, key)).toMatchObject({ status: 200, replayed: 'true' });
  });

  it('stays refused after a restart, though it would now be accepted', async () => {
    const key = uuidV7();
    work = () => Promise.reject(new Refusal('CouponExhausted'));
    expect(await ask(newApi(), key)).toMatchObject({ status: 409, body: { code: 'CouponExhausted' } });
    work = () => Promise.resolve({});
    const again = await ask(newApi(), key);
    expect(again).toMatchObject({ status: 409, body: { code: 'CouponExhausted' }, replayed: 'true' });
    expect(again.headers['content-type']).toContain('application/problem+json');
  });

  it.each([
    ['TooMuchContention', 503],
    ['TooManyRequests', 429],
    ['InvalidCredentials', 401],
  ])('is carried out again after %s, which says nothing about it', async (reason, status) => {
    const [api, key] = [newApi(), uuidV7()];
    work = () => Promise.reject(new Refusal(reason));
    expect((await ask(api, key)).status).toBe(status);
    work = () => Promise.resolve({ at: 'last' });
    expect(await ask(api, key)).toMatchObject({ status: 200, body: { at: 'last' }, replayed: undefined });
    expect(new Set(runs).size).toBe(1);
  });

  it('is carried out again under the same command ids where the answer is secret, and the answer is not kept', async () => {
    const [api, key] = [newApi(), uuidV7()];
    work = () => Promise.resolve({ password: 'open sesame' });
    for (let time = 0; time < 2; time += 1)
      expect(await ask(api, key, { url: '/api/v1/secret' })).toMatchObject({
        status: 200,
        body: { password: 'open sesame' },
      });
    expect(runs).toEqual([runs[0], runs[0]]);
    expect(await ask(api, key, { url: '/api/v1/secret', n: 2 })).toMatchObject({ status: 422 });
    await expect
      .poll(() => database.query({ text: `select 1 from system.idempotency where key like $1`, values: [`%${key}`] }))
      .toHaveLength(1);
    expect(
      await database.query({ text: `select 1 from system.idempotency where body like '%sesame%'`, values: [] }),
    ).toEqual([]);
  });

  it('is another one for another caller, with other command ids', async () => {
    const [api, key] = [newApi(), uuidV7()];
    const [one, two] = [uuidV7(), uuidV7()];
    await ask(api, key, { user: one });
    expect(await ask(api, key, { user: two })).toMatchObject({ status: 200, replayed: undefined });
    expect(new Set(runs).size).toBe(2);
  });

  it('is not refused by a refusal that could not be stored', async () => {
    const real = postgresIdempotencyStore(database);
    const [api, key] = [
      newApi({ find: (asked) => real.find(asked), keep: () => Promise.reject(new Error('disk')) }),
      uuidV7(),
    ];
    work = () => Promise.reject(new Refusal('CouponExhausted'));
    expect((await ask(api, key)).status).toBe(500);
    work = () => Promise.resolve({});
    expect((await ask(api, key)).status).toBe(200);
  });
});
