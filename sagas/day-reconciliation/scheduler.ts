import { DAY_MS, indianDay, instantAfter } from '../../domains/kernel/calendar.ts';
import type { Sql } from '../../domains/kernel/projection.ts';
import { sql } from '../../domains/kernel/projection.ts';
import { reconciliationIdOf } from '../../domains/payment/reconciliation/aggregate.ts';
import type { ReconciliationCommand } from '../../domains/payment/reconciliation/commands.ts';
import { reconciliationPolicy } from '../../domains/policy/reconciliation.ts';
import type { Instant } from '../../event-schemas/primitives.ts';

const { firstAfterMs, lateAfterMs, daysMissedMax } = reconciliationPolicy;

/** The latest day whose first comparison is due. */
export const latestDueDay = (now: Instant): string => indianDay(instantAfter(now, -firstAfterMs.value));

const dayBefore = (day: string, days: number): string =>
  instantAfter(`${day}T00:00:00.000Z`, -days * DAY_MS).slice(0, 10);

/**
 * What is due by `latest` since the day before which everything was asked for: each day once soon after it, and once more when
 * no bank will say yes any more. Not more than so many missed days.
 */
export const dueRuns = (since: string, latest: string): ReconciliationCommand[] => {
  const ask = (day: string, run: 'first' | 'late'): ReconciliationCommand => ({
    type: 'RequestDayReconciliation',
    data: { reconciliationId: reconciliationIdOf(day), day, run },
  });
  const commands: ReconciliationCommand[] = [];
  for (let days = daysMissedMax.value - 1; days >= 0; days -= 1) {
    const day = dayBefore(latest, days);
    if (day < since) continue;
    const late = dayBefore(day, lateAfterMs.value / DAY_MS);
    if (late >= since) commands.push(ask(late, 'late'));
    commands.push(ask(day, 'first'));
  }
  return commands;
};

type Options = {
  readonly query: <T>(statement: Sql) => Promise<readonly T[]>;
  readonly send: (command: ReconciliationCommand) => Promise<void>;
};

/**
 * Asks for the comparisons that are due, when a new day is. What was asked for before is not asked for again: the stream of
 * the day knows. Nothing is due before the first payment. Call it again and again with the time.
 */
export const reconciliationSchedule = ({ query, send }: Options): ((now: Instant) => Promise<void>) => {
  let doneUpTo: string | undefined;
  return async (now) => {
    const latest = latestDueDay(now);
    if (doneUpTo === latest) return;
    const [first] = await query<{ readonly at: Instant | null }>(
      sql`select min(requested_at) as at from payments.payment`,
    );
    if (first === undefined || first.at === null) return;
    for (const command of dueRuns(indianDay(first.at), latest)) await send(command);
    doneUpTo = latest;
  };
};
