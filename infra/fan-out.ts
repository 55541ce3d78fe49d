import type { EventStore, Subscription } from '../domains/kernel/event-store.ts';
import { Lane, type LaneEvents, type LogConsumer } from './fan-out-lane.ts';

export type { LogConsumer } from './fan-out-lane.ts';

export type FanOut = {
  /** Consumers that failed for good, and the feed itself if it ended; the others go on. */
  readonly stopped: ReadonlyMap<string, unknown>;
  /** Somebody waits for this position: nobody gathers until it is reached. */
  hurry(position: bigint): void;
  close(): Promise<void>;
};

/** The place from which everybody gets what they have not had, undefined for the beginning. */
const lowestOf = (consumers: readonly LogConsumer[]): bigint | undefined => {
  let lowest: bigint | undefined;
  for (const { after } of consumers) {
    if (after === undefined) return undefined;
    if (lowest === undefined || after < lowest) lowest = after;
  }
  return lowest;
};

/**
 * One subscription for all consumers of a process, since reading and decoding the log is what following it costs. Every
 * consumer has its own bounded lane: a slow one holds back the feed when its lane is full, a failing one is tried again
 * and then left behind, loudly.
 */
export const fanOut = (store: EventStore, consumers: readonly LogConsumer[], events: LaneEvents): FanOut => {
  const stopped = new Map<string, unknown>();
  const stop = (name: string, error: unknown): void => {
    stopped.set(name, error);
    events.onStopped(name, error);
  };
  const lanes = consumers.map((consumer) => new Lane(consumer, { ...events, onStopped: stop }));
  const subscription: Subscription = store.subscribe(lowestOf(consumers), async (batch) => {
    for (const lane of lanes) await lane.put(batch);
  });
  // The feed reconnects by itself; when it ends nobody gets anything any more, which must not go unnoticed.
  subscription.closed.catch((error: unknown) => stop('feed', error));
  return {
    stopped,
    hurry: (position) => {
      for (const lane of lanes) lane.hurry(position);
    },
    close: async () => {
      for (const lane of lanes) lane.end();
      await subscription.close();
      await Promise.all(lanes.map(({ done }) => done));
    },
  };
};
