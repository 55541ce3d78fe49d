import type { Admin, EachBatchPayload } from 'kafkajs';
import { eventOf, watermarkOf } from './records.ts';
import type { SlotMerge } from './slot-merge.ts';

export type SlotStart = {
  /** The first offset to read of each topic. */
  readonly starts: ReadonlyMap<string, number>;
  /** Everything up to here was taken before. */
  readonly released: bigint;
};
type Member = {
  readonly admin: Admin;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly positions: string;
};

/**
 * Where a slot goes on: at the group's offsets, unless a projection stands before the position that they were committed for;
 * then at the beginning of the topics, which are kept for ever.
 */
export const slotStart = async (
  { admin, groupId, topics, positions }: Member,
  slot: number,
  after: bigint,
): Promise<SlotStart> => {
  const groups = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const committed = new Map(
    groups.map(({ topic, partitions }) => [topic, partitions.find(({ partition }) => partition === slot)]),
  );
  const metadata = committed.get(positions)?.metadata ?? '';
  const position = /^\d+$/.test(metadata) ? BigInt(metadata) : undefined;
  if (position === undefined || after < position)
    return { starts: new Map(topics.map((topic) => [topic, 0])), released: -1n };
  const offsetOf = (topic: string): number => Math.max(0, Number(committed.get(topic)?.offset ?? 0));
  return { starts: new Map(topics.map((topic) => [topic, offsetOf(topic)])), released: position };
};

/** Takes one batch of records into the merge of its slot. */
export const takeIn = (merge: SlotMerge, { topic, messages }: EachBatchPayload['batch'], positions: string): void => {
  if (topic === positions)
    merge.mark(messages.map((message) => ({ offset: Number(message.offset), watermark: watermarkOf(message) })));
  else
    merge.add(
      topic,
      messages.map((message) => ({ offset: Number(message.offset), event: eventOf(message) })),
    );
};
