import { requireSettings } from '../infra/config.ts';
import type { EventCodec } from '../infra/eventstore/event-codec.ts';
import { listen, operationsServer } from '../infra/http/operations.ts';
import { kafkaClient } from '../infra/kafka/client.ts';
import { decodeRelayed } from '../infra/kafka/decode.ts';
import { startSlotFeed } from '../infra/kafka/feed.ts';
import { SLOTS, topicNames } from '../infra/kafka/names.ts';
import type { SlotConsumer } from '../infra/kafka/open-slot.ts';
import { NEEDED_SETTINGS } from '../infra/needed-settings.ts';
import { progressPublisher } from '../infra/postgres/progress-channel.ts';
import { postgresSlotProjectionStore } from '../infra/postgres/slot-projection-store.ts';
import { openDeadLetters, type DeadLetter } from '../infra/relay/dead-letters.ts';
import { traceWork } from '../infra/tracing.ts';
import { SlotRunner, type Halt } from '../projections/slots/runner.ts';
import { startActivating } from './activating.ts';
import { openCore } from './core.ts';
import type { Start } from './process.ts';
import { categoriesOf } from './registry.ts';
import { coreReadiness, watchLog, watchPool } from './watch.ts';

const letterOf = ({ projection, type, stream, position, error }: Halt): DeadLetter => ({
  consumer: `projection ${projection}`,
  type,
  stream,
  position: String(position),
  reason: error instanceof Error ? error.message : String(error),
});

const slotConsumer = (
  codec: EventCodec,
  slot: number,
  runner: SlotRunner,
  onProjected: (events: number) => void,
): SlotConsumer => ({
  resumeAfter: runner.resumeAfter,
  onBatch: async (relayed) => {
    const batch = await decodeRelayed(codec, relayed);
    const traceparents = batch.events.map(({ metadata }) => metadata.traceparent);
    await traceWork(`project slot ${slot}`, traceparents, () => runner.onBatch(batch));
    onProjected(batch.events.length);
  },
  flush: () => runner.flush(),
});

/** The place of the slowest slot; 0 while there is none. */
const slowest = (runners: Iterable<SlotRunner>): number => {
  const positions = [...runners].map(({ resumeAfter }) => Number(resumeAfter ?? 0n));
  return positions.length === 0 ? 0 : Math.min(...positions);
};

/** Projects its share of the slots, from Kafka to the read models, and tells the query APIs how far it is. */
export const projectionProcess: Start = async ({ config, log, metrics, clock }) => {
  const { KAFKA_BROKERS } = requireSettings(config, NEEDED_SETTINGS.projections.required);
  const core = await openCore(config, log, { metrics, clock, foldsCachedMax: 0 });
  const { registry, codec, database } = core;
  const kafka = kafkaClient(KAFKA_BROKERS, 'projections', log);
  const names = topicNames(config.KAFKA_PREFIX);
  const store = postgresSlotProjectionStore(database, SLOTS);
  await store.prepare(registry.projections);
  const progress = progressPublisher(database, (error) => log.warn({ err: error }, 'progress could not be told'));
  const deadLetters = await openDeadLetters(kafka, names, (letter) =>
    log.error(letter, 'a projection has stopped before this event; the others go on'),
  );
  const open = new Map<number, SlotRunner>();
  const halted = new Set<string>();
  let projected = 0;

  const openSlot = async (slot: number): Promise<SlotConsumer> => {
    const runner = await SlotRunner.open(slot, registry.projections, store, async (halt) => {
      halted.add(`${halt.projection} in slot ${slot}`);
      await deadLetters.put(letterOf(halt));
    });
    open.set(slot, runner);
    return slotConsumer(codec, slot, runner, (events) => (projected += events));
  };

  const feed = await startSlotFeed({
    kafka,
    names,
    groupId: names.group(`projections${registry.suffix}`),
    categories: categoriesOf(registry),
    open: openSlot,
    onMoved: (slot) => progress.moved(slot, open.get(slot)!.positions),
    onRetry: (slot, error, attempt) => core.onRetry('projections', `slot ${slot}`, error, attempt),
    onCrash: (error) => core.onRetry('projections', 'group', error, 1),
    onAssigned: (slots) => {
      for (const slot of open.keys()) if (!slots.includes(slot)) open.delete(slot);
      log.info({ slots }, 'these slots are ours');
    },
  });
  const activating = startActivating(core);
  watchPool(metrics, database);
  watchLog(metrics, core.eventLog.client);
  metrics.gauge('projection_slots', 'Slots that this process projects', () => feed.slots.length);
  metrics.gauge('projection_events', 'Events projected by this process', () => projected);
  metrics.gauge('projection_records_held', 'Records read that wait for others of their slot', () => feed.held);
  metrics.gauge('projection_halted', 'Projections that have stopped in a slot', () => halted.size);
  metrics.gauge('projection_position', 'Log position of the slowest slot of this process', () =>
    slowest(open.values()),
  );
  const problems = (): readonly string[] => [...halted].map((name) => `${name} has stopped`);
  const app = operationsServer(metrics, coreReadiness(core, problems), log);
  const url = await listen(app, config);
  return {
    url,
    stop: async () => {
      await activating.stop();
      await feed.close();
      await deadLetters.close();
      await app.close();
      await core.close();
    },
  };
};
