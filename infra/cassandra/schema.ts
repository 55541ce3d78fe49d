import type { Timeline } from '../../domains/kernel/ports/timeline-store.ts';
import type { CassandraOptions, CassandraStore } from './connection.ts';

const NAME = /^[a-z][a-z0-9_]{0,40}$/;

export const keyspaceOf = ({ prefix = '' }: CassandraOptions, { service }: Timeline): string =>
  `${prefix}${service}_keyspace`;
export const tableOf = (options: CassandraOptions, timeline: Timeline): string =>
  `${keyspaceOf(options, timeline)}.${timeline.name}`;

/**
 * What was done to the table of a timeline, in order. A new version is a new entry at the end; the ones before it never
 * change. Each may be run again, since a process can die between the statement and its record.
 */
const LAYOUTS: readonly ((table: string) => readonly string[])[] = [
  (table) => [
    `create table if not exists ${table} (key text, bucket bigint, at bigint, sequence bigint, id text, body text,
      primary key ((key, bucket), at, sequence, id)) with clustering order by (at desc, sequence desc, id desc)
      and compaction = {'class': 'UnifiedCompactionStrategy'}`,
    // Which partitions a key has, so that reading backwards does not try every stretch of time.
    `create table if not exists ${table}_buckets (key text, bucket bigint, primary key (key, bucket))
      with clustering order by (bucket desc)`,
  ],
  // When an entry lapses by the clock of the system, in milliseconds; Cassandra's own clock only clears it away.
  (table) => [`alter table ${table} add if not exists lapses bigint`],
];

const prepareKeyspace = async (store: CassandraStore, timeline: Timeline): Promise<string> => {
  const { dataCenter, replicas } = store.options;
  const keyspace = keyspaceOf(store.options, timeline);
  await store.define(
    `create keyspace if not exists ${keyspace} with replication = {'class': 'NetworkTopologyStrategy', '${dataCenter}': ${replicas}}`,
  );
  await store.define(
    `create table if not exists ${keyspace}.schema_version (name text, version int, primary key (name, version))`,
  );
  return keyspace;
};

/** Brings the tables of the timelines up to the newest layout. Several processes may do it at once; each step is repeatable. */
export const prepareSchema = async (store: CassandraStore, timelines: readonly Timeline[]): Promise<void> => {
  for (const timeline of timelines) {
    if (!NAME.test(timeline.service) || !NAME.test(timeline.name))
      throw new Error(`"${timeline.service}.${timeline.name}" cannot name a table`);
    const keyspace = await prepareKeyspace(store, timeline);
    const [row] = await store.run(
      `select max(version) as version from ${keyspace}.schema_version where name = ?`,
      [timeline.name],
      'quorum',
    );
    const reached = (row?.['version'] as number | null | undefined) ?? 0;
    for (const [index, layout] of LAYOUTS.entries()) {
      if (index < reached) continue;
      for (const statement of layout(tableOf(store.options, timeline))) await store.define(statement);
      await store.run(
        `insert into ${keyspace}.schema_version (name, version) values (?, ?)`,
        [timeline.name, index + 1],
        'quorum',
      );
    }
  }
};
