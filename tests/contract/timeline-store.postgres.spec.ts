import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../infra/postgres/database.ts';
import { migrate } from '../../infra/postgres/migrate.ts';
import { ENTRIES_PER_STATEMENT_MAX, postgresTimelineStore } from '../../infra/postgres/timeline-store.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { contractTimelines, readAll, timelineStoreContract } from './timeline-store.ts';

describe('in PostgreSQL', () => {
  let store: ReturnType<typeof postgresTimelineStore>;
  let database: Database;
  let drop: () => Promise<void>;
  let nowMs = Date.now;
  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = created.drop;
    database = openDatabase(created.url, 4);
    await migrate(database);
    store = postgresTimelineStore(database, () => nowMs());
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  timelineStoreContract('PostgreSQL', () => store);

  it('takes more entries than fit one statement, and removes what has lapsed', async () => {
    const place = { timeline: contractTimelines.byUser, key: crypto.randomUUID() };
    const at = new Date().toISOString();
    const entries = Array.from({ length: ENTRIES_PER_STATEMENT_MAX + 1 }, (_none, n) => ({
      at,
      sequence: BigInt(n),
      id: 'e',
      version: 1n,
      body: '{}',
      places: [place],
      keepMs: 60_000,
    }));
    await store.append(entries);
    expect(await readAll(store, place, { limit: 500 })).toHaveLength(entries.length);
    nowMs = () => Date.now() + 60_001;
    expect(await store.purge()).toBe(false);
    nowMs = Date.now;
    expect(await readAll(store, place, { limit: 500 })).toEqual([]);
  });
});
