import type { EventStore, FeedBatch, Subscription } from '../domains/kernel/event-store.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';

/** Batches that wait for one consumer; then the feed waits for it. */
export const BATCHES_WAITING_MAX = 50;
export const ATTEMPTS_MAX = 8;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 10_000;

/** Somebody who follows the log: where to begin, and what to do with each batch. Must bear being given a batch twice. */
export type LogConsumer = {
  readonly name: string;
  readonly after: bigint | undefined;
  /** Throws StoreUnavailable while the batch is not at fault; it is then tried for as long as it takes. */
  onBatch(batch: FeedBatch): Promise<void>;
};

export type FanOut = {
  /** Consumers that failed for good, and the feed itself if it ended; the others go on. */
  readonly stopped: ReadonlyMap<string, unknown>;
  close(): Promise<void>;
};

type Events = {
  readonly onRetry: (consumer: string, error: unknown, attempt: number) => void;
  readonly onStopped: (consumer: string, error: unknown) => void;
};

/** One consumer with the batches that wait for it. */
class Lane {
  readonly name: string;
  readonly done: Promise<void>;
  readonly #consumer: LogConsumer;
  readonly #events: Events;
  readonly #waiting: FeedBatch[] = [];
  #isOver = false;
  #stir: () => void = () => undefined;
  #makeRoom: () => void = () => undefined;

  constructor(consumer: LogConsumer, events: Events) {
    this.name = consumer.name;
    this.#consumer = consumer;
    this.#events = events;
    this.done = this.#drain();
  }

  /** Resolves when there is room for the batch, at once when the consumer takes no more. */
  async put(batch: FeedBatch): Promise<void> {
    const { after } = this.#consumer;
    if (after !== undefined && batch.position <= after) return;
    while (this.#waiting.length >= BATCHES_WAITING_MAX && !this.#isOver)
      await new Promise<void>((resolve) => (this.#makeRoom = resolve));
    if (this.#isOver) return;
    this.#waiting.push(batch);
    this.#stir();
  }

  /** Takes nothing more, and cuts a pause short. */
  end(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
    this.#stir();
    this.#makeRoom();
  }

  async #drain(): Promise<void> {
    while (!this.#isOver) {
      const batch = this.#waiting.shift();
      if (batch === undefined) await this.#stirred();
      else {
        this.#makeRoom();
        await this.#feed(batch);
      }
    }
  }

  /** Gives one batch until it is taken; a consumer that cannot take it is left behind, loudly. */
  async #feed(batch: FeedBatch): Promise<void> {
    let blamed = 0;
    for (let attempt = 1; !this.#isOver; attempt += 1)
      try {
        await this.#consumer.onBatch(batch);
        return;
      } catch (error) {
        this.#events.onRetry(this.name, error, attempt);
        if (!(error instanceof StoreUnavailable)) blamed += 1;
        if (blamed >= ATTEMPTS_MAX) {
          this.end();
          this.#events.onStopped(this.name, error);
          return;
        }
        await this.#stirred(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(attempt, 10)));
      }
  }

  /** Waits for a new batch or the end, or, when a time is given, for that time or the end. */
  #stirred(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#stir = () => {
        if (ms !== undefined && !this.#isOver) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

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
export const fanOut = (store: EventStore, consumers: readonly LogConsumer[], events: Events): FanOut => {
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
    close: async () => {
      for (const lane of lanes) lane.end();
      await subscription.close();
      await Promise.all(lanes.map(({ done }) => done));
    },
  };
};
