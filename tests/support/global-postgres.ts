import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../infra/local/network.ts';
import { startEmbeddedPostgres } from '../../infra/postgres/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One native PostgreSQL for the whole run; test files make databases of their own on it. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-postgres-'));
  const server = await startEmbeddedPostgres({ directory: join(directory, 'data'), port: await freePort() });
  project.provide('postgresUrl', server.url);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
};
