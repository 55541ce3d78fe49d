import type { PersonKeys } from '../domains/kernel/ports/person-keys.ts';
import { topicNames } from '../infra/kafka/names.ts';
import { kafkaClient } from '../infra/kafka/client.ts';
import { eventCodec } from '../infra/eventstore/event-codec.ts';
import { eventStoreDb } from '../infra/eventstore/eventstoredb.ts';
import { listen, operationsServer } from '../infra/http/operations.ts';
import { postgresCheckpoints } from '../infra/postgres/checkpoints.ts';
import { openDatabase } from '../infra/postgres/database.ts';
import { postgresLeases } from '../infra/postgres/leases.ts';
import { migrate } from '../infra/postgres/migrate.ts';
import { startRelay } from '../infra/relay/start.ts';
import { requireSettings } from '../infra/config.ts';
import { NEEDED_SETTINGS } from '../infra/needed-settings.ts';
import { integrationSources } from './integration-events.ts';
import type { Start } from './process.ts';
import { registryFor } from './registry.ts';
import { coreReadiness, watchLog, watchPool } from './watch.ts';

const CONNECTIONS_MAX = 4;

/** The relay seals nothing and opens nothing. */
const NO_KEYS: PersonKeys = {
  get: () => Promise.resolve(new Map()),
  getOrCreate: () => Promise.reject(new Error('the relay has no keys')),
  destroy: () => Promise.reject(new Error('the relay has no keys')),
  forget: () => undefined,
};

/** Publishes the log to Kafka. One of all relays leads, the others stand by. */
export const relayProcess: Start = async ({ config, log, metrics }) => {
  const { POSTGRES_URL, EVENTSTORE_URL, KAFKA_BROKERS } = requireSettings(config, NEEDED_SETTINGS.relay.required);
  const database = openDatabase(POSTGRES_URL, CONNECTIONS_MAX);
  await migrate(database);
  const codec = eventCodec(registryFor('').streams, NO_KEYS);
  const eventLog = eventStoreDb(EVENTSTORE_URL, codec);
  const relay = startRelay({
    kafka: kafkaClient(KAFKA_BROKERS, 'relay', log),
    names: topicNames(config.KAFKA_PREFIX),
    client: eventLog.client,
    leases: postgresLeases(database),
    checkpoints: postgresCheckpoints(database),
    codec,
    sources: integrationSources,
    log,
  });
  watchPool(metrics, database);
  watchLog(metrics, eventLog.client);
  metrics.gauge('relay_leading', '1 when this process relays', () => Number(relay.isLeading));
  metrics.gauge('relay_position', 'Log position up to which Kafka has everything', () =>
    Number(relay.progress.position ?? -1n),
  );
  metrics.gauge('relay_events', 'Events relayed by this process', () => relay.progress.relayed);
  metrics.gauge(
    'relay_interruptions',
    'Times that the feed or the brokers broke off',
    () => relay.progress.interruptions,
  );
  metrics.gauge('relay_dead_letters', 'Events that could not be made for outsiders', () => relay.deadLetters);
  const app = operationsServer(metrics, coreReadiness({ database, store: eventLog }), log);
  const url = await listen(app, config);
  return {
    url,
    stop: async () => {
      await relay.stop();
      await app.close();
      await eventLog.close();
      await database.close();
    },
  };
};
