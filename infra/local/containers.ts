import { CassandraContainer } from '@testcontainers/cassandra';
import { ElasticsearchContainer } from '@testcontainers/elasticsearch';
import { KafkaContainer } from '@testcontainers/kafka';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { RedisContainer } from '@testcontainers/redis';
import { GenericContainer, Wait, getContainerRuntimeClient } from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import { cassandraDurability } from './cassandra.ts';
import { redisDurability } from './redis.ts';
import { cassandraDatacenter, postgresName, servers } from './servers.ts';
import type { ServerName } from './servers.ts';
import { urlOf } from './stack-handle.ts';
import type { RunningStack } from './stack-handle.ts';

/** The Testcontainers module drives Confluent's image, whose 8.1 is Kafka 4.1. */
const kafkaImage = 'confluentinc/cp-kafka:8.1.0';
const STARTUP_TIMEOUT_MS = 180_000;

interface ContainerPlan {
  /** The port inside the container. */
  readonly port: number;
  readonly container: () => GenericContainer;
}

/** One plan per server. Not run where this was written, since no engine was there. */
export const containerPlans: Readonly<Record<ServerName, ContainerPlan>> = {
  eventstore: {
    port: 2113,
    container: () =>
      new GenericContainer(servers.eventstore.image)
        .withExposedPorts(2113)
        .withEnvironment({
          EVENTSTORE_INSECURE: 'true',
          EVENTSTORE_CLUSTER_SIZE: '1',
          EVENTSTORE_RUN_PROJECTIONS: 'None',
        })
        .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204)),
  },
  kafka: {
    port: 9093,
    container: () =>
      new KafkaContainer(kafkaImage).withKraft().withEnvironment({
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      }),
  },
  cassandra: {
    port: 9042,
    container: () =>
      new CassandraContainer(servers.cassandra.image)
        .withDatacenter(cassandraDatacenter)
        // The module sets JVM_EXTRA_OPTS itself, which are added to these.
        .withEnvironment({ JVM_OPTS: cassandraDurability.join(' ') }),
  },
  elasticsearch: {
    port: 9200,
    container: () =>
      new ElasticsearchContainer(servers.elasticsearch.image).withEnvironment({
        'xpack.security.enabled': 'false',
        ES_JAVA_OPTS: '-Xms512m -Xmx512m',
      }),
  },
  postgres: {
    port: 5432,
    container: () =>
      new PostgreSqlContainer(servers.postgres.image)
        .withUsername(postgresName)
        .withDatabase(postgresName)
        .withEnvironment({ POSTGRES_HOST_AUTH_METHOD: 'trust' }),
  },
  redis: {
    port: 6379,
    container: () =>
      new RedisContainer(servers.redis.image).withCommand([
        'redis-server',
        ...Object.entries(redisDurability).flatMap(([option, value]) => [`--${option}`, value]),
      ]),
  },
};

/**
 * Starts one container for each server and returns once all are ready. A killed server comes back in the same container
 * and so with its data. Throws what Testcontainers throws, after ending what had started.
 */
export async function startContainers<Name extends ServerName>(
  names: readonly Name[],
  report: (line: string) => void,
): Promise<RunningStack<Name>> {
  const outcomes = await Promise.allSettled(names.map((name) => startContainer(name, report)));
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(([, container]) => container.stop()));
  };
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const containers = Object.fromEntries(started) as Record<Name, StartedTestContainer>;
  const portOf = (name: Name): number => containers[name].getMappedPort(containerPlans[name].port);
  const each = <Value>(value: (name: Name) => Value): Record<Name, Value> =>
    Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
  return {
    engine: 'docker',
    servers: each((name) => ({ version: servers[name].version, port: portOf(name) })),
    // Docker gives a restarted container another port, so the addresses are read when they are asked for.
    get urls() {
      return each((name) => urlOf(name, containers[name].getHost(), portOf(name)));
    },
    signal: (name, signal) => signalContainer(containers[name], signal),
    restart: (name) => containers[name].restart(),
    stop,
  };
}

async function startContainer(name: ServerName, report: (line: string) => void) {
  const begun = performance.now();
  const container = await containerPlans[name].container().withStartupTimeout(STARTUP_TIMEOUT_MS).start();
  report(`${servers[name].label}: ready in ${((performance.now() - begun) / 1000).toFixed(1)} s by Docker`);
  return [name, container] as const;
}

async function signalContainer(container: StartedTestContainer, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') {
  const client = await getContainerRuntimeClient();
  const engine = client.container.getById(container.getId());
  if (signal === 'SIGSTOP') await engine.pause();
  else if (signal === 'SIGCONT') await engine.unpause();
  else await engine.kill({ signal });
}
