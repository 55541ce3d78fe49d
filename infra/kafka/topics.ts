import { setTimeout } from 'node:timers/promises';
import type { Admin, ITopicConfig, ITopicMetadata } from 'kafkajs';
import { SLOTS, type TopicNames } from './names.ts';

/** An append holds at most 1 MiB of data, and a record its metadata and headers besides. */
const RECORD_BYTES_MAX = 4 * 1024 * 1024;
const FOR_EVER = '-1';
const DAYS_30_MS = String(30 * 86_400_000);

const VISIBLE_TIMEOUT_MS = 120_000;
const VISIBLE_POLL_MS = 100;

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

/** The topics as the broker sees them, once it sees them all: it makes their folders one by one, long after it has said yes. */
const visible = async (admin: Admin, names: readonly string[]): Promise<readonly ITopicMetadata[]> => {
  const deadline = performance.now() + VISIBLE_TIMEOUT_MS;
  for (;;) {
    const present = new Set(await admin.listTopics());
    const missing = names.filter((name) => !present.has(name));
    if (missing.length === 0) return (await admin.fetchTopicMetadata({ topics: [...names] })).topics;
    if (performance.now() > deadline)
      throw new Error(
        `Kafka has not made ${missing.length} topics in ${VISIBLE_TIMEOUT_MS} ms; one is ${missing[0]!}.`,
      );
    await setTimeout(VISIBLE_POLL_MS);
  }
};

/** Makes the topics that are missing and waits for them. Throws when one is there with another number of partitions. */
export const ensureTopics = async (admin: Admin, topics: readonly ITopicConfig[]): Promise<void> => {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic: name }) => !present.has(name));
  // False means that somebody else made them in between, which is as good.
  if (missing.length > 0) await admin.createTopics({ topics: [...missing], waitForLeaders: false });
  const names = topics.map(({ topic: name }) => name);
  const found = new Map((await visible(admin, names)).map(({ name, partitions }) => [name, partitions.length]));
  for (const { topic: name, numPartitions } of topics)
    if (found.get(name) !== numPartitions)
      throw new Error(`Kafka topic ${name} has ${found.get(name) ?? 0} partitions, not ${numPartitions ?? 0}.`);
};
