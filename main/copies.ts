import { setTimeout } from 'node:timers/promises';
import { EVENT_LOG } from '../domains/event-logging/index.ts';
import type { ProjectionStore } from '../domains/kernel/ports/projection-store.ts';
import { endOfLog } from '../infra/eventstore/end-of-log.ts';
import { PRODUCT_SEARCH } from '../infra/elasticsearch/search-index.ts';
import { fanOut, type FanOut, type LogConsumer } from '../infra/fan-out.ts';
import { productCard } from '../projections/product-card.ts';
import { projectionRunner, type ProjectionRunner } from '../projections/runner.ts';
import type { Core } from './core.ts';
import { openEventLogFeed } from './event-log-feed.ts';

export type Copies = {
  /** How far each copy is, by name. */
  readonly positions: ReadonlyMap<string, bigint>;
  /** Copies that go no further. */
  stopped(): readonly string[];
  /** Ends the feeds and stores the checkpoints. */
  stop(): Promise<void>;
};
type FeedEvents = Parameters<typeof fanOut>[2];

/** Who comes later, or missed a message, hears this often how far the copies are. */
const TELL_EVERY_MS = 1_000;
/** What comes while rows are written goes together into the next write: each waits until readers see it. */
const SEARCH_GATHER_MS = 25;
/** How long a store that is away at the start is left alone. */
const REOPEN_MS = 1_000;

type SearchCopy = { readonly runner: ProjectionRunner; readonly feed: FanOut };

/** Lets readers see the rows from when they have caught up with the log as it is now; a new version is built beside before. */
const activatesOnce = async (rows: ProjectionStore, { eventLog }: Core): Promise<(at: bigint) => Promise<void>> => {
  const target = (await endOfLog(eventLog.client)) ?? -1n;
  let isDone = false;
  return async (at) => {
    if (isDone || at < target) return;
    await rows.activate(productCard);
    isDone = true;
  };
};

const openSearchCopy = async (
  core: Core,
  rows: ProjectionStore,
  events: FeedEvents,
  moved: () => void,
): Promise<SearchCopy> => {
  const activate = await activatesOnce(rows, core);
  const runner = await projectionRunner([productCard], rows, (projection, error) =>
    core.log.error({ err: error, projection }, 'the search index has stopped'),
  );
  const consumer: LogConsumer = {
    name: PRODUCT_SEARCH,
    after: runner.resumeAfter,
    gatherMs: SEARCH_GATHER_MS,
    onBatch: async (batch) => {
      await runner.onBatch(batch);
      await activate(batch.position);
      moved();
    },
  };
  return { runner, feed: fanOut(core.store, [consumer], events) };
};

/** The rows of the search index, from when the store first answers. Nobody waits for that. */
const startSearchCopy = (
  core: Core,
  events: FeedEvents,
  moved: () => void,
): { readonly opened: () => SearchCopy | undefined; readonly stop: () => Promise<void> } => {
  // Of processes that are narrowed to some services only one writes the rows.
  const rows = core.registry.projections.includes(productCard) ? core.searchRows : undefined;
  let opened: SearchCopy | undefined;
  const stopping = new AbortController();
  const openUntilDone = async (given: ProjectionStore): Promise<void> => {
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1)
      try {
        opened = await openSearchCopy(core, given, events, moved);
        moved();
        return;
      } catch (error) {
        events.onRetry(PRODUCT_SEARCH, error, attempt);
        await setTimeout(REOPEN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
  };
  const opening = rows === undefined ? undefined : openUntilDone(rows);
  return {
    opened: () => opened,
    stop: async () => {
      stopping.abort();
      await opening;
      await opened?.feed.close();
      await opened?.runner.flush();
    },
  };
};

/**
 * What other stores than PostgreSQL hold of the log: the event log for auditors, and the rows of the search index. Each has a
 * feed of its own, since a store that is away would hold back whoever shares it.
 */
export const startCopies = async (core: Core, events: FeedEvents, moved: () => void): Promise<Copies> => {
  const eventLog = await openEventLogFeed(core, moved);
  const eventLogFeed = fanOut(core.store, [eventLog.consumer], events);
  const search = startSearchCopy(core, events, moved);
  const telling = setInterval(moved, TELL_EVERY_MS);
  return {
    get positions() {
      const searchAt = search.opened()?.runner.positions.get(productCard.name);
      return new Map([
        [EVENT_LOG, eventLog.position],
        ...(searchAt === undefined ? [] : [[PRODUCT_SEARCH, searchAt] as const]),
      ]);
    },
    stopped: () => [
      ...eventLogFeed.stopped.keys(),
      ...(search.opened()?.feed.stopped.keys() ?? []),
      ...(search.opened()?.runner.stopped.keys() ?? []),
    ],
    stop: async () => {
      clearInterval(telling);
      await Promise.all([eventLogFeed.close(), search.stop()]);
      await eventLog.stop();
    },
  };
};
