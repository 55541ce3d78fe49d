import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { SearchIndex } from '../../domains/kernel/ports/search-index.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { openElasticsearch, type ElasticsearchStore } from '../../infra/elasticsearch/connection.ts';
import { activeIndex, createProductIndex, dropIndex, switchTo } from '../../infra/elasticsearch/product-index.ts';
import { elasticsearchProjectionStore } from '../../infra/elasticsearch/projection-store.ts';
import { elasticsearchSearchIndex } from '../../infra/elasticsearch/search-index.ts';
import { productCard } from '../../projections/product-card.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { searchIndexContract } from '../contract/search-index.ts';
import { NOW, productOnSale, shopEvents } from '../contract/search-shop.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';

/** A server of the JVM takes a while to come back on a busy machine. */
const BACK_WITHIN = { timeout: 120_000, interval: 200 };
const FAILURE_MS_MAX = 300_000;

describe.skipIf(cannotRun('elasticsearch'))('on a real Elasticsearch', () => {
  let server: Awaited<ReturnType<typeof startStore<'elasticsearch'>>>;
  let elastic: ElasticsearchStore;
  let index: SearchIndex;
  beforeAll(async () => {
    server = await startStore('elasticsearch');
    elastic = await openElasticsearch(server.url(), (line) => void process.stderr.write(`${line}\n`));
    index = elasticsearchSearchIndex(elastic);
  });
  afterAll(async () => {
    await elastic.close();
    await server.stop();
  });

  let last = -1n;
  const project = async (events: readonly RecordedEvent[], into?: string): Promise<void> => {
    if (into === undefined) last = events.at(-1)!.position;
    const runner = await projectionRunner([productCard], elasticsearchProjectionStore(elastic, into));
    await runner.onBatch({ events, position: events.at(-1)!.position });
    expect(runner.stopped).toEqual(new Map());
  };
  const names = async (text: string): Promise<readonly string[]> => {
    const found = await index.search({ text, filters: {}, sort: 'newest', limit: 500, now: NOW });
    return found!.cards.map((card) => (JSON.parse(card) as { name: string }).name);
  };

  searchIndexContract('Elasticsearch', async (events) => {
    await project(events);
    return index;
  });

  it('changes nothing when events come again, and goes on from its checkpoint', async () => {
    const before = await names('saree');
    const store = elasticsearchProjectionStore(elastic);
    expect((await store.prepare([productCard])).get(productCard)).toBe(last);
    const again = elasticsearchProjectionStore(elastic, await activeIndex(elastic));
    await again.prepare([productCard]);
    // A row of an earlier position, as a process writes it that was away.
    const [row] = (
      await again.load(productCard, [(shopEvents()[0]!.data as { productId: string }).productId])
    ).values();
    await again.write(
      [{ projection: productCard, upserts: [{ ...row, title_text: 'outdated' }], deletes: [] }],
      [],
      0n,
      11n,
    );
    expect(await names('outdated')).toEqual([]);
    await expect(again.write([], [productCard], 0n, 11n)).rejects.toThrow('another process has moved this checkpoint');
    expect(await names('saree')).toEqual(before);
  });

  it('builds a new index beside the one that readers see, and takes it in from one moment to the next', async () => {
    const before = (await activeIndex(elastic))!;
    const built = await createProductIndex(elastic, productCard.version);
    await project(
      [...shopEvents(), ...productOnSale({ name: 'New Saree', brand: 'Aarna', price: 1, mrp: 1 }, 90)],
      built,
    );
    expect(await names('saree')).not.toContain('New Saree');
    await switchTo(elastic, built);
    expect(await names('saree')).toContain('New Saree');
    await switchTo(elastic, before);
    expect(await names('saree')).not.toContain('New Saree');
    await switchTo(elastic, built);
    await dropIndex(elastic, before);
    expect(await activeIndex(elastic)).toBe(built);
  });

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
    it(
      `loses and doubles nothing through ${signal}, and serves again without being opened anew`,
      async () => {
        const word = signal === 'SIGKILL' ? 'Alpha' : 'Beta';
        const runner = await projectionRunner([productCard], elasticsearchProjectionStore(elastic));
        let position = Number([...runner.positions.values()][0]!) + 1;
        const added: string[] = [];
        const run = { stopping: false };
        const writer = (async () => {
          while (!run.stopping) {
            const name = `${word} number${added.length}`;
            const events = productOnSale({ name, brand: 'Aarna', price: 100, mrp: 100 }, position);
            // As the feed does it: the same batch again until it is taken.
            try {
              await runner.onBatch({ events, position: events.at(-1)!.position });
              added.push(name);
              position += 2;
            } catch {
              await new Promise((resolve) => setTimeout(resolve, 50));
            }
          }
        })();
        await expect.poll(() => added.length, BACK_WITHIN).toBeGreaterThan(5);
        await server.signal('elasticsearch', signal);
        await expect
          .poll(
            () =>
              names(word).then(
                () => 'answered',
                (error: unknown) => error,
              ),
            BACK_WITHIN,
          )
          .toBeInstanceOf(StoreUnavailable);
        const before = added.length;
        if (signal === 'SIGSTOP') await server.signal('elasticsearch', 'SIGCONT');
        else await server.restart('elasticsearch');
        await expect.poll(() => added.length, BACK_WITHIN).toBeGreaterThan(before + 5);
        run.stopping = true;
        await writer;
        expect(runner.stopped).toEqual(new Map());
        expect((await names(word)).toSorted()).toEqual(expect.arrayContaining(added));
        expect((await names(word)).length).toBe(new Set(await names(word)).size);
      },
      FAILURE_MS_MAX,
    );
});
