import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { openDatabase, type Database } from '../../infra/postgres/database.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';

const BACK_WITHIN = { timeout: 60_000, interval: 50 };
const FAILURE = { timeout: 180_000 };
const PAUSE_BETWEEN_TRIES_MS = 20;

describe.skipIf(cannotRun('postgres'))('on a real PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startStore<'postgres'>>>;
  let database: Database;
  beforeAll(async () => {
    server = await startStore('postgres');
    database = openDatabase(server.url(), 4);
    await database.run('create table written (n int primary key)');
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
    it(`loses and doubles nothing through ${signal}, and serves again without being opened anew`, FAILURE, async () => {
      await database.run('truncate written');
      let confirmed = 0;
      let lastError: unknown;
      const run = { stopping: false };
      // As a projection does it: the same rows again until they are stored.
      const writer = (async () => {
        while (!run.stopping)
          await database
            .transaction((query) =>
              query({ text: 'insert into written values ($1) on conflict do nothing', values: [confirmed] }),
            )
            .then(
              () => (confirmed += 1),
              (error: unknown) => {
                lastError = error;
                return new Promise((resolve) => setTimeout(resolve, PAUSE_BETWEEN_TRIES_MS));
              },
            );
      })();
      await expect.poll(() => confirmed, BACK_WITHIN).toBeGreaterThan(50);
      await server.signal('postgres', signal);
      await expect.poll(() => lastError, BACK_WITHIN).toBeInstanceOf(StoreUnavailable);
      expect((lastError as Error).message).toMatch(/^PostgreSQL .*ask again in a moment\.$/);
      const before = confirmed;
      if (signal === 'SIGSTOP') await server.signal('postgres', 'SIGCONT');
      else await server.restart('postgres');
      await expect.poll(() => confirmed, BACK_WITHIN).toBeGreaterThan(before + 50);
      run.stopping = true;
      await writer;
      const rows = await database.query<{ n: number }>({ text: 'select n from written order by n', values: [] });
      expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: confirmed }, (_none, n) => n));
    });
});
