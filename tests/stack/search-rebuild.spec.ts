import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { loadConfig } from '../../infra/config.ts';
import { openElasticsearch, type ElasticsearchStore } from '../../infra/elasticsearch/connection.ts';
import { activeIndex, productIndices, sealIndex } from '../../infra/elasticsearch/product-index.ts';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { startCopies, type Copies } from '../../main/copies.ts';
import { openCore, type Core } from '../../main/core.ts';
import { projectionsCommand } from '../../scripts/only2u/projections-command.ts';
import { writeProduct } from '../support/catalogue-writer.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';
import { createTestDatabase } from '../support/test-database.ts';

const PRODUCTS = 5;
const PATIENCE_MS = 30_000;
const WITHIN = { timeout: 120_000, interval: 50 };
const TEST_MS = 300_000;
const NAME = 'product_search';

describe.skipIf(cannotRun('elasticsearch'))('the search index of a running system', () => {
  const stops: (() => Promise<unknown>)[] = [];
  let settings: Readonly<Record<string, string>>;
  let elastic: ElasticsearchStore;
  let core: Core;
  let copies: Copies;

  /** The copies have everything that is in the log. */
  const caughtUp = async (): Promise<void> => {
    const end = (await endOfLog(core.eventLog.client))!;
    await vi.waitUntil(() => (copies.positions.get(NAME) ?? -1n) >= end, WITHIN);
  };
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'only2u-search-rebuild-'));
    stops.push(() => rm(directory, { recursive: true, force: true }));
    const server = await startStore('elasticsearch');
    stops.push(() => server.stop());
    const database = await createTestDatabase();
    stops.push(database.drop);
    const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
    stops.push(() => eventLog.stop());
    const EVENTSTORE_URL = `esdb://127.0.0.1:${eventLog.port}?tls=false`;
    settings = { data: directory, postgres: database.url, eventstore: EVENTSTORE_URL, elasticsearch: server.url() };
    elastic = await openElasticsearch(server.url(), () => undefined, '', PATIENCE_MS);
    stops.push(() => elastic.close());
    const config = {
      PROFILE: 'stack',
      DATA_DIR: directory,
      POSTGRES_URL: database.url,
      EVENTSTORE_URL,
      ELASTICSEARCH_URL: server.url(),
    };
    core = await openCore(loadConfig(config), pino({ level: 'silent' }), { foldsCachedMax: 0 });
    stops.push(() => core.close());
    for (let index = 0; index < PRODUCTS; index += 1) await writeProduct(core.handler, index, 2);
    copies = await startCopies(core, { onRetry: () => undefined, onStopped: () => undefined }, () => undefined);
    stops.push(() => copies.stop());
    await caughtUp();
  }, TEST_MS);
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  /** `only2u projections ...` in this process: what it prints, and its status. */
  const projections = async (
    ...words: readonly string[]
  ): Promise<{ code: unknown; lines: Record<string, unknown>[] }> => {
    const lines: Record<string, unknown>[] = [];
    const command = projectionsCommand((line) => lines.push(JSON.parse(line) as Record<string, unknown>));
    const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const before = process.exitCode;
    process.exitCode = undefined;
    await command.parseAsync([...words, ...options], { from: 'user' });
    const code = (process.exitCode as number | undefined) ?? 0;
    process.exitCode = before;
    return { code, lines };
  };
  const ROWS_MAX = 10_000;
  const names = async (): Promise<readonly string[]> => {
    const { hits } = await elastic.client.search<{ name: string }>({
      index: elastic.names.alias,
      size: ROWS_MAX,
      _source: ['name'],
    });
    return hits.hits.map(({ _source }) => _source!.name);
  };
  const found = async (): Promise<number> => {
    const now = new Date().toISOString();
    return (await core.ports.searchIndex.search({ text: 'kurta', filters: {}, sort: 'relevance', limit: 5, now }))!
      .total;
  };
  const idOf = async (name: string): Promise<string> =>
    (await elastic.client.search({ index: elastic.names.alias, query: { term: { name } } })).hits.hits[0]!._id!;

  it('is told of with the others, and is what the log says', async () => {
    const { lines } = await projections('list');
    expect(lines.find(({ name }) => name === NAME)).toMatchObject({ version: 4, readersSee: 4, service: 'catalogue' });
    const { code, lines: checked } = await projections('check', NAME);
    expect([code, checked[0]]).toMatchObject([0, { projection: 'product_search@4', differing: 0, rows: [] }]);
    expect(await productIndices(elastic)).toEqual([await activeIndex(elastic)]);
  });

  it('is compared row by row, and nothing is changed or left behind', async () => {
    const index = (await activeIndex(elastic))!;
    const change = { index, refresh: true } as const;
    await elastic.client.update({ ...change, id: await idOf('Kurta 1'), doc: { name: 'Wrong' } });
    await elastic.client.delete({ ...change, id: await idOf('Kurta 2') });
    await elastic.client.index({ ...change, id: 'nobody', document: { product_id: 'nobody', listed: false } });
    const { code, lines } = await projections('check', NAME);
    const [{ rows }] = lines as [{ rows: readonly { kind: string }[] }];
    expect([code, rows.map(({ kind }) => kind).sort()]).toEqual([1, ['different', 'missing', 'surplus']]);
    expect(await productIndices(elastic)).toEqual([index]);
    expect(await names()).not.toContain('Kurta 2');
  });

  it(
    'is put right while products are written, none of which is lost, and readers are served all along',
    async () => {
      const before = (await activeIndex(elastic))!;
      const run = { stopping: false, written: 0, reads: 0 };
      const writing = (async () => {
        for (; !run.stopping; run.written += 1) await writeProduct(core.handler, PRODUCTS + run.written, 1);
      })();
      const reading = (async () => {
        for (; !run.stopping; run.reads += 1)
          // Slow answers are those of a busy machine; empty ones would be those of an index without its rows.
          expect(await found().catch((error: unknown) => (error instanceof StoreUnavailable ? 1 : 0))).toBeGreaterThan(
            0,
          );
      })();
      const { code, lines } = await projections('rebuild', NAME);
      const seen = run.written;
      await expect.poll(() => run.written, WITHIN).toBeGreaterThan(seen + 5);
      run.stopping = true;
      await Promise.all([writing, reading]);
      expect([code, lines[0]]).toMatchObject([0, { projection: 'product_search@4' }]);
      expect(lines[0]!['replaced']).toBeGreaterThanOrEqual(3);
      expect(await activeIndex(elastic)).not.toBe(before);
      await caughtUp();
      const all = Array.from({ length: PRODUCTS + run.written }, (_none, index) => `Kurta ${index}`);
      expect((await names()).toSorted()).toEqual(all.toSorted());
      expect(copies.stopped()).toEqual([]);
      expect((await projections('check', NAME)).lines[0]).toMatchObject({ differing: 0 });
    },
    TEST_MS,
  );

  it(
    'takes rows again after a rebuild that broke off when it had sealed the index, once another is done',
    async () => {
      await sealIndex(elastic, (await activeIndex(elastic))!);
      await writeProduct(core.handler, 9_000, 1);
      expect((await projections('rebuild', NAME)).code).toBe(0);
      await writeProduct(core.handler, 9_001, 1);
      await caughtUp();
      expect(await names()).toEqual(expect.arrayContaining(['Kurta 9000', 'Kurta 9001']));
      expect(copies.stopped()).toEqual([]);
    },
    TEST_MS,
  );

  it('is named with what is missing where nobody says where it is', async () => {
    const given = settings;
    settings = Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'elasticsearch'));
    await expect(projections('check', NAME)).rejects.toThrow(/set ELASTICSEARCH_URL or --elasticsearch/);
    settings = given;
    await expect(projections('check', 'nonsense')).rejects.toThrow(
      /no projection "nonsense"; there are .*product_search/,
    );
  });
});
