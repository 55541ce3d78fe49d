import { defineProjection } from '../domains/kernel/projection.ts';
import { LEDGER_TYPES, movementOf, type LedgerEvent } from './ledger-movements.ts';

export type LedgerEntryRow = {
  readonly event_id: string;
  readonly from_account: string;
  readonly to_account: string;
  readonly amount_paise: number;
  readonly event_type: string;
  readonly stream: string;
  readonly position: number;
  readonly recorded_at: string;
  readonly correlation_id: string;
  readonly actor: string;
};

/** The journal: one row per event that moves value, with both of its legs, so that no entry can be out of balance. */
export const ledgerEntries = defineProjection<LedgerEvent, LedgerEntryRow>({
  service: 'ledger',
  name: 'ledger_entry',
  version: 8,
  columns: {
    event_id: 'uuid',
    from_account: 'text',
    to_account: 'text',
    amount_paise: 'bigint',
    event_type: 'text',
    stream: 'text',
    position: 'bigint',
    recorded_at: 'text',
    correlation_id: 'uuid',
    actor: 'text',
  },
  key: 'event_id',
  indexes: ['(from_account, position desc)', '(to_account, position desc)'],
  handles: LEDGER_TYPES,
  keysOf: (event) => (movementOf(event) === undefined ? [] : [event.eventId]),
  begins: () => true,
  evolve: (row, event, eventId) => {
    const movement = movementOf(event);
    if (movement === undefined) return row;
    return {
      event_id: eventId,
      from_account: movement.from,
      to_account: movement.to,
      amount_paise: movement.amountPaise,
      event_type: event.type,
      stream: event.stream,
      position: Number(event.position),
      recorded_at: event.metadata.recordedAt,
      correlation_id: event.metadata.correlationId,
      actor: event.metadata.actor,
    };
  },
});

export type LedgerAccountRow = {
  readonly account: string;
  readonly balance_paise: number;
  readonly entries: number;
  readonly changed_at: string;
};

/** Balances: what arrived less what left. Their sum over all accounts is zero at every position. */
export const ledgerAccounts = defineProjection<LedgerEvent, LedgerAccountRow>({
  service: 'ledger',
  name: 'ledger_account',
  version: 8,
  columns: { account: 'text', balance_paise: 'bigint', entries: 'integer', changed_at: 'text' },
  key: 'account',
  handles: LEDGER_TYPES,
  keysOf: (event) => {
    const movement = movementOf(event);
    return movement === undefined ? [] : [movement.from, movement.to];
  },
  evolve: (row, event, account) => {
    const movement = movementOf(event);
    if (movement === undefined) return row;
    const { recordedAt } = event.metadata;
    const change = movement.to === account ? movement.amountPaise : -movement.amountPaise;
    return {
      account,
      balance_paise: (row?.balance_paise ?? 0) + change,
      entries: (row?.entries ?? 0) + 1,
      changed_at: row !== undefined && row.changed_at > recordedAt ? row.changed_at : recordedAt,
    };
  },
});
