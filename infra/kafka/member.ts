import { setTimeout } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { slotAssigner } from './assigner.ts';

const SESSION_TIMEOUT_MS = 10_000;
export const HEARTBEAT_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 20_000;
const FETCH_WAIT_MS = 500;
const PARTITION_BYTES_MAX = 512 * 1024;
const CONCURRENT_BATCHES = 4;
const REJOIN_MS = 1_000;

export type MemberOptions = {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  onAssigned(assignment: Readonly<Record<string, readonly number[]>>): void;
  onBatch(payload: EachBatchPayload): Promise<void>;
  /** The member has left the group and joins it again. */
  onCrash(error: unknown): void;
};

/** A member of the group that shares out the slots, for as long as it is not closed. */
export class GroupMember {
  readonly #options: MemberOptions;
  readonly #closing = new AbortController();
  #consumer: Consumer;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#consumer = this.#make();
  }

  /** The consumer of the moment; another one takes its place after a crash. */
  get consumer(): Consumer {
    return this.#consumer;
  }

  async start(): Promise<void> {
    const consumer = this.#consumer;
    const { GROUP_JOIN, CRASH } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => this.#options.onAssigned(payload.memberAssignment));
    consumer.on(CRASH, ({ payload }) => {
      this.#options.onCrash(payload.error);
      if (!payload.restart) void this.#startAgain();
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: CONCURRENT_BATCHES,
      eachBatch: (payload) => this.#options.onBatch(payload),
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#consumer.disconnect();
  }

  /** kafkajs gives up for good over some errors, such as a coordinator that a new cluster has not made yet. */
  async #startAgain(): Promise<void> {
    await setTimeout(REJOIN_MS);
    await this.#consumer.disconnect().catch(() => undefined);
    if (this.#closing.signal.aborted) return;
    this.#consumer = this.#make();
    try {
      await this.start();
    } catch (error) {
      this.#options.onCrash(error);
      void this.#startAgain();
    }
  }

  #make(): Consumer {
    return this.#options.kafka.consumer({
      groupId: this.#options.groupId,
      partitionAssigners: [slotAssigner],
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: PARTITION_BYTES_MAX,
      allowAutoTopicCreation: false,
    });
  }
}
