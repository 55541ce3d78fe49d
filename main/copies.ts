import type { LogConsumer } from '../infra/fan-out.ts';
import { productCard } from '../projections/product-card.ts';
import { projectionRunner } from '../projections/runner.ts';
import type { Core } from './core.ts';
import { openEventLogFeed } from './event-log-feed.ts';

export type Copies = {
  readonly consumers: readonly LogConsumer[];
  /** How far the event log is, by name. */
  readonly positions: ReadonlyMap<string, bigint>;
  /** Copies that go no further, and why. */
  readonly stopped: ReadonlyMap<string, unknown>;
  /** Stores the checkpoints. Close the feed first. */
  stop(): Promise<void>;
};

/**
 * What other stores than PostgreSQL hold of the log: the event log for auditors, and the rows of the search index. They have
 * a feed of their own, since a store that is away would hold back whoever shares it.
 */
export const openCopies = async (core: Core, moved: () => void): Promise<Copies> => {
  const { searchRows, log } = core;
  const eventLog = await openEventLogFeed(core, moved);
  const search =
    searchRows === undefined
      ? undefined
      : await projectionRunner([productCard], searchRows, (projection, error) =>
          log.error({ err: error, projection }, 'the search index has stopped'),
        );
  const searchConsumer: readonly LogConsumer[] =
    search === undefined
      ? []
      : [{ name: 'product_search', after: search.resumeAfter, onBatch: (batch) => search.onBatch(batch) }];
  return {
    consumers: [eventLog.consumer, ...searchConsumer],
    get positions() {
      return new Map([[eventLog.name, eventLog.position]]);
    },
    get stopped() {
      return search?.stopped ?? new Map<string, unknown>();
    },
    stop: async () => {
      await search?.flush();
      await eventLog.stop();
    },
  };
};
