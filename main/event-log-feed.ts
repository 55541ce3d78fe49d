import { EVENT_LOG } from '../domains/event-logging/index.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';
import type { LogConsumer } from '../infra/fan-out.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { eventLogEntries } from '../projections/event-log.ts';
import type { Core } from './core.ts';

const CHECKPOINT_EVERY_MS = 500;
const AWAY_PAUSE_MS = 500;

export type EventLogFeed = {
  readonly name: typeof EVENT_LOG;
  readonly consumer: LogConsumer;
  /** Everything up to here is in the timelines; -1 before the first event. */
  readonly position: bigint;
  /** Stores the checkpoint. Close the feed first, or while it waits for a store that is away. */
  stop(): Promise<void>;
};

/**
 * Copies the log into the timelines of the event log. Entries are idempotent, so the checkpoint is stored now and then and
 * a crash repeats some. It waits for a store that is away as long as that takes: a gap in an audit is worse than a delay.
 */
export const openEventLogFeed = async (core: Core, moved: () => void = () => undefined): Promise<EventLogFeed> => {
  const { ports, codec, database } = core;
  const checkpoints = postgresCheckpoints(database);
  let stored = (await checkpoints.get(EVENT_LOG)) ?? -1n;
  let position = stored;
  const run = { stopping: false };
  const store = async (): Promise<void> => {
    if (position === stored) return;
    const reached = position;
    await checkpoints.set(EVENT_LOG, reached);
    stored = reached;
  };
  const timer = setInterval(() => void store().catch(() => undefined), CHECKPOINT_EVERY_MS);
  const append: LogConsumer['onBatch'] = async ({ events }) => {
    const entries = eventLogEntries(events, (event) => codec.withoutPersonal(event));
    for (let attempt = 1; entries.length > 0; attempt += 1)
      try {
        await ports.timelines.append(entries);
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || run.stopping) throw error;
        core.onRetry(EVENT_LOG, '', error, attempt);
        await new Promise((resolve) => setTimeout(resolve, AWAY_PAUSE_MS));
      }
  };
  return {
    name: EVENT_LOG,
    consumer: {
      name: EVENT_LOG,
      after: stored < 0n ? undefined : stored,
      onBatch: async (batch) => {
        await append(batch);
        position = batch.position;
        moved();
      },
    },
    get position() {
      return position;
    },
    stop: async () => {
      run.stopping = true;
      clearInterval(timer);
      await store();
    },
  };
};
