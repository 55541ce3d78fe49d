import { mismatchIdOf } from '../../domains/payment/reconciliation/aggregate.ts';
import type { ReconciliationCommand } from '../../domains/payment/reconciliation/commands.ts';
import { MISMATCHES_PER_RUN_MAX } from '../../domains/payment/reconciliation/events.ts';
import { surplusPaise, type Found } from '../../domains/payment/reconciliation/match.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';

type Figures = Omit<
  Extract<ReconciliationCommand, { type: 'RecordDayReconciliation' }>['data'],
  'reconciliationId' | 'day' | 'run' | 'mismatchIds'
>;

/** What one run over a day has counted and found so far. */
export class Tally {
  readonly day: string;
  readonly context: ReactorContext;
  readonly mismatchIds = new Set<string>();
  /** Payments and refunds that the gateway listed, and the gateway's order of each payment. */
  readonly listed = new Map<string, string | null>();
  readonly figures: { -readonly [K in keyof Figures]: number } = {
    capturedCount: 0,
    capturedPaise: 0,
    refundedCount: 0,
    refundedPaise: 0,
    settledCount: 0,
    settledPaise: 0,
    feePaise: 0,
    taxPaise: 0,
    differencePaise: 0,
    learnedCount: 0,
  };

  constructor(day: string, context: ReactorContext) {
    this.day = day;
    this.context = context;
  }

  /** Puts a difference into the queue; `sign` is -1 where money went out. One beyond the bound is in the queue and counts, but is not cleared later. */
  async found(difference: Found, sign: 1 | -1 | 0): Promise<void> {
    const mismatchId = mismatchIdOf(difference.kind, difference.entityId);
    const isNew = !this.mismatchIds.has(mismatchId);
    if (isNew) this.figures.differencePaise += sign * surplusPaise(difference);
    if (this.mismatchIds.size < MISMATCHES_PER_RUN_MAX) this.mismatchIds.add(mismatchId);
    const data = { mismatchId, day: this.day, ...difference };
    await this.context.send({ type: 'ReportMismatch', data }, mismatchId);
  }
}
