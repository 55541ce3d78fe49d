import { Partitioners, type Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Leases } from '../../domains/kernel/ports/leases.ts';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { EventCodec } from '../eventstore/event-codec.ts';
import type { TopicNames } from '../kafka/names.ts';
import { ensureTopics, integrationTopics, logTopics } from '../kafka/topics.ts';
import { whileLeading } from '../leading.ts';
import type { Checkpoints } from '../postgres/checkpoints.ts';
import { kafkaDeadLetters } from './dead-letters.ts';
import { integrationMapper, type IntegrationSource } from './integration.ts';
import { publisher } from './publisher.ts';
import { relayLog, type RelayProgress } from './relay.ts';

export type RelayParts = {
  readonly kafka: Kafka;
  readonly names: TopicNames;
  readonly client: EventStoreDBClient;
  readonly leases: Leases;
  readonly checkpoints: Checkpoints;
  /** One that has no keys, so that nothing personal can leave by way of the relay. */
  readonly codec: EventCodec;
  readonly sources: readonly IntegrationSource[];
  readonly log: Logger;
};
export type Relay = {
  readonly isLeading: boolean;
  readonly progress: Readonly<RelayProgress>;
  readonly deadLetters: number;
  stop(): Promise<void>;
};

/** Relays while this process leads; stands by otherwise. The topic of a category is made when its first event comes, or by who reads it. */
export const startRelay = ({ kafka, names, client, leases, checkpoints, codec, sources, log }: RelayParts): Relay => {
  const progress: RelayProgress = { position: undefined, relayed: 0, interruptions: 0 };
  let deadLetters = 0;
  const mapper = integrationMapper(sources, codec, names);

  const work = async (signal: AbortSignal): Promise<void> => {
    const admin = kafka.admin();
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    try {
      await admin.connect();
      await producer.connect();
      const topics = sources.map(({ topic }) => topic);
      await ensureTopics(admin, [...logTopics(names, []), ...integrationTopics(names, topics)]);
      await relayLog(
        {
          client,
          publisher: publisher(admin, producer, names),
          names,
          checkpoints,
          integration: mapper,
          deadLetters: kafkaDeadLetters(producer, names, (letter) => {
            deadLetters += 1;
            log.error(letter, 'an event could not be published for outsiders');
          }),
          progress,
          onInterrupted: (error) => log.warn({ err: error }, 'the relay was interrupted'),
        },
        signal,
      );
    } finally {
      await producer.disconnect().catch(() => undefined);
      await admin.disconnect().catch(() => undefined);
    }
  };

  const leading = whileLeading(leases, 'relay', work, {
    onLeading: () => log.info('this process relays the log'),
    onLost: (_, reason) => log.warn({ err: reason }, 'this process no longer relays the log'),
  });
  return {
    get isLeading() {
      return leading.isLeading;
    },
    progress,
    get deadLetters() {
      return deadLetters;
    },
    stop: () => leading.stop(),
  };
};
