import type { Sql } from '../domains/kernel/projection.ts';
import { sql } from '../domains/kernel/projection.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import type { SagaHost } from './host.ts';

type Row = {
  readonly id: string;
  readonly next_due_at: Instant;
  readonly saga: string;
  readonly instance: string;
  readonly correlation_id: string;
  readonly deadlines: readonly { readonly name: string; readonly dueAt: Instant }[];
};
export const DUE_PAGE_MAX = 500;
/** Pages of one round; what is due beyond them is found by a later round, when those before it are taken. */
export const DUE_PAGES_MAX = 200;
/** The longest time that a due deadline waits to be noticed. */
export const TICK_MS = 500;
const OVERDUE_MAX = 100;

export type Overdue = { readonly saga: string; readonly instance: string; readonly since: Instant };

/**
 * Delivers deadlines that are due, page by page. A deadline stays in the read model until its step is written, so none is
 * lost; those that cannot be taken, however many, keep none of the others waiting. Answers how many instances were due.
 */
export const deliverDue = async (
  query: <T>(statement: Sql) => Promise<readonly T[]>,
  host: Pick<SagaHost, 'deliver'>,
  now: Instant,
): Promise<number> => {
  let found = 0;
  let after = { dueAt: '', id: '' };
  for (let page = 0; page < DUE_PAGES_MAX; page += 1) {
    const rows = await query<Row>(sql`select id, next_due_at, saga, instance, correlation_id, deadlines
      from sagas.saga_instance where next_due_at <> '' and not done and next_due_at <= ${now}
      and next_due_at >= ${after.dueAt} and (next_due_at, id) > (${after.dueAt}, ${after.id})
      order by next_due_at, id limit ${DUE_PAGE_MAX}`);
    for (const { saga, instance, correlation_id: correlationId, deadlines } of rows)
      for (const { name, dueAt } of deadlines)
        if (dueAt <= now) await host.deliver({ saga, instance, name, dueAt, correlationId });
    found += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < DUE_PAGE_MAX) break;
    after = { dueAt: last.next_due_at, id: last.id };
  }
  return found;
};

/** Processes that should have come to an end: for the operator, and for the metric that alerts. */
export const findOverdue = async (
  query: <T>(statement: Sql) => Promise<readonly T[]>,
  now: Instant,
): Promise<readonly Overdue[]> =>
  query<Overdue>(sql`select saga, instance, started_at as since from sagas.saga_instance
    where not done and overdue_at < ${now} order by overdue_at limit ${OVERDUE_MAX}`);
