import type { FeedBatch } from '../domains/kernel/event-store.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';

/** Batches that wait for one consumer; then the feed waits for it. */
export const BATCHES_WAITING_MAX = 50;
export const ATTEMPTS_MAX = 8;
/** Events that a consumer which gathers gets at once. */
export const EVENTS_TOGETHER_MAX = 2_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 10_000;

/** Somebody who follows the log: where to begin, and what to do with each batch. Must bear being given a batch twice. */
export type LogConsumer = {
  readonly name: string;
  readonly after: bigint | undefined;
  /**
   * Milliseconds from one batch to the next, in which what comes is put together: what a batch costs is then shared by more
   * events. After a pause the first batch is given at once, and nobody is kept waiting who asked for a hurry.
   */
  readonly gatherMs?: number;
  /** Throws StoreUnavailable while the batch is not at fault; it is then tried for as long as it takes. */
  onBatch(batch: FeedBatch): Promise<void>;
};

export type LaneEvents = {
  readonly onRetry: (consumer: string, error: unknown, attempt: number) => void;
  readonly onStopped: (consumer: string, error: unknown) => void;
};

/** One consumer with the batches that wait for it. */
export class Lane {
  readonly name: string;
  readonly done: Promise<void>;
  readonly #consumer: LogConsumer;
  readonly #events: LaneEvents;
  readonly #waiting: FeedBatch[] = [];
  #isOver = false;
  #givenAt = -Infinity;
  #given = -1n;
  #hurriedTo = -1n;
  #stir: () => void = () => undefined;
  #makeRoom: () => void = () => undefined;

  constructor(consumer: LogConsumer, events: LaneEvents) {
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

  hurry(position: bigint): void {
    if (position <= this.#hurriedTo) return;
    this.#hurriedTo = position;
    this.#stir();
  }

  async #drain(): Promise<void> {
    while (!this.#isOver) {
      if (this.#waiting.length === 0) await this.#stirred();
      else if (this.#gatherMsLeft() > 0) await this.#gathered();
      else {
        const batch = this.#next();
        this.#makeRoom();
        this.#givenAt = performance.now();
        await this.#feed(batch);
        this.#given = batch.position;
      }
    }
  }

  #gatherMsLeft(): number {
    const { gatherMs = 0 } = this.#consumer;
    const isFull = this.#waiting.length >= BATCHES_WAITING_MAX;
    return isFull || this.#given < this.#hurriedTo ? 0 : this.#givenAt + gatherMs - performance.now();
  }

  /** The oldest batch, with those after it where the consumer gathers. */
  #next(): FeedBatch {
    const first = this.#waiting.shift()!;
    if (this.#consumer.gatherMs === undefined) return first;
    const together = [first];
    for (let count = first.events.length; this.#waiting.length > 0;) {
      count += this.#waiting[0]!.events.length;
      if (count > EVENTS_TOGETHER_MAX) break;
      together.push(this.#waiting.shift()!);
    }
    return {
      events: together.flatMap(({ events }) => events),
      undecodable: together.flatMap(({ undecodable = [] }) => undecodable),
      position: together.at(-1)!.position,
    };
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

  /** Waits until the gathering is over, by time, by a full lane, by a hurry or by the end. */
  #gathered(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, this.#gatherMsLeft()));
      this.#stir = () => {
        if (this.#gatherMsLeft() > 0 && !this.#isOver) return;
        clearTimeout(timer);
        resolve();
      };
    });
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
