import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { loadConfig } from '../../infra/config.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { composeSystem, type RunningSystem } from '../../main/compose.ts';
import { openCore, type Core } from '../../main/core.ts';
import { writeProduct } from '../support/catalogue-writer.ts';
import { createTestDatabase } from '../support/test-database.ts';

const PRODUCTS = 5;
const SETTLE_MS = 20_000;
const stops: (() => Promise<unknown>)[] = [];
let settings: Readonly<Record<string, string>>;
let system: RunningSystem;
let core: Core;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-rebuild-'));
  stops.push(() => rm(directory, { recursive: true, force: true }));
  const database = await createTestDatabase();
  stops.push(database.drop);
  const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
  stops.push(() => eventLog.stop());
  const EVENTSTORE_URL = `esdb://127.0.0.1:${eventLog.port}?tls=false`;
  settings = { DATA_DIR: directory, POSTGRES_URL: database.url, EVENTSTORE_URL };
  const log = pino({ level: 'error' }, pino.destination(2));
  system = await composeSystem(loadConfig(settings), log);
  stops.push(() => system.stop());
  core = await openCore(loadConfig(settings), log, { foldsCachedMax: 0 });
  stops.push(() => core.close());
  for (let index = 0; index < PRODUCTS; index += 1) await writeProduct(core.handler, index, 2);
  await caughtUp(PRODUCTS);
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

type Answer = {
  readonly code: number;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly errors: string;
};
const only2u = async (...given: readonly string[]): Promise<Answer> => {
  const run = promisify(execFile)('node', ['scripts/only2u/main.ts', ...given], {
    env: { ...process.env, ...settings },
  });
  const { code, stdout, stderr } = await run.then(
    (done) => ({ code: 0, ...done }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { code, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), errors: stderr };
};
const cards = (): Promise<readonly { product_id: string; name: string; price_paise: number }[]> =>
  core.database.query({
    text: 'select product_id, name, price_paise from catalogue.product_card order by name',
    values: [],
  });
/** So many cards, each with the last price of its product. */
const caughtUp = async (count: number): Promise<void> => {
  await vi.waitFor(
    async () => {
      expect((await cards()).map((card) => card.price_paise)).toEqual(Array.from({ length: count }, () => 99_998));
    },
    { timeout: SETTLE_MS, interval: 20 },
  );
};
const spoil = (): Promise<unknown> =>
  core.database.transaction(async (query) => {
    await query({ text: `update catalogue.product_card_v4 set name = 'Wrong' where name = 'Kurta 1'`, values: [] });
    await query({ text: `delete from catalogue.product_card_v4 where name = 'Kurta 2'`, values: [] });
    await query({
      text: `insert into catalogue.product_card_v4 (product_id, name, listed) values (gen_random_uuid(), 'Nobody', false)`,
      values: [],
    });
  });

it('finds nothing in read models that are what the log says', async () => {
  const { code, lines, errors } = await only2u('projections', 'check', 'product_card');
  expect(errors).toContain('100.0 %');
  expect([code, lines[0]]).toMatchObject([0, { projection: 'product_card@4', differing: 0, rows: [] }]);
});

it('names the rows that are not, changes none of them, and leaves nothing behind', async () => {
  await spoil();
  const before = await cards();
  const { code, lines } = await only2u('projections', 'check', 'product_card');
  const [{ rows }] = lines as [{ rows: readonly { kind: string }[] }];
  expect([code, rows.map(({ kind }) => kind).sort()]).toEqual([1, ['different', 'missing', 'surplus']]);
  expect(await cards()).toEqual(before);
  const left = await core.database.query({
    text: `select 1 from pg_class where relnamespace = to_regnamespace('rebuild')::oid`,
    values: [],
  });
  expect(left).toEqual([]);
});

it('puts them right while the system serves, which goes on from there', async () => {
  const { code, lines } = await only2u('projections', 'rebuild', 'product_card');
  expect([code, lines[0]]).toMatchObject([0, { differing: 3, replaced: 3 }]);
  expect((await cards()).map(({ name }) => name)).toEqual(['Kurta 0', 'Kurta 1', 'Kurta 2', 'Kurta 3', 'Kurta 4']);
  await writeProduct(core.handler, 9, 2);
  await caughtUp(PRODUCTS + 1);
  expect([...system.stopped().keys()]).toEqual([]);
  expect((await only2u('projections', 'check', 'product_card')).code).toBe(0);
});

it('lists where every read model stands, and says which there are when one is not', async () => {
  const { lines } = await only2u('projections', 'list');
  expect(lines.find(({ name }) => name === 'product_card')).toMatchObject({ version: 4, readersSee: 4 });
  const { code, errors } = await only2u('projections', 'check', 'nonsense');
  expect([code, errors]).toMatchObject([
    1,
    expect.stringMatching(/There is no projection "nonsense"; there are .*product_card/),
  ]);
});

it('replays a stream up to a moment, without any effect', async () => {
  const [card] = await cards();
  const stream = `product-${card!.product_id}`;
  const whole = await only2u('replay', stream);
  const first = await only2u('replay', stream, '--until', '0', '--personal');
  expect(whole.lines.length).toBeGreaterThan(first.lines.length);
  expect(first.lines).toMatchObject([
    { revision: '0', type: 'ProductCreated' },
    { stream, events: 1, state: { details: { name: 'Kurta 0' } } },
  ]);
  const at = String(whole.lines[1]!['position']);
  expect((await only2u('replay', stream, '--until', `@${at}`)).lines).toHaveLength(3);
  expect((await only2u('replay', stream, '--until', '2020-01-01T00:00:00Z')).lines).toMatchObject([{ events: 0 }]);
  expect((await only2u('replay', 'nonsense-1')).errors).toContain('is no stream');
});
