import { setTimeout } from 'node:timers/promises';
import type { Admin, EachBatchPayload, Kafka } from 'kafkajs';
import type { TopicNames } from './names.ts';
import { GroupMember, HEARTBEAT_MS } from './member.ts';
import { HELD_MAX, OpenSlot, type SlotConsumer } from './open-slot.ts';
import { slotMerge } from './slot-merge.ts';
import { slotStart, takeIn } from './slot-start.ts';
import { ensureTopics, logTopics } from './topics.ts';

const OPEN_RETRY_MS = 500;

export type SlotFeedOptions = {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly groupId: string;
  readonly categories: readonly string[];
  open(slot: number): Promise<SlotConsumer>;
  onMoved(slot: number, consumer: SlotConsumer): void;
  onRetry(slot: number, error: unknown, attempt: number): void;
  onAssigned(slots: readonly number[]): void;
  /** The group was left over this error and is joined again. */
  onCrash(error: unknown): void;
};
export type SlotFeed = {
  readonly slots: readonly number[];
  /** Records read that wait for others of their slot. */
  readonly held: number;
  close(): Promise<void>;
};
type Slot = { open: OpenSlot | undefined; ready: Promise<void>; isOver: boolean };

/** Follows the log by way of Kafka, as a member of a consumer group that shares out the slots. */
class GroupFeed {
  readonly #options: SlotFeedOptions;
  readonly #member: GroupMember;
  readonly #admin: Admin;
  readonly #topics: readonly string[];
  readonly #positions: string;
  readonly #slots = new Map<number, Slot>();

  constructor(options: SlotFeedOptions) {
    this.#options = options;
    this.#positions = options.names.positions;
    this.#topics = [this.#positions, ...options.categories.map((category) => options.names.log(category))];
    this.#admin = options.kafka.admin();
    this.#member = new GroupMember({
      kafka: options.kafka,
      groupId: options.groupId,
      topics: this.#topics,
      onAssigned: (assignment) => this.#assigned(assignment[this.#positions] ?? []),
      onBatch: (payload) => this.#onBatch(payload),
      onCrash: (error) => options.onCrash(error),
    });
  }

  async start(): Promise<void> {
    await this.#admin.connect();
    await ensureTopics(this.#admin, logTopics(this.#options.names, this.#options.categories));
    await this.#member.start();
  }

  get slots(): readonly number[] {
    return [...this.#slots.keys()].sort((one, other) => one - other);
  }

  get held(): number {
    const merges = [...this.#slots.values()].map(({ open }) => open?.merge);
    return merges.flatMap((merge) => this.#topics.map((topic) => merge?.held(topic) ?? 0)).reduce((a, b) => a + b, 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#slots.keys()].map((slot) => this.#release(slot)));
    await this.#member.close();
    await this.#admin.disconnect();
  }

  #assigned(slots: readonly number[]): void {
    this.#options.onAssigned(slots);
    for (const slot of this.#slots.keys()) if (!slots.includes(slot)) void this.#release(slot);
    for (const slot of slots) {
      const kept = this.#slots.get(slot)?.open;
      // After a rebalance kafkajs begins at the committed offsets; what was read since is still here.
      if (kept !== undefined) this.#seek(slot, (topic) => kept.merge.next(topic));
      else if (!this.#slots.has(slot)) this.#begin(slot);
    }
  }

  #begin(slot: number): void {
    const entry: Slot = { open: undefined, ready: Promise.resolve(), isOver: false };
    this.#slots.set(slot, entry);
    entry.ready = this.#openUntilDone(slot, entry);
  }

  async #release(slot: number): Promise<void> {
    const entry = this.#slots.get(slot);
    if (entry === undefined) return;
    entry.isOver = true;
    this.#slots.delete(slot);
    await entry.ready;
    await entry.open?.close();
  }

  async #openUntilDone(slot: number, entry: Slot): Promise<void> {
    for (let attempt = 1; !entry.isOver; attempt += 1)
      try {
        entry.open = await this.#open(slot, entry);
        return;
      } catch (error) {
        this.#options.onRetry(slot, error, attempt);
        await setTimeout(OPEN_RETRY_MS);
      }
  }

  async #open(slot: number, entry: Slot): Promise<OpenSlot> {
    const consumer = await this.#options.open(slot);
    const { groupId } = this.#options;
    const member = { admin: this.#admin, groupId, topics: this.#topics, positions: this.#positions };
    const { starts, released } = await slotStart(member, slot, consumer.resumeAfter ?? -1n);
    this.#seek(slot, (topic) => starts.get(topic)!);
    return new OpenSlot(slotMerge(this.#positions, starts, released), consumer, this.#topics, {
      onTaken: () => {
        if (entry.isOver) return;
        this.#slots.delete(slot);
        this.#begin(slot);
      },
      onMoved: () => {
        this.#options.onMoved(slot, consumer);
        this.#resumePaused(slot);
      },
      onRetry: (error, attempt) => this.#options.onRetry(slot, error, attempt),
      commit: async (offsets, position) => {
        const metadata = String(position);
        // A commit that comes after a rebalance is refused; whoever has the slot now commits for it.
        await this.#member.consumer
          .commitOffsets(
            [...offsets].map(([topic, offset]) => ({ topic, partition: slot, offset: String(offset), metadata })),
          )
          .catch((error: unknown) => this.#options.onRetry(slot, error, 1));
      },
    });
  }

  async #onBatch(payload: EachBatchPayload): Promise<void> {
    const { topic, partition: slot, messages } = payload.batch;
    const entry = this.#slots.get(slot);
    if (entry === undefined) return;
    while (entry.open === undefined && !entry.isOver) {
      await Promise.race([entry.ready, setTimeout(HEARTBEAT_MS)]);
      await payload.heartbeat();
    }
    const { open } = entry;
    if (open === undefined || payload.isStale() || messages.length === 0) return;
    const next = open.merge.next(topic);
    if (Number(messages[0]!.offset) > next) {
      this.#member.consumer.seek({ topic, partition: slot, offset: String(next) });
      return;
    }
    takeIn(open.merge, payload.batch, this.#positions);
    if (open.merge.held(topic) > HELD_MAX) this.#member.consumer.pause([{ topic, partitions: [slot] }]);
    open.notice();
  }

  #seek(slot: number, offsetOf: (topic: string) => number): void {
    for (const topic of this.#topics)
      this.#member.consumer.seek({ topic, partition: slot, offset: String(offsetOf(topic)) });
  }

  #resumePaused(slot: number): void {
    const merge = this.#slots.get(slot)?.open?.merge;
    const paused = this.#member.consumer.paused().filter(({ partitions }) => partitions.includes(slot));
    const free = paused.filter(({ topic }) => (merge?.held(topic) ?? 0) <= HELD_MAX / 2);
    if (free.length > 0) this.#member.consumer.resume(free.map(({ topic }) => ({ topic, partitions: [slot] })));
  }
}

/** Joins the group; resolves when it runs, a little before it has slots. Throws when no broker can be reached. */
export const startSlotFeed = async (options: SlotFeedOptions): Promise<SlotFeed> => {
  const feed = new GroupFeed(options);
  await feed.start();
  return feed;
};
