import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import cassandraDriver from 'cassandra-driver';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { z } from 'zod';
import { cassandraDatacenter, postgresName, servers } from './servers.ts';
import type { ServerName } from './servers.ts';

const CALL_TIMEOUT_MS = 3000;

const nodesShape = z.object({ nodes: z.record(z.string(), z.object({ version: z.string() })) });

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  return response.json();
}

async function silence(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new Error(`No answer in ${ms} ms.`);
}

async function eventStoreVersion(port: number): Promise<string> {
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  try {
    const events = client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 });
    // One answer is enough, also "there is nothing yet". The call has no time limit of its own.
    await Promise.race([events[Symbol.asyncIterator]().next(), silence(CALL_TIMEOUT_MS)]);
  } finally {
    await client.dispose();
  }
  return servers.eventstore.version;
}

async function kafkaVersion(port: number): Promise<string> {
  const timeouts = { connectionTimeout: CALL_TIMEOUT_MS, requestTimeout: CALL_TIMEOUT_MS };
  const client = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    ...timeouts,
  });
  const admin = client.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('The Kafka controller has no broker yet.');
  } finally {
    await admin.disconnect();
  }
  // Kafka's protocol names no version of the server.
  return servers.kafka.version;
}

async function cassandraVersion(port: number): Promise<string> {
  const client = new cassandraDriver.Client({
    contactPoints: ['127.0.0.1'],
    localDataCenter: cassandraDatacenter,
    protocolOptions: { port },
    socketOptions: { connectTimeout: CALL_TIMEOUT_MS, readTimeout: CALL_TIMEOUT_MS },
  });
  try {
    const { rows } = await client.execute('SELECT release_version FROM system.local');
    return String(rows[0]?.['release_version']);
  } finally {
    await client.shutdown();
  }
}

async function elasticsearchVersion(port: number): Promise<string> {
  const base = `http://127.0.0.1:${port}`;
  await getJson(`${base}/_cluster/health?wait_for_status=yellow&timeout=2s`);
  const { nodes } = nodesShape.parse(await getJson(`${base}/_nodes/_local?filter_path=nodes.*.version`));
  return Object.values(nodes)[0]?.version ?? servers.elasticsearch.version;
}

async function postgresVersion(port: number): Promise<string> {
  const timeouts = { connectionTimeoutMillis: CALL_TIMEOUT_MS, query_timeout: CALL_TIMEOUT_MS };
  const client = new pg.Client({ host: '127.0.0.1', port, user: postgresName, database: 'postgres', ...timeouts });
  // A server that is killed while we ask shows as a rejected call; the event would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const known = await client.query('SELECT FROM pg_database WHERE datname = $1', [postgresName]);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${postgresName}`);
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? servers.postgres.version;
  } finally {
    await client.end();
  }
}

async function redisVersion(port: number): Promise<string> {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    lazyConnect: true,
    connectTimeout: CALL_TIMEOUT_MS,
    commandTimeout: CALL_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const information = await client.info('server');
    return /redis_version:(\S+)/.exec(information)?.[1] ?? servers.redis.version;
  } finally {
    client.disconnect();
  }
}

const versionOf: Readonly<Record<ServerName, (port: number) => Promise<string>>> = {
  eventstore: eventStoreVersion,
  kafka: kafkaVersion,
  cassandra: cassandraVersion,
  elasticsearch: elasticsearchVersion,
  postgres: postgresVersion,
  redis: redisVersion,
};

/**
 * Asks the server something that only a ready one can answer, over its own protocol, and returns its version.
 * PostgreSQL's database is made on the way when it is missing. Throws while the server is not ready.
 */
export async function askServer(name: ServerName, port: number): Promise<string> {
  return versionOf[name](port);
}
