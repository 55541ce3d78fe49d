import type { Sql } from '../domains/kernel/projection.ts';
import { sql } from '../domains/kernel/projection.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import type { SagaHost } from './host.ts';

type Row = {
  readonly saga: string;
  readonly instance: string;
  readonly correlation_id: string;
  readonly deadlines: readonly { readonly name: string; readonly dueAt: Instant }[];
};
export const DUE_AT_ONCE_MAX = 500;
/** The longest time that a due deadline waits to be noticed. */
export const TICK_MS = 500;
const OVERDUE_MAX = 100;

export type Overdue = { readonly saga: string; readonly instance: string; readonly since: Instant };

/** Delivers deadlines that are due. A deadline stays in the read model until its step is written, so none is lost. */
export const deliverDue = async (
  query: <T>(statement: Sql) => Promise<readonly T[]>,
  host: Pick<SagaHost, 'deliver'>,
  now: Instant,
): Promise<number> => {
  const rows = await query<Row>(sql`select saga, instance, correlation_id, deadlines from sagas.saga_instance
    where next_due_at <> '' and not done and next_due_at <= ${now} order by next_due_at limit ${DUE_AT_ONCE_MAX}`);
  for (const { saga, instance, correlation_id: correlationId, deadlines } of rows)
    for (const { name, dueAt } of deadlines)
      if (dueAt <= now) await host.deliver({ saga, instance, name, dueAt, correlationId });
  return rows.length;
};

/** Processes that should have come to an end: for the operator, and for the metric that alerts. */
export const findOverdue = async (
  query: <T>(statement: Sql) => Promise<readonly T[]>,
  now: Instant,
): Promise<readonly Overdue[]> =>
  query<Overdue>(sql`select saga, instance, started_at as since from sagas.saga_instance
    where not done and overdue_at < ${now} order by overdue_at limit ${OVERDUE_MAX}`);
