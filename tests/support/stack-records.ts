import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { expect, vi } from 'vitest';
import { SLOTS } from '../../infra/kafka/names.ts';

const WAIT = { timeout: 90_000, interval: 100 };

/** All records of a topic, by partition and in order, once `isAll` holds. */
export const recordsOf = async (
  kafka: Kafka,
  topic: string,
  isAll: (records: readonly KafkaMessage[]) => boolean,
): Promise<readonly (readonly KafkaMessage[])[]> => {
  const byPartition = Array.from({ length: SLOTS }, (): KafkaMessage[] => []);
  const admin = kafka.admin();
  await admin.connect();
  await vi.waitFor(async () => expect(await admin.listTopics()).toContain(topic), WAIT);
  await admin.disconnect();
  const consumer = kafka.consumer({ groupId: `spec-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      byPartition[partition]!.push(message);
      return Promise.resolve();
    },
  });
  await vi.waitFor(() => {
    expect(isAll(byPartition.flat())).toBe(true);
  }, WAIT);
  await consumer.disconnect();
  return byPartition;
};
