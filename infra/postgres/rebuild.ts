import type { AnyProjection } from '../../domains/kernel/projection.ts';
import { DIFFERENCES_MAX, type Difference, type RebuildTarget } from '../rebuild-target.ts';
import type { Database } from './database.ts';
import { idOf, postgresProjectionStore, tableOf } from './projection-store.ts';

const SCHEMA = 'rebuild';

/** The same fold, into a table of its own that no reader sees. */
const besideOf = (projection: AnyProjection): AnyProjection => ({
  ...projection,
  service: SCHEMA,
  name: `${projection.service}_${projection.name}`,
});

/** Takes away what an earlier rebuild of the same projection has left. */
const dropBeside = async (database: Database, projection: AnyProjection): Promise<void> => {
  const beside = besideOf(projection);
  await database.run(`drop view if exists ${SCHEMA}.${beside.name}; drop table if exists ${tableOf(beside)};
    delete from projection.checkpoint where projection = '${idOf(beside)}'`);
};

const differencesSql = (projection: AnyProjection): string => {
  const { key } = projection;
  return `select coalesce(live.${key}, built.${key})::text as key,
      case when live.${key} is null then 'missing' when built.${key} is null then 'surplus' else 'different' end as kind
    from ${tableOf(projection)} live full join ${tableOf(besideOf(projection))} built on built.${key} = live.${key}
    where live.${key} is null or built.${key} is null or to_jsonb(live) <> to_jsonb(built)`;
};

/** How the rows that readers see differ from those built from the log, row by row. */
const differencesOf = async (database: Database, projection: AnyProjection): Promise<readonly Difference[]> =>
  database.transaction(async (query) => {
    await query({ text: 'set local statement_timeout = 0', values: [] });
    return query<Difference>({ text: `${differencesSql(projection)} order by 1 limit ${DIFFERENCES_MAX}`, values: [] });
  });

const applied = (projection: AnyProjection): string => {
  const columns = Object.keys(projection.columns);
  const changed = columns.filter((name) => name !== projection.key).map((name) => `${name} = excluded.${name}`);
  const { key } = projection;
  return `with differing as (${differencesSql(projection)}),
    gone as (delete from ${tableOf(projection)} where ${key}::text in (select key from differing where kind = 'surplus')),
    put as (insert into ${tableOf(projection)} (${columns.join(', ')})
      select ${columns.join(', ')} from ${tableOf(besideOf(projection))}
      where ${key}::text in (select key from differing where kind <> 'surplus')
      on conflict (${key}) do ${changed.length === 0 ? 'nothing' : `update set ${changed.join(', ')}`})
    select count(*) as rows from differing`;
};

/**
 * Puts the rows that were built from the log, up to `position`, in place of those that readers see: all at one moment, with
 * readers never waiting and writers waiting for that moment. Writers find that the checkpoint has moved and go on from there.
 * Answers how many rows were put right; undefined when the live rows are further than the built ones, and then nothing is
 * changed.
 */
const putInPlace = async (
  database: Database,
  projection: AnyProjection,
  position: bigint,
): Promise<number | undefined> =>
  database.transaction(async (query) => {
    const id = idOf(projection);
    await query({ text: 'set local statement_timeout = 0', values: [] });
    await query({ text: `lock table ${tableOf(projection)} in share row exclusive mode`, values: [] });
    const [ahead] = await query<{ ahead: boolean }>({
      text: `select exists (select 1 from projection.slot_checkpoint where projection = $1 and position > $2)
        or exists (select 1 from projection.checkpoint where projection = $1 and position > $2) as ahead`,
      values: [id, String(position)],
    });
    if (ahead?.ahead !== false) return undefined;
    const [result] = await query<{ rows: number }>({ text: applied(projection), values: [] });
    for (const table of ['slot_checkpoint', 'checkpoint'])
      await query({
        text: `update projection.${table} set position = $2 where projection = $1`,
        values: [id, String(position)],
      });
    return result?.rows ?? 0;
  });

/** A read model in PostgreSQL: what is built goes into a table of its own, and the rows that differ are exchanged. */
export const postgresRebuildTarget = (database: Database, projection: AnyProjection): RebuildTarget => ({
  begin: async () => {
    await dropBeside(database, projection);
    return { projection: besideOf(projection), store: postgresProjectionStore(database) };
  },
  differences: () => differencesOf(database, projection),
  putInPlace: (position) => putInPlace(database, projection, position),
  end: () => dropBeside(database, projection),
});
