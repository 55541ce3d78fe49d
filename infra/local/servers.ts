/** The one table of the stack: each server's version, ports, the variables that move them, and the vendor's image. */

/** A port of a server: where it listens unless the variable says otherwise. */
export interface PortEntry {
  readonly variable: string;
  readonly fallback: number;
}

export interface ServerEntry {
  readonly label: string;
  /** The version that is fetched; what runs is asked from the server itself where its protocol can tell. */
  readonly version: string;
  /** What clients connect to. */
  readonly port: PortEntry;
  /** A second port that only the server's own protocol uses. */
  readonly innerPort?: PortEntry;
  readonly image: string;
  /** Megabytes to fetch on the first start, for the progress line; 0 when npm has already brought it. */
  readonly downloadMegabytes: number;
}

export const serverNames = ['eventstore', 'kafka', 'cassandra', 'elasticsearch', 'postgres', 'redis'] as const;
export type ServerName = (typeof serverNames)[number];

export const servers: Readonly<Record<ServerName, ServerEntry>> = {
  eventstore: {
    label: 'event log',
    version: 'this project',
    port: { variable: 'STACK_EVENTSTORE_PORT', fallback: 12113 },
    image: 'eventstore/eventstore:23.10.1-bookworm-slim',
    downloadMegabytes: 0,
  },
  kafka: {
    label: 'Kafka',
    version: '4.1.2',
    port: { variable: 'STACK_KAFKA_PORT', fallback: 19092 },
    innerPort: { variable: 'STACK_KAFKA_CONTROLLER_PORT', fallback: 19093 },
    image: 'apache/kafka:4.1.2',
    downloadMegabytes: 43,
  },
  cassandra: {
    label: 'Cassandra',
    version: '5.0.5',
    port: { variable: 'STACK_CASSANDRA_PORT', fallback: 19042 },
    innerPort: { variable: 'STACK_CASSANDRA_STORAGE_PORT', fallback: 19043 },
    image: 'cassandra:5.0.5',
    downloadMegabytes: 66,
  },
  elasticsearch: {
    label: 'Elasticsearch',
    version: '8.19.8',
    port: { variable: 'STACK_ELASTICSEARCH_PORT', fallback: 19200 },
    innerPort: { variable: 'STACK_ELASTICSEARCH_TRANSPORT_PORT', fallback: 19300 },
    image: 'docker.elastic.co/elasticsearch/elasticsearch:8.19.8',
    downloadMegabytes: 98,
  },
  postgres: {
    label: 'PostgreSQL',
    version: '18.4',
    port: { variable: 'STACK_POSTGRES_PORT', fallback: 15432 },
    image: 'postgres:18.4',
    downloadMegabytes: 0,
  },
  redis: {
    label: 'Redis',
    version: '6.2 or 7',
    port: { variable: 'STACK_REDIS_PORT', fallback: 16379 },
    image: 'redis:7.2.5',
    downloadMegabytes: 30,
  },
};

/** The data centre that Cassandra's SimpleSnitch gives to every node; cassandra-driver wants it named. */
export const cassandraDatacenter = 'datacenter1';
/** User, and database, in PostgreSQL. It answers on loopback only and therefore asks for no password. */
export const postgresName = 'only2u';

/** Splits `kafka,redis` into names. Throws an error that lists the known names when one is unknown. */
export function parseServerNames(text: string): ServerName[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.filter((word) => !serverNames.some((name) => name === word));
  if (unknown.length > 0 || words.length === 0) {
    throw new Error(`Unknown server "${unknown.join(', ')}": choose from ${serverNames.join(', ')}.`);
  }
  return serverNames.filter((name) => words.includes(name));
}
