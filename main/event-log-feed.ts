import { EVENT_LOG } from '../domains/event-logging/index.ts';
import type { LogConsumer } from '../infra/fan-out.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { eventLogEntries } from '../projections/event-log.ts';
import type { Core } from './core.ts';

const CHECKPOINT_EVERY_MS = 500;
/** Auditors look at what has been; who asks for a position does not wait for this. */
const GATHER_MS = 200;

export type EventLogFeed = {
  readonly name: typeof EVENT_LOG;
  readonly consumer: LogConsumer;
  /** Everything up to here is in the timelines; -1 before the first event. */
  readonly position: bigint;
  /** Stores the checkpoint. Close the feed first. */
  stop(): Promise<void>;
};

/**
 * Copies the log into the timelines of the event log. Entries are idempotent, so the checkpoint is stored now and then and
 * a crash repeats some. The feed repeats a batch for as long as the store is away: a gap in an audit is worse than a delay.
 */
export const openEventLogFeed = async (core: Core, moved: () => void = () => undefined): Promise<EventLogFeed> => {
  const { ports, codec, database } = core;
  const checkpoints = postgresCheckpoints(database);
  let stored = (await checkpoints.get(EVENT_LOG)) ?? -1n;
  let position = stored;
  const store = async (): Promise<void> => {
    if (position === stored) return;
    const reached = position;
    await checkpoints.set(EVENT_LOG, reached);
    stored = reached;
  };
  const timer = setInterval(() => void store().catch(() => undefined), CHECKPOINT_EVERY_MS);
  return {
    name: EVENT_LOG,
    consumer: {
      name: EVENT_LOG,
      after: stored < 0n ? undefined : stored,
      gatherMs: GATHER_MS,
      onBatch: async (batch) => {
        const entries = eventLogEntries(batch.events, (event) => codec.withoutPersonal(event));
        if (entries.length > 0) await ports.timelines.append(entries);
        position = batch.position;
        moved();
      },
    },
    get position() {
      return position;
    },
    stop: async () => {
      clearInterval(timer);
      await store();
    },
  };
};
