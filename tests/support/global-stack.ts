import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../infra/local/stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kafkaBrokers: string;
    redisUrl: string;
  }
}

/** One Kafka and one Redis for the whole run where `TEST_PROFILE=stack` asks for them; test files have topics of their own. */
export default async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  if (process.env['TEST_PROFILE'] !== 'stack') return undefined;
  const directory = await mkdtemp(join(tmpdir(), 'only2u-run-'));
  const stack = await startStack({ servers: ['kafka', 'redis'], ports: 'free', directory });
  project.provide('kafkaBrokers', stack.urls.kafka);
  project.provide('redisUrl', stack.urls.redis);
  return async () => {
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  };
};
