import {
  RowAppeared,
  SlotTaken,
  type SlotMove,
  type SlotProjectionStore,
  type SlotWrite,
} from '../../domains/kernel/ports/slot-projection-store.ts';
import type { AnyProjection, Sql } from '../../domains/kernel/projection.ts';
import type { Database } from './database.ts';
import { deleteOf, idOf, insertOf, postgresProjectionStore, tableOf, upsertOf } from './projection-store.ts';

const TAKEN = 'PJ002';
const APPEARED = 'PJ003';
const DEADLOCK = '40P01';

const keyTypeOf = ({ columns, key }: AnyProjection): string => (columns as Readonly<Record<string, string>>)[key]!;

const loadOf = (projection: AnyProjection, keys: readonly string[]): Sql => ({
  // In the order of keys, so that two slots that want the same rows wait for each other in one direction.
  text: `select to_jsonb(t) - $2::text[] as row from ${tableOf(projection)} t
    where ${projection.key} = any($1::${keyTypeOf(projection)}[]) order by ${projection.key} for no key update`,
  values: [keys, (projection.generated ?? []).map((column) => column.trim().split(/\s/, 1)[0])],
});

/** One statement for every row and checkpoint of a batch; it fails as a whole when one of them met another writer. */
const statementOf = (slot: number, writes: readonly SlotWrite[], moves: readonly SlotMove[]): Sql => {
  const values: unknown[] = [
    slot,
    moves.map(({ projection }) => idOf(projection)),
    moves.map(({ from }) => String(from)),
    moves.map(({ to }) => String(to)),
    moves.length,
  ];
  const parts = [
    `moved as (update projection.slot_checkpoint c set position = m.until
      from unnest($2::text[], $3::bigint[], $4::bigint[]) as m(projection, position, until)
      where c.slot = $1 and c.projection = m.projection and c.position = m.position returning 1)`,
  ];
  const checks = [`projection.require_slot((select count(*) from moved) = $5::int, '${TAKEN}')`];
  for (const { projection, updates, inserts, deletes } of writes) {
    if (updates.length > 0)
      parts.push(`w${parts.length} as (${upsertOf(projection, values.push(JSON.stringify(updates)))})`);
    if (deletes.length > 0) parts.push(`w${parts.length} as (${deleteOf(projection, values.push(deletes))})`);
    if (inserts.length === 0) continue;
    const name = `w${parts.length}`;
    parts.push(`${name} as (${insertOf(projection, values.push(JSON.stringify(inserts)))} returning 1)`);
    checks.push(
      `projection.require_slot((select count(*) from ${name}) = $${values.push(inserts.length)}::int, '${APPEARED}')`,
    );
  }
  return { text: `with ${parts.join(',\n')} select ${checks.join(', ')}`, values };
};

const asSlotError = (error: unknown): unknown => {
  const code = (error as { readonly code?: unknown }).code;
  if (code === TAKEN) return new SlotTaken('another process has moved a checkpoint of this slot');
  return code === APPEARED || code === DEADLOCK ? new RowAppeared('another slot wrote the same row') : error;
};

/**
 * Read models of several projector processes as tables of PostgreSQL. A batch loads its rows under locks, folds, and writes
 * rows and checkpoints in the same transaction, so an event is in a row once, whoever else writes to that row.
 */
export const postgresSlotProjectionStore = (database: Database, slots: number): SlotProjectionStore => ({
  prepare: async (projections) => {
    await database.transaction(async (query) => {
      // Several projectors start at once, and "if not exists" is no protection against each other.
      await query({ text: `select pg_advisory_xact_lock(hashtext('projection tables'))`, values: [] });
      await postgresProjectionStore(database).prepare(projections);
    });
    await database.query({
      text: `insert into projection.slot_checkpoint
        select p.projection, s.slot, p.position from projection.checkpoint p, generate_series(0, $2::int - 1) as s(slot)
        where p.projection = any($1) on conflict do nothing`,
      values: [projections.map(idOf), slots],
    });
  },
  positions: async (slot, projections) => {
    const rows = await database.query<{ projection: string; position: number }>({
      text: 'select projection, position from projection.slot_checkpoint where slot = $1',
      values: [slot],
    });
    const found = new Map(rows.map(({ projection, position }) => [projection, BigInt(position)]));
    return new Map(projections.map((projection) => [projection, found.get(idOf(projection))!]));
  },
  transaction: async (slot, work) => {
    try {
      await database.transaction((query) =>
        work({
          load: async (projection, keys) => {
            const rows = await query<{ row: Record<string, unknown> }>(loadOf(projection, keys));
            return new Map(rows.map(({ row }) => [row[projection.key] as string, row]));
          },
          write: async (writes, moves) => {
            await query(statementOf(slot, writes, moves));
          },
        }),
      );
    } catch (error) {
      throw asSlotError(error);
    }
  },
});
