import type { Sql } from '../../domains/kernel/projection.ts';
import type {
  TimelineAppend,
  TimelineEntry,
  TimelinePlace,
  TimelineStore,
} from '../../domains/kernel/ports/timeline-store.ts';
import { positionOfCursor, timelineReference } from '../../domains/kernel/ports/timeline-reference.ts';
import type { Database } from './database.ts';

/** Entries that one statement writes; a longer list takes several. */
export const ENTRIES_PER_STATEMENT_MAX = 1_000;
const ROWS_PURGED_MAX = 10_000;
/** Later than every instant. */
const ALWAYS_MS = 8_640_000_000_000_001;

const nameOf = ({ timeline, key }: TimelinePlace): string => `${timeline.service}.${timeline.name} ${key}`;
const lapsesOf = ({ at, keepMs }: TimelineAppend): number | null =>
  keepMs === undefined ? null : Date.parse(at) + keepMs;

/** One of several bodies for the same position: a statement may touch a row only once. */
const newestOfEach = (entries: readonly TimelineAppend[]): TimelineAppend[] => {
  const newest = new Map<string, TimelineAppend>();
  for (const entry of entries) {
    const key = `${entry.places[0]!.timeline.service} ${timelineReference(entry)}`;
    const known = newest.get(key);
    if (known === undefined || known.version < entry.version) newest.set(key, entry);
  }
  return [...newest.values()];
};

const appendStatement = (entries: readonly TimelineAppend[]): Sql => {
  const rows = entries.map((entry) => ({
    entry,
    at: Date.parse(entry.at),
    sequence: String(entry.sequence),
    lapses: lapsesOf(entry),
  }));
  const places = rows.flatMap((row) => row.entry.places.map((place) => ({ name: nameOf(place), row })));
  return {
    text: `with entries as (insert into timeline.entry
        select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[])
        on conflict (service, at, sequence, id) do update
        set body = excluded.body, version = excluded.version, lapses = excluded.lapses where entry.version < excluded.version)
      insert into timeline.place
      select md5(place)::uuid, at, sequence, id, lapses
      from unnest($8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::bigint[]) as p(place, at, sequence, id, lapses)
      on conflict do nothing`,
    values: [
      entries.map(({ places: [first] }) => first!.timeline.service),
      rows.map(({ at }) => at),
      rows.map(({ sequence }) => sequence),
      entries.map(({ id }) => id),
      entries.map(({ version }) => String(version)),
      rows.map(({ lapses }) => lapses),
      entries.map(({ body }) => body),
      places.map(({ name }) => name),
      places.map(({ row }) => row.at),
      places.map(({ row }) => row.sequence),
      places.map(({ row }) => row.entry.id),
      places.map(({ row }) => row.lapses),
    ],
  };
};

type Row = { readonly at: number; readonly sequence: string; readonly id: string; readonly body: string };
const entryOf = ({ at, sequence, id, body }: Row): TimelineEntry => ({
  at: new Date(at).toISOString(),
  sequence: BigInt(sequence),
  id,
  body,
});

/**
 * Timelines in PostgreSQL. An entry is stored once, and a short row for each place leads to it; a place is a hash of timeline
 * and key, since narrow rows are what makes this cheap. `purge` removes what has lapsed, some rows at a time, and says
 * whether more is left.
 */
export const postgresTimelineStore = (
  database: Database,
  now: () => number,
): TimelineStore & { purge(): Promise<boolean> } => ({
  append: async (entries) => {
    const kept = newestOfEach(entries).filter((entry) => (lapsesOf(entry) ?? Infinity) > now());
    for (let from = 0; from < kept.length; from += ENTRIES_PER_STATEMENT_MAX)
      await database.query(appendStatement(kept.slice(from, from + ENTRIES_PER_STATEMENT_MAX)));
  },
  page: async (place, { limit, cursor, from, until }) => {
    const before = cursor === undefined ? undefined : positionOfCursor(cursor);
    const rows = await database.query<Row>({
      text: `select p.at, p.sequence::text, p.id, e.body from timeline.place p
          join timeline.entry e on e.service = $1 and e.at = p.at and e.sequence = p.sequence and e.id = p.id
          where p.place = md5($2)::uuid and (p.at, p.sequence, p.id) < ($3::bigint, $4::bigint, $5) and p.at >= $6
            and p.at < $7 and (p.lapses is null or p.lapses > $8)
          order by p.at desc, p.sequence desc, p.id desc limit $9`,
      values: [
        place.timeline.service,
        nameOf(place),
        before === undefined ? ALWAYS_MS : Date.parse(before.at),
        String(before?.sequence ?? 0n),
        before?.id ?? '',
        from === undefined ? 0 : Date.parse(from),
        until === undefined ? ALWAYS_MS : Date.parse(until),
        now(),
        limit + 1,
      ],
    });
    const entries = rows.slice(0, limit).map(entryOf);
    return rows.length > limit ? { entries, next: timelineReference(entries.at(-1)!) } : { entries };
  },
  find: async (place, { at, sequence, id }) => {
    const [row] = await database.query<Row>({
      text: `select e.at, e.sequence::text, e.id, e.body from timeline.place p
          join timeline.entry e on e.service = $1 and e.at = p.at and e.sequence = p.sequence and e.id = p.id
          where p.place = md5($2)::uuid and p.at = $3 and p.sequence = $4 and p.id = $5
            and (p.lapses is null or p.lapses > $6)`,
      values: [place.timeline.service, nameOf(place), Date.parse(at), String(sequence), id, now()],
    });
    return row === undefined ? undefined : entryOf(row);
  },
  purge: async () => {
    const [row] = await database.query<{ removed: number }>({
      text: `with p as (delete from timeline.place where ctid = any(array(select ctid from timeline.place where lapses <= $1 limit $2)) returning 1),
          e as (delete from timeline.entry where ctid = any(array(select ctid from timeline.entry where lapses <= $1 limit $2)) returning 1)
          select greatest((select count(*) from p), (select count(*) from e)) as removed`,
      values: [now(), ROWS_PURGED_MAX],
    });
    return (row?.removed ?? 0) >= ROWS_PURGED_MAX;
  },
});
