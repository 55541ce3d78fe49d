import type { Admin, Message, Producer, TopicMessages } from 'kafkajs';
import type { StoredEvent } from '../eventstore/decode-stored.ts';
import { CATEGORIES_MAX, categoryOf, SLOTS, type TopicNames } from '../kafka/names.ts';
import { recordOf, watermarkRecord } from '../kafka/records.ts';
import { ensureTopics, logTopics } from '../kafka/topics.ts';

/** Bytes of values sent in one request; an event alone may be larger. */
const REQUEST_BYTES_MAX = 2 * 1024 * 1024;
/** Written by every in-sync replica: the only acknowledgement after which a watermark may name the record. */
const ALL_REPLICAS = -1;

export type Chunk = { readonly topicMessages: readonly TopicMessages[]; readonly position: bigint };

/** Groups events by topic in requests of bounded size, in the order of the log. */
export const chunksOf = (
  stored: readonly StoredEvent[],
  alongside: ReadonlyMap<string, readonly TopicMessages[]>,
  names: TopicNames,
): readonly Chunk[] => {
  const chunks: Chunk[] = [];
  let topics = new Map<string, Message[]>();
  let bytes = 0;
  let position = 0n;
  const put = (topic: string, message: Message): void => {
    const messages = topics.get(topic);
    if (messages === undefined) topics.set(topic, [message]);
    else messages.push(message);
    bytes += message.value?.length ?? 0;
  };
  const close = (): void => {
    if (topics.size === 0) return;
    chunks.push({ topicMessages: [...topics].map(([topic, messages]) => ({ topic, messages })), position });
    topics = new Map();
    bytes = 0;
  };
  for (const event of stored) {
    put(names.log(categoryOf(event.streamId)), recordOf(event));
    for (const { topic, messages } of alongside.get(event.id) ?? [])
      for (const message of messages) put(topic, message);
    position = BigInt(event.position?.commit ?? 0);
    if (bytes >= REQUEST_BYTES_MAX) close();
  }
  close();
  return chunks;
};

export type Publisher = {
  /** Makes the topics of these categories where they are missing. Throws beyond `CATEGORIES_MAX`. */
  open(categories: readonly string[]): Promise<void>;
  /** Says to every slot that all up to this position was sent before: readers of a quiet log learn where they stand. */
  announce(position: bigint): Promise<void>;
  /** Resolves when the brokers have the chunk, and a watermark behind it in every slot. */
  publish(chunk: Chunk): Promise<void>;
};

/** Sends chunks of the log, and remembers where the topics end so that watermarks can say it. */
export const publisher = (admin: Admin, producer: Producer, names: TopicNames): Publisher => {
  const ends = new Map<string, number[]>();
  const mark = async (position: bigint, changed: readonly Readonly<Record<string, number>>[]): Promise<void> => {
    const messages = changed.map((slotEnds, slot) => watermarkRecord(slot, { position, ends: slotEnds }));
    await producer.send({ topic: names.positions, acks: ALL_REPLICAS, messages });
  };
  return {
    announce: (position) =>
      mark(
        position,
        Array.from({ length: SLOTS }, () => ({})),
      ),
    open: async (categories) => {
      const missing = categories.filter((category) => !ends.has(names.log(category)));
      if (missing.length === 0) return;
      if (ends.size + missing.length > CATEGORIES_MAX)
        throw new Error(`more than ${CATEGORIES_MAX} categories of streams; the last one is ${missing.at(-1)!}`);
      await ensureTopics(admin, logTopics(names, missing));
      for (const category of missing) ends.set(names.log(category), new Array<number>(SLOTS).fill(0));
    },
    publish: async ({ topicMessages, position }) => {
      const answers = await producer.sendBatch({ topicMessages: [...topicMessages], acks: ALL_REPLICAS });
      const changed = Array.from({ length: SLOTS }, (): Record<string, number> => ({}));
      for (const { topicName, partition, baseOffset } of answers) {
        const bySlot = ends.get(topicName);
        if (bySlot === undefined || baseOffset === undefined) continue;
        const sent = topicMessages.find(({ topic }) => topic === topicName)!.messages;
        bySlot[partition] = Number(baseOffset) + sent.filter((message) => message.partition === partition).length;
        changed[partition]![topicName] = bySlot[partition];
      }
      await mark(position, changed);
    },
  };
};
