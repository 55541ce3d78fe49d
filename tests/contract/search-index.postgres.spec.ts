import { afterAll, beforeAll, describe } from 'vitest';
import { openDatabase, type Database } from '../../infra/postgres/database.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { postgresSearchIndex } from '../../infra/postgres/search-index.ts';
import { migrate } from '../../infra/postgres/migrate.ts';
import { productCard } from '../../projections/product-card.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { searchWords } from '../../projections/search-words.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { searchIndexContract } from './search-index.ts';

describe('in PostgreSQL', () => {
  let database: Database;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = created.drop;
    database = openDatabase(created.url, 4);
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  searchIndexContract('PostgreSQL', async (events) => {
    const store = postgresProjectionStore(database);
    const runner = await projectionRunner([productCard, searchWords], store);
    await runner.onBatch({ events, position: events.at(-1)!.position });
    return postgresSearchIndex(database);
  });
});
