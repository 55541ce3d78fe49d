import { defineProjection } from '../../kernel/projection.ts';
import type { MismatchEvent, MismatchKind, ReconciliationEvent } from './events.ts';

export type DayRow = {
  readonly day: string;
  readonly captured_count: number;
  readonly captured_paise: number;
  readonly refunded_count: number;
  readonly refunded_paise: number;
  readonly settled_count: number;
  readonly settled_paise: number;
  readonly fee_paise: number;
  readonly tax_paise: number;
  readonly difference_paise: number;
  /** Captures and refunds that the gateway's list told us of first, over all runs. */
  readonly learned_count: number;
  readonly mismatch_count: number;
  readonly requested_at: string;
  /** When the last run ended; null before the first one has. */
  readonly reconciled_at: string | null;
};

const NOTHING = {
  captured_count: 0,
  captured_paise: 0,
  refunded_count: 0,
  refunded_paise: 0,
  settled_count: 0,
  settled_paise: 0,
  fee_paise: 0,
  tax_paise: 0,
  difference_paise: 0,
  learned_count: 0,
  mismatch_count: 0,
  reconciled_at: null,
};

/** What became of the gateway's money, day by day. */
export const dayReconciliationProjection = defineProjection<ReconciliationEvent, DayRow>({
  service: 'payments',
  name: 'day_reconciliation',
  version: 1,
  columns: {
    day: 'text',
    captured_count: 'integer',
    captured_paise: 'bigint',
    refunded_count: 'integer',
    refunded_paise: 'bigint',
    settled_count: 'integer',
    settled_paise: 'bigint',
    fee_paise: 'bigint',
    tax_paise: 'bigint',
    difference_paise: 'bigint',
    learned_count: 'integer',
    mismatch_count: 'integer',
    requested_at: 'text',
    reconciled_at: 'text',
  },
  key: 'day',
  handles: ['DayReconciliationRequested', 'DayReconciled'],
  keysOf: ({ data }) => [data.day],
  evolve: (row, { type, data, metadata }, day) => {
    if (type === 'DayReconciliationRequested')
      return { ...NOTHING, ...row, day, requested_at: row?.requested_at ?? metadata.recordedAt };
    return {
      day,
      captured_count: data.capturedCount,
      captured_paise: data.capturedPaise,
      refunded_count: data.refundedCount,
      refunded_paise: data.refundedPaise,
      settled_count: data.settledCount,
      settled_paise: data.settledPaise,
      fee_paise: data.feePaise,
      tax_paise: data.taxPaise,
      difference_paise: data.differencePaise,
      learned_count: (row?.learned_count ?? 0) + data.learnedCount,
      mismatch_count: data.mismatchIds.length,
      requested_at: row?.requested_at ?? metadata.recordedAt,
      reconciled_at: metadata.recordedAt,
    };
  },
});

export type MismatchRow = {
  readonly mismatch_id: string;
  readonly day: string;
  readonly kind: MismatchKind;
  readonly entity_id: string;
  readonly payment_id: string | null;
  readonly our_paise: number | null;
  readonly gateway_paise: number | null;
  readonly status: 'open' | 'cleared' | 'resolved';
  readonly note: string | null;
  /** Who resolved it, as the log names them. */
  readonly closed_by: string | null;
  readonly found_at: string;
  readonly closed_at: string | null;
};

/** The queue of what does not match. */
export const mismatchProjection = defineProjection<MismatchEvent, MismatchRow>({
  service: 'payments',
  name: 'gateway_mismatch',
  version: 1,
  columns: {
    mismatch_id: 'uuid',
    day: 'text',
    kind: 'text',
    entity_id: 'text',
    payment_id: 'uuid',
    our_paise: 'bigint',
    gateway_paise: 'bigint',
    status: 'text',
    note: 'text',
    closed_by: 'text',
    found_at: 'text',
    closed_at: 'text',
  },
  key: 'mismatch_id',
  indexes: ['(found_at desc, mismatch_id desc)', `(found_at desc, mismatch_id desc) where status = 'open'`],
  handles: ['MismatchFound', 'MismatchCleared', 'MismatchResolved'],
  keysOf: ({ data }) => [data.mismatchId],
  evolve: (row, { type, data, metadata: { recordedAt, actor } }, mismatchId) => {
    if (type === 'MismatchFound')
      return {
        mismatch_id: mismatchId,
        day: data.day,
        kind: data.kind,
        entity_id: data.entityId,
        payment_id: data.paymentId ?? null,
        our_paise: data.ourPaise ?? null,
        gateway_paise: data.gatewayPaise ?? null,
        status: 'open',
        note: null,
        closed_by: null,
        found_at: recordedAt,
        closed_at: null,
      };
    if (row === undefined) return undefined;
    const closed = { closed_by: actor, closed_at: recordedAt };
    if (type === 'MismatchCleared') return { ...row, ...closed, status: 'cleared' };
    return { ...row, ...closed, status: 'resolved', note: data.note };
  },
});
