import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../infra/local/stack.ts';
import { noteRealServers } from './stack-servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kafkaBrokers: string;
    redisUrl: string;
    cassandraContactPoints: string;
    elasticsearchUrl: string;
  }
}

const askPostgres = async (url: string): Promise<readonly { readonly server_version: string }[]> => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows;
};

/**
 * One Kafka, Redis, Cassandra and Elasticsearch for the whole run where `TEST_PROFILE=stack` asks for them. Test files have
 * topics and indices of their own and an empty Redis; in Cassandra they share the tables, where ids keep them apart.
 */
export default async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const [answer] = await askPostgres(project.getProvidedContext().postgresUrl);
  noteRealServers({ postgres: { version: answer?.server_version ?? 'of unknown version' } });
  if (process.env['TEST_PROFILE'] !== 'stack') return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'only2u-run-'));
  const stack = await startStack({
    servers: ['kafka', 'redis', 'cassandra', 'elasticsearch'],
    ports: 'free',
    directory,
  });
  noteRealServers(stack.servers);
  project.provide('kafkaBrokers', stack.urls.kafka);
  project.provide('redisUrl', stack.urls.redis);
  project.provide('cassandraContactPoints', stack.urls.cassandra);
  project.provide('elasticsearchUrl', stack.urls.elasticsearch);
  return async () => {
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  };
};
