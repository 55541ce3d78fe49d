import type { AnyProjection } from '../../domains/kernel/projection.ts';
import type { Database } from './database.ts';
import { idOf, postgresProjectionStore } from './projection-store.ts';

/** Which version readers see of each projection, by its name; a projection that nobody has made so far is missing. */
export const activeVersions = async (
  database: Database,
  projections: readonly AnyProjection[],
): Promise<ReadonlyMap<string, number>> => {
  const rows = await database.query<{ view: string; read: string }>({
    text: `select view_schema || '.' || view_name as view, table_name::text as read from information_schema.view_table_usage
      where view_schema || '.' || view_name = any($1)`,
    values: [projections.map(({ service, name }) => `${service}.${name}`)],
  });
  const reads = new Map(rows.map(({ view, read }) => [view, read]));
  return new Map(
    projections.flatMap(({ service, name }) => {
      const read = reads.get(`${service}.${name}`);
      return read === undefined ? [] : [[name, Number(read.slice(read.lastIndexOf('_v') + 2))] as const];
    }),
  );
};

/** Whether one version has every event that another one has, in every slot. */
const hasCaughtUp = async (database: Database, behind: AnyProjection, seen: number): Promise<boolean> => {
  const [row] = await database.query<{ late: boolean }>({
    text: `select exists (
        select 1 from projection.slot_checkpoint old
        left join projection.slot_checkpoint new on new.slot = old.slot and new.projection = $1
        where old.projection = $2 and old.position > coalesce(new.position, -1)
      ) or (
        not exists (select 1 from projection.slot_checkpoint where projection = $1)
        and (select coalesce(max(position), -1) from projection.checkpoint where projection = $2)
          > (select coalesce(max(position), -1) from projection.checkpoint where projection = $1)
      ) as late`,
    values: [idOf(behind), idOf({ ...behind, version: seen })],
  });
  return row?.late === false;
};

/**
 * Lets readers see each projection's version of this program as soon as it has every event that the older version they see
 * has. A newer version than ours is left alone: another program has put it there. Answers the projections that are still
 * being built.
 */
export const activateCaughtUp = async (
  database: Database,
  projections: readonly AnyProjection[],
  onActivated: (projection: AnyProjection) => void = () => undefined,
): Promise<readonly AnyProjection[]> => {
  const active = await activeVersions(database, projections);
  const building: AnyProjection[] = [];
  for (const projection of projections) {
    const seen = active.get(projection.name) ?? projection.version;
    if (seen >= projection.version) continue;
    if (await hasCaughtUp(database, projection, seen)) {
      await postgresProjectionStore(database).activate(projection);
      onActivated(projection);
    } else building.push(projection);
  }
  return building;
};
