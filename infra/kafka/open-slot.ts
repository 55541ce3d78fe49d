import { SlotTaken } from '../../domains/kernel/ports/slot-projection-store.ts';
import type { RelayedEvent } from './records.ts';
import type { SlotMerge } from './slot-merge.ts';

/** Records of one topic that wait for others of their slot; then the topic is paused. More than one watermark can cover. */
export const HELD_MAX = 4_000;
const COMMIT_EVERY_MS = 1_000;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 5_000;

/** Who takes the events of one slot. */
export type SlotConsumer = {
  /** Everything up to here was taken before; undefined for nothing. */
  readonly resumeAfter: bigint | undefined;
  /** Events in the order of the log. Tried again until it succeeds; `SlotTaken` means that the slot belongs to another process. */
  onBatch(batch: { readonly events: readonly RelayedEvent[]; readonly position: bigint }): Promise<void>;
  /** Makes durable what was taken and answers how far that is. */
  flush(): Promise<bigint>;
};

export type SlotEvents = {
  /** The slot has to be opened anew. */
  readonly onTaken: () => void;
  readonly onMoved: () => void;
  readonly onRetry: (error: unknown, attempt: number) => void;
  readonly commit: (offsets: ReadonlyMap<string, number>, position: bigint) => Promise<void>;
};

/** One slot while it is ours: its merge, its consumer, and the loop between them. */
export class OpenSlot {
  readonly merge: SlotMerge;
  readonly consumer: SlotConsumer;
  readonly #topics: readonly string[];
  readonly #events: SlotEvents;
  readonly #done: Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #wake: () => void = () => undefined;
  #closing = false;
  #isDirty = false;
  #committedAt = performance.now();

  constructor(merge: SlotMerge, consumer: SlotConsumer, topics: readonly string[], events: SlotEvents) {
    this.merge = merge;
    this.consumer = consumer;
    this.#topics = topics;
    this.#events = events;
    this.#timer = setInterval(() => this.notice(), COMMIT_EVERY_MS);
    this.#done = this.#run();
  }

  /** Records have come, or time has passed. */
  notice(): void {
    this.#wake();
  }

  /** Finishes the batch at hand, stores how far it came, and ends. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#timer);
    this.notice();
    await this.#done;
  }

  async #run(): Promise<void> {
    try {
      while (!this.#closing) {
        const batch = this.merge.take();
        if (batch !== undefined) {
          await this.#untilDone(() => this.consumer.onBatch(batch));
          this.#isDirty = true;
          this.#events.onMoved();
        }
        if (this.#isDirty && performance.now() - this.#committedAt >= COMMIT_EVERY_MS) await this.#commit();
        else if (batch === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      if (this.#isDirty) await this.#commit();
    } catch (error) {
      clearInterval(this.#timer);
      if (error instanceof SlotTaken) this.#events.onTaken();
      else if (!this.#closing) throw error;
    }
  }

  /** Offsets go to Kafka only after the rows and checkpoints that they stand for are durable. */
  async #commit(): Promise<void> {
    const { position } = this.merge;
    const offsets = new Map(this.#topics.map((topic) => [topic, this.merge.resumeOffset(topic)]));
    let durable = -1n;
    await this.#untilDone(async () => {
      durable = await this.consumer.flush();
    });
    if (durable >= position) await this.#events.commit(offsets, position);
    this.#isDirty = false;
    this.#committedAt = performance.now();
  }

  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1)
      try {
        await work();
        return;
      } catch (error) {
        if (error instanceof SlotTaken || this.#closing) throw error;
        this.#events.onRetry(error, attempt);
        await new Promise((resolve) => setTimeout(resolve, Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** attempt)));
      }
  }
}
