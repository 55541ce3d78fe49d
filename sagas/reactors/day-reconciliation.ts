import { isRejected } from '../../domains/kernel/decider.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import { dayReconciliation } from '../../domains/payment/reconciliation/aggregate.ts';
import type { ReconciliationEvent } from '../../domains/payment/reconciliation/events.ts';
import { compareOurs, PAGES_MAX, spanOf } from '../day-reconciliation/ours.ts';
import { comparePayment, compareRefund } from '../day-reconciliation/payments.ts';
import { bookSettled } from '../day-reconciliation/settled.ts';
import { Tally } from '../day-reconciliation/tally.ts';

type Requested = Extract<ReconciliationEvent, { type: 'DayReconciliationRequested' }>['data'];

/** Hands over each entry of a list that the gateway gives page by page. */
const eachOf = async <T>(
  page: (skip: number) => Promise<{ readonly entries: readonly T[]; readonly nextSkip: number | null }>,
  take: (entry: T) => Promise<void>,
): Promise<void> => {
  let skip: number | null = 0;
  for (let pages = 0; skip !== null; pages += 1) {
    if (pages === PAGES_MAX) throw new Error(`the gateway lists more than ${PAGES_MAX} pages for one day`);
    const { entries, nextSkip }: { entries: readonly T[]; nextSkip: number | null } = await page(skip);
    for (const entry of entries) await take(entry);
    skip = nextSkip;
  }
};

const readLists = async (tally: Tally): Promise<void> => {
  const gateway = tally.context.ports.paymentGateway;
  const { since, until: next } = spanOf(tally.day);
  // The gateway's spans include their end.
  const until = new Date(Date.parse(next) - 1_000).toISOString();
  await eachOf(
    async (skip) => {
      const { payments: entries, nextSkip } = await gateway.listPaymentsBetween({ since, until, skip });
      return { entries, nextSkip };
    },
    (paid) => comparePayment(paid, tally),
  );
  await eachOf(
    async (skip) => {
      const { refunds: entries, nextSkip } = await gateway.listRefundsBetween({ since, until, skip });
      return { entries, nextSkip };
    },
    (refund) => compareRefund(refund, tally),
  );
  await eachOf(
    async (skip) => {
      const { items: entries, nextSkip } = await gateway.listSettledOn(tally.day, skip);
      return { entries, nextSkip };
    },
    (item) => bookSettled(item, tally),
  );
};

/**
 * Compares the gateway's lists of a day with our log, in both directions. What we missed is reported as any webhook would, what
 * was settled is booked, and what does not match goes into the queue; what the run before found and this one does not leaves it.
 * A run that was interrupted is made again: all it did has ids of its own, so nothing is done twice.
 */
export const dayReconciliationReactor: Reactor = {
  name: 'dayReconciliation',
  handles: ['DayReconciliationRequested'],
  react: async (event, context) => {
    const { reconciliationId, day, run } = event.data as Requested;
    const { state } = await context.facts(dayReconciliation, reconciliationId);
    if (state.done.includes(run)) return;
    const tally = new Tally(day, context);
    await readLists(tally);
    await compareOurs(tally);
    for (const mismatchId of state.mismatchIds)
      if (!tally.mismatchIds.has(mismatchId))
        await context.send({ type: 'ClearMismatch', data: { mismatchId } }, mismatchId);
    const mismatchIds = [...tally.mismatchIds];
    const data = { reconciliationId, day, run, ...tally.figures, mismatchIds };
    const outcome = await context.send({ type: 'RecordDayReconciliation', data }, run);
    if (isRejected(outcome)) throw new Error(`the run ${run} over ${day} was not recorded: ${outcome.rejected}`);
  },
};
