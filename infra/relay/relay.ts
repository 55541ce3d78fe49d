import { excludeSystemEvents, type EventStoreDBClient } from '@eventstore/db-client';
import type { StoredEvent } from '../eventstore/decode-stored.ts';
import { ConsumerError, subscribeToStored } from '../eventstore/subscription.ts';
import { categoryOf, type TopicNames } from '../kafka/names.ts';
import type { Checkpoints } from '../postgres/checkpoints.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { IntegrationMapper } from './integration.ts';
import { chunksOf, type Publisher } from './publisher.ts';

const CHECKPOINT_EVERY_MS = 500;
const CHECKPOINT = 'relay';

export type RelayProgress = { position: bigint | undefined; relayed: number; interruptions: number };
export type RelayOptions = {
  readonly client: EventStoreDBClient;
  readonly publisher: Publisher;
  readonly names: TopicNames;
  readonly checkpoints: Checkpoints;
  readonly integration: IntegrationMapper;
  readonly deadLetters: DeadLetters;
  readonly progress: RelayProgress;
  readonly onInterrupted: (error: unknown) => void;
};

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Publishes the log to Kafka from the checkpoint on until the signal fires: every event to the topic of its category, in the
 * slot of its stream, and after each batch one watermark per slot. The checkpoint moves after the brokers have acknowledged, so
 * a restart repeats the last moments and leaves no gap; readers drop what they have had by its position. Throws when the
 * brokers cannot be reached; it is then begun anew with a new producer, whose sequence of records is whole again.
 */
export const relayLog = async (options: RelayOptions, signal: AbortSignal): Promise<void> => {
  const { client, publisher, checkpoints, integration, deadLetters, progress } = options;
  let stored = await checkpoints.get(CHECKPOINT);
  progress.position = stored;
  await publisher.announce(stored ?? 0n);
  const onInterrupted = (error: unknown): void => {
    progress.interruptions += 1;
    options.onInterrupted(error);
  };

  const relay = async (events: readonly StoredEvent[]): Promise<void> => {
    await publisher.open([...new Set(events.map(({ streamId }) => categoryOf(streamId)))]);
    const { messages, failed } = await integration(events);
    for (const letter of failed) await deadLetters.put(letter);
    for (const chunk of chunksOf(events, messages, options.names)) {
      await publisher.publish(chunk);
      progress.position = chunk.position;
    }
    progress.relayed += events.length;
  };
  const store = async (): Promise<void> => {
    const position = progress.position;
    if (position === undefined || position === stored) return;
    await checkpoints.set(CHECKPOINT, position);
    stored = position;
  };

  const subscription = subscribeToStored({
    client,
    filter: excludeSystemEvents(),
    after: stored,
    onStored: (events) =>
      relay(events).catch((error: unknown) => {
        throw new ConsumerError(error);
      }),
    events: { onDropped: onInterrupted },
  });
  const timer = setInterval(() => void store().catch(onInterrupted), CHECKPOINT_EVERY_MS);
  try {
    await Promise.race([fired(signal), subscription.closed]);
  } finally {
    clearInterval(timer);
    await subscription.close();
    await store().catch(onInterrupted);
  }
};
