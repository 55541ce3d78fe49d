import { randomUUID } from 'node:crypto';
import type { Leases } from '../../domains/kernel/ports/leases.ts';
import type { Database } from './database.ts';

/** Leases as rows, for work whose checkpoint is in the same database: where one cannot be renewed the other cannot move. */
export const postgresLeases = (database: Database): Leases => ({
  acquire: async (name, ttlMs) => {
    const token = randomUUID();
    const [row] = await database.query<{ fence: number }>({
      text: `insert into system.lease as held values ($1, $2, 1, now() + make_interval(secs => $3))
          on conflict (name) do update set token = excluded.token, fence = held.fence + 1, until = excluded.until
          where held.until < now() returning fence`,
      values: [name, token, ttlMs / 1_000],
    });
    return row === undefined ? undefined : { name, token, fence: row.fence };
  },
  renew: async ({ name, token }, ttlMs) => {
    const renewed = await database.query({
      text: `update system.lease set until = now() + make_interval(secs => $3) where name = $1 and token = $2 returning 1`,
      values: [name, token, ttlMs / 1_000],
    });
    return renewed.length > 0;
  },
  release: async ({ name, token }) => {
    // The row stays, since the next holder's fence counts on from it.
    await database.query({
      text: 'update system.lease set until = now() where name = $1 and token = $2',
      values: [name, token],
    });
  },
});
