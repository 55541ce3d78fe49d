import { afterAll, beforeAll } from 'vitest';
import type { Leases } from '../../domains/kernel/ports/leases.ts';
import { leasesContract } from '../../tests/contract/coordination.ts';
import { createTestDatabase } from '../../tests/support/test-database.ts';
import { openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { postgresLeases } from './leases.ts';

let database: Database;
let drop: () => Promise<void>;
let leases: Leases;
beforeAll(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase(created.url, 8);
  await migrate(database);
  leases = postgresLeases(database);
});
afterAll(async () => {
  await database.close();
  await drop();
});

leasesContract('PostgreSQL', () => leases);
