import type { Admin, ITopicConfig } from 'kafkajs';
import { SLOTS, type TopicNames } from './names.ts';

/** An append holds at most 1 MiB of data, and a record its metadata and headers besides. */
const RECORD_BYTES_MAX = 4 * 1024 * 1024;
const FOR_EVER = '-1';
const DAYS_30_MS = String(30 * 86_400_000);

const topic = (name: string, partitions: number, retentionMs: string): ITopicConfig => ({
  topic: name,
  numPartitions: partitions,
  configEntries: [
    { name: 'max.message.bytes', value: String(RECORD_BYTES_MAX) },
    { name: 'retention.ms', value: retentionMs },
  ],
});

/** The topics of the log: kept for ever, so that a new projection can begin at their beginning. */
export const logTopics = (names: TopicNames, categories: readonly string[]): readonly ITopicConfig[] => [
  topic(names.positions, SLOTS, FOR_EVER),
  topic(names.deadLetter, 1, DAYS_30_MS),
  ...categories.map((category) => topic(names.log(category), SLOTS, FOR_EVER)),
];

export const integrationTopics = (names: TopicNames, events: readonly string[]): readonly ITopicConfig[] =>
  events.map((event) => topic(names.integration(event), SLOTS, DAYS_30_MS));

/** Makes the topics that are missing. Throws when one is there with another number of partitions. */
export const ensureTopics = async (admin: Admin, topics: readonly ITopicConfig[]): Promise<void> => {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic: name }) => !present.has(name));
  // False means that somebody else made them in between, which is as good.
  if (missing.length > 0) await admin.createTopics({ topics: [...missing], waitForLeaders: true });
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ topic: name }) => name) });
  for (const { topic: name, numPartitions } of topics) {
    const partitions = found.find((entry) => entry.name === name)?.partitions.length;
    if (partitions !== numPartitions)
      throw new Error(`Kafka topic ${name} has ${partitions ?? 0} partitions, not ${numPartitions ?? 0}.`);
  }
};
