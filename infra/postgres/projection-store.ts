import type { AnyProjection, Sql } from '../../domains/kernel/projection.ts';
import {
  CheckpointMoved,
  type ProjectionStore,
  type ProjectionWrite,
} from '../../domains/kernel/ports/projection-store.ts';
import type { Database } from './database.ts';

/** `order_summary@2` lives in the table `order_summary_v2`; readers use the view `order_summary`. */
export const tableOf = ({ service, name, version }: AnyProjection): string => `${service}.${name}_v${version}`;
const columnsOf = ({ columns }: AnyProjection): [string, string][] => Object.entries(columns);
const keyTypeOf = ({ columns, key }: AnyProjection): string => (columns as Record<string, string>)[key]!;
export const idOf = ({ name, version }: AnyProjection): string => `${name}@${version}`;

/** What `projection.require` fails with. */
const MOVED = 'PJ001';

const define = (projection: AnyProjection): string => {
  const columns = columnsOf(projection).map(
    ([name, type]) => `${name} ${type}${name === projection.key ? ' primary key' : ''}`,
  );
  const generated = projection.generated ?? [];
  const indexes = (projection.indexes ?? []).map(
    (index, n) =>
      `create index if not exists ${projection.name}_v${projection.version}_${n} on ${tableOf(projection)} ${index};`,
  );
  return `create schema if not exists ${projection.service};
    create table if not exists ${tableOf(projection)} (${[...columns, ...generated].join(', ')});
    ${indexes.join('\n')}`;
};

const valuesOf = (projection: AnyProjection, parameter: number): string => {
  const names = Object.keys(projection.columns).join(', ');
  const typed = columnsOf(projection).map(([name, type]) => `${name} ${type}`);
  return `insert into ${tableOf(projection)} (${names})
    select ${names} from jsonb_to_recordset($${parameter}::jsonb) as r(${typed.join(', ')})`;
};

export const upsertOf = (projection: AnyProjection, parameter: number): string => {
  const names = Object.keys(projection.columns);
  const changed = names.filter((name) => name !== projection.key).map((name) => `${name} = excluded.${name}`);
  // A table of keys alone has nothing to change.
  const change = changed.length === 0 ? 'nothing' : `update set ${changed.join(', ')}`;
  return `${valuesOf(projection, parameter)} on conflict (${projection.key}) do ${change}`;
};

/** Rows that must be new; one that is there already is left alone and not returned. */
export const insertOf = (projection: AnyProjection, parameter: number): string =>
  `${valuesOf(projection, parameter)} order by ${projection.key} on conflict (${projection.key}) do nothing`;

export const deleteOf = (projection: AnyProjection, parameter: number): string =>
  `delete from ${tableOf(projection)} where ${projection.key} = any($${parameter}::${keyTypeOf(projection)}[])`;

/** One statement writes every changed row and the checkpoints, so they commit together or not at all, in one round trip. */
const statementOf = (
  writes: readonly ProjectionWrite[],
  moved: readonly AnyProjection[],
  { from, to, known }: { readonly from: bigint; readonly to: bigint; readonly known: readonly bigint[] },
): Sql => {
  const values: unknown[] = [moved.map(idOf), String(to), String(from), moved.length, known.map(String)];
  const parts: string[] = [];
  for (const { projection, upserts, deletes } of writes) {
    if (upserts.length > 0)
      parts.push(`w${parts.length} as (${upsertOf(projection, values.push(JSON.stringify(upserts)))})`);
    if (deletes.length > 0) parts.push(`w${parts.length} as (${deleteOf(projection, values.push(deletes))})`);
  }
  parts.push(
    `moved as (update projection.checkpoint c set position = $2
      from unnest($1::text[], $5::bigint[]) as m(projection, known)
      where c.projection = m.projection and c.position <= $3 and c.position >= m.known returning 1)`,
  );
  return {
    text: `with ${parts.join(',\n')} select projection.require((select count(*) from moved) = $4::int)`,
    values,
  };
};

const nameOfGenerated = (column: string): string => column.trim().split(/\s/, 1)[0]!;

/** Throws for a projection whose columns were changed while its version was not: its table cannot take the rows. */
const requireSameColumns = async (database: Database, projections: readonly AnyProjection[]): Promise<void> => {
  const tables = await database.query<{ name: string; columns: readonly string[] }>({
    text: `select table_schema || '.' || table_name as name, array_agg(column_name::text order by ordinal_position) as columns
      from information_schema.columns where table_schema || '.' || table_name = any($1) group by 1`,
    values: [projections.map(tableOf)],
  });
  const columnsOfTable = new Map(tables.map(({ name, columns }) => [name, columns]));
  for (const projection of projections) {
    const there = columnsOfTable.get(tableOf(projection));
    const wanted = [...Object.keys(projection.columns), ...(projection.generated ?? []).map(nameOfGenerated)];
    if (there !== undefined && there.toSorted().join() !== wanted.toSorted().join())
      throw new Error(
        `The table ${tableOf(projection)} has the columns ${there.join(', ')}, but ${idOf(projection)} has ${wanted.join(', ')}: a projection that changes takes the next version.`,
      );
  }
};

const positionsOf = async (database: Database): Promise<ReadonlyMap<string, bigint>> => {
  const rows = await database.query<{ projection: string; position: number }>({
    text: 'select projection, position from projection.checkpoint',
    values: [],
  });
  return new Map(rows.map((row) => [row.projection, BigInt(row.position)]));
};

/**
 * Why nothing was written: somebody else has moved a checkpoint on, or the server stands behind what it has confirmed, as a
 * replica may that took its place. Going on from there would leave a hole in the read model that nobody looks for.
 */
const refusedBecause = async (
  database: Database,
  moved: readonly AnyProjection[],
  known: readonly bigint[],
  cause: unknown,
): Promise<Error> => {
  const positions = await positionsOf(database);
  const lost = moved.find((projection, index) => (positions.get(idOf(projection)) ?? -1n) < known[index]!);
  if (lost === undefined) return new CheckpointMoved(cause);
  const text = `PostgreSQL has lost rows of ${idOf(lost)} that it had confirmed; a restart projects them again`;
  return new Error(text, { cause });
};

/** Read models as tables of PostgreSQL. */
export const postgresProjectionStore = (database: Database): ProjectionStore => {
  /** Where the server has confirmed that a projection stands. */
  const confirmed = new Map<string, bigint>();
  return {
    prepare: async (projections) => {
      await requireSameColumns(database, projections);
      for (const projection of projections) {
        await database.run(define(projection));
        // The first version is readable at once; a later one waits for `activate`.
        await database.run(`do $$ begin if to_regclass('${projection.service}.${projection.name}') is null then
        create view ${projection.service}.${projection.name} as select * from ${tableOf(projection)}; end if; end $$`);
        await database.query({
          text: 'insert into projection.checkpoint values ($1, -1) on conflict do nothing',
          values: [idOf(projection)],
        });
      }
      const positions = await positionsOf(database);
      for (const projection of projections) confirmed.set(idOf(projection), positions.get(idOf(projection))!);
      return new Map(projections.map((projection) => [projection, positions.get(idOf(projection))!]));
    },
    activate: async (projection) => {
      const view = `${projection.service}.${projection.name}`;
      await database.run(`drop view if exists ${view}; create view ${view} as select * from ${tableOf(projection)}`);
    },
    load: async (projection, keys) => {
      const rows = await database.query<{ row: Record<string, unknown> }>({
        text: `select to_jsonb(t) - $2::text[] as row from ${tableOf(projection)} t where ${projection.key} = any($1::${keyTypeOf(projection)}[])`,
        values: [keys, (projection.generated ?? []).map(nameOfGenerated)],
      });
      return new Map(rows.map(({ row }) => [row[projection.key] as string, row]));
    },
    write: async (writes, moved, from, to) => {
      const known = moved.map((projection) => confirmed.get(idOf(projection)) ?? -1n);
      try {
        await database.query(statementOf(writes, moved, { from, to, known }));
      } catch (error) {
        if ((error as { readonly code?: unknown }).code !== MOVED) throw error;
        throw await refusedBecause(database, moved, known, error);
      }
      for (const projection of moved) confirmed.set(idOf(projection), to);
    },
  };
};
