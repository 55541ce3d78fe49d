import { describe } from 'vitest';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { postgresSearchIndex } from '../../infra/postgres/search-index.ts';
import { productCard } from '../../projections/product-card.ts';
import { projectionRunner } from '../../projections/runner.ts';
import { searchWords } from '../../projections/search-words.ts';
import { withTestDatabase } from '../support/test-database.ts';
import { searchIndexContract } from './search-index.ts';

describe('in PostgreSQL', () => {
  let database: Database;
  withTestDatabase(4, (opened) => (database = opened));

  searchIndexContract('PostgreSQL', async (events) => {
    const store = postgresProjectionStore(database);
    const runner = await projectionRunner([productCard, searchWords], store);
    await runner.onBatch({ events, position: events.at(-1)!.position });
    return postgresSearchIndex(database);
  });
});
