import type { Instant } from '../../event-schemas/primitives.ts';
import { sql, type Sql } from '../kernel/projection.ts';
import { exportPolicy } from '../policy/export.ts';

/** One file of an export; `content` is what is fetched. */
export type ExportFile = { readonly exportId: string; readonly number: number; readonly content: string };

/** Stores a file; writing it again, as after a crash, replaces it. */
export const storeFile = ({ exportId, number, content }: ExportFile, keptUntil: Instant): Sql =>
  sql`insert into export.file (export_id, number, content, kept_until)
    values (${exportId}, ${number}, ${content}, ${keptUntil})
    on conflict (export_id, number) do update set content = excluded.content`;

export const readFile = (exportId: string, number: number): Sql =>
  sql`select content from export.file where export_id = ${exportId} and number = ${number}`;

/** Drops files that nobody may fetch any more, a bounded part at a time; gives what it dropped. */
export const dropFiles = (now: Instant): Sql =>
  sql`delete from export.file where (export_id, number) in (select export_id, number from export.file
    where kept_until <= ${now} order by kept_until limit ${exportPolicy.droppedAtOnceMax.value}) returning number`;
