import type { EventStore, FeedBatch, Subscription } from '../domains/kernel/event-store.ts';

/** Batches that wait for one consumer; then the feed waits for it. */
export const BATCHES_WAITING_MAX = 50;
const ATTEMPTS_MAX = 8;
const RETRY_MIN_MS = 50;

/** Somebody who follows the log: where to begin, and what to do with each batch. Must bear being given a batch twice. */
export type LogConsumer = {
  readonly name: string;
  readonly after: bigint | undefined;
  onBatch(batch: FeedBatch): Promise<void>;
};

export type FanOut = {
  /** Consumers that failed for good; the others go on. */
  readonly stopped: ReadonlyMap<string, unknown>;
  close(): Promise<void>;
};

type Lane = {
  readonly consumer: LogConsumer;
  readonly waiting: FeedBatch[];
  wake: () => void;
  stopped: boolean;
  done: Promise<void>;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One subscription for all consumers of a process, since reading and decoding the log is what following it costs. Every
 * consumer has its own bounded lane: a slow one holds back the feed when its lane is full, a failing one is tried again
 * and then left behind, loudly.
 */
export const fanOut = (
  store: EventStore,
  consumers: readonly LogConsumer[],
  events: {
    readonly onRetry: (consumer: string, error: unknown, attempt: number) => void;
    readonly onStopped: (consumer: string, error: unknown) => void;
  },
): FanOut => {
  const stopped = new Map<string, unknown>();
  let closing = false;
  let roomMade: () => void = () => undefined;

  const feedOne = async (lane: Lane, batch: FeedBatch): Promise<void> => {
    for (let attempt = 1; !closing; attempt += 1)
      try {
        await lane.consumer.onBatch(batch);
        return;
      } catch (error) {
        events.onRetry(lane.consumer.name, error, attempt);
        if (attempt >= ATTEMPTS_MAX) {
          stopped.set(lane.consumer.name, error);
          lane.stopped = true;
          lane.waiting.length = 0;
          events.onStopped(lane.consumer.name, error);
          return;
        }
        await pause(RETRY_MIN_MS * 2 ** attempt);
      }
  };

  const drain = async (lane: Lane): Promise<void> => {
    while (!closing && !lane.stopped) {
      const batch = lane.waiting.shift();
      if (batch === undefined) await new Promise<void>((resolve) => (lane.wake = resolve));
      else {
        roomMade();
        await feedOne(lane, batch);
        roomMade();
      }
    }
  };

  const lanes = consumers.map<Lane>((consumer) => {
    const lane: Lane = { consumer, waiting: [], wake: () => undefined, stopped: false, done: Promise.resolve() };
    lane.done = drain(lane);
    return lane;
  });

  const lowest = consumers.some(({ after }) => after === undefined)
    ? undefined
    : consumers.reduce<bigint | undefined>(
        (low, { after }) => (low === undefined || after! < low ? after : low),
        undefined,
      );

  const subscription: Subscription = store.subscribe(lowest, async (batch) => {
    for (const lane of lanes) {
      if (lane.stopped || (lane.consumer.after !== undefined && batch.position <= lane.consumer.after)) continue;
      while (lane.waiting.length >= BATCHES_WAITING_MAX && !closing && !lane.stopped)
        await new Promise<void>((resolve) => (roomMade = resolve));
      lane.waiting.push(batch);
      lane.wake();
    }
  });

  return {
    stopped,
    close: async () => {
      closing = true;
      roomMade();
      for (const lane of lanes) lane.wake();
      await subscription.close();
      await Promise.all(lanes.map(({ done }) => done));
    },
  };
};
