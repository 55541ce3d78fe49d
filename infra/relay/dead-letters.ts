import { Partitioners, type Kafka, type Producer } from 'kafkajs';
import type { TopicNames } from '../kafka/names.ts';

/** What could not be done with an event. The event itself stays in the log, where its position leads. */
export type DeadLetter = {
  readonly consumer: string;
  readonly type: string;
  readonly stream: string;
  readonly position: string;
  readonly reason: string;
};
export type DeadLetters = { put(letter: DeadLetter): Promise<void> };

const REASON_CHARACTERS_MAX = 1_000;

/** The dead-letter topic. It holds no data of events, so nothing personal either. */
export const kafkaDeadLetters = (
  producer: Producer,
  { deadLetter }: TopicNames,
  onLetter: (letter: DeadLetter) => void,
): DeadLetters => ({
  put: async (letter) => {
    onLetter(letter);
    const value = JSON.stringify({ ...letter, reason: letter.reason.slice(0, REASON_CHARACTERS_MAX) });
    await producer.send({ topic: deadLetter, messages: [{ key: letter.stream, partition: 0, value }] });
  },
});

/** The same with a producer of its own. */
export const openDeadLetters = async (
  kafka: Kafka,
  names: TopicNames,
  onLetter: (letter: DeadLetter) => void,
): Promise<DeadLetters & { close(): Promise<void> }> => {
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return { ...kafkaDeadLetters(producer, names, onLetter), close: () => producer.disconnect() };
};
