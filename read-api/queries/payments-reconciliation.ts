import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { FileAnswer, readRoute, type ReadContext } from '../../domains/kernel/routes.ts';
import { Day, MismatchKind, type DayRow, type MismatchRow } from '../../domains/payment/index.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { cursorAfter, placeOf } from './newest-first.ts';

const LISTED_MAX = 100;
/** Rows of one CSV file; more is fetched by day. */
const EXPORTED_MAX = 10_000;
const STATUSES = ['open', 'cleared', 'resolved'] as const;
const route = { tag: 'Payments', allow: ['admin', 'support', 'service'] } as const;

const Report = z.object({
  day: Day,
  captured: Money,
  capturedCount: z.int(),
  refunded: Money,
  refundedCount: z.int(),
  /** What reached the bank, fees taken off. */
  settled: Money,
  settledCount: z.int(),
  fees: Money,
  /** Inside the fees. */
  tax: Money,
  /** What the gateway has above our log; nothing when both agree. */
  difference: Money,
  mismatchCount: z.int(),
  /** Captures and refunds that only the list told us of. */
  learnedCount: z.int(),
  reconciledAt: Instant.nullable(),
});
const reportOf = (row: DayRow): z.infer<typeof Report> => ({
  day: row.day,
  captured: money(row.captured_paise),
  capturedCount: row.captured_count,
  refunded: money(row.refunded_paise),
  refundedCount: row.refunded_count,
  settled: money(row.settled_paise),
  settledCount: row.settled_count,
  fees: money(row.fee_paise),
  tax: money(row.tax_paise),
  difference: money(row.difference_paise),
  mismatchCount: row.mismatch_count,
  learnedCount: row.learned_count,
  reconciledAt: row.reconciled_at,
});

const Mismatch = z.object({
  id: Id,
  day: Day,
  kind: MismatchKind,
  entityId: z.string(),
  paymentId: Id.nullable(),
  ours: Money.nullable(),
  gateways: Money.nullable(),
  status: z.enum(STATUSES),
  note: z.string().nullable(),
  closedBy: z.string().nullable(),
  foundAt: Instant,
  closedAt: Instant.nullable(),
});
const mismatchOf = (row: MismatchRow): z.infer<typeof Mismatch> => ({
  id: row.mismatch_id,
  day: row.day,
  kind: row.kind,
  entityId: row.entity_id,
  paymentId: row.payment_id,
  ours: row.our_paise === null ? null : money(row.our_paise),
  gateways: row.gateway_paise === null ? null : money(row.gateway_paise),
  status: row.status,
  note: row.note,
  closedBy: row.closed_by,
  foundAt: row.found_at,
  closedAt: row.closed_at,
});

const Filter = z.object({ status: z.enum(STATUSES).default('open'), day: Day.optional() });
type Page = z.infer<typeof Filter> & { readonly limit: number; readonly cursor?: string | undefined };
const mismatches = ({ status, day, limit, cursor }: Page, context: ReadContext): Promise<readonly MismatchRow[]> => {
  const { at, id } = placeOf(cursor);
  return context.query<MismatchRow>(sql`select * from payments.gateway_mismatch
    where status = ${status} and (${day ?? null}::text is null or day = ${day ?? null})
    and (found_at, mismatch_id) < (${at}, ${id}::uuid) order by found_at desc, mismatch_id desc limit ${limit}`);
};

const COLUMNS = [
  'day',
  'kind',
  'gateway_id',
  'payment_id',
  'our_rupees',
  'gateway_rupees',
  'status',
  'note',
  'found_at',
];
const rupees = (paise: number | null): string => (paise === null ? '' : (paise / 100).toFixed(2));
/** A table for spreadsheets: text that one would take for a formula is marked as text. */
const csvOf = (rows: readonly MismatchRow[]): Buffer => {
  const records = rows.map(({ day, kind, entity_id, payment_id, our_paise, gateway_paise, status, note, found_at }) => [
    ...[day, kind, entity_id, payment_id ?? '', rupees(our_paise), rupees(gateway_paise), status, note ?? '', found_at],
  ]);
  return Buffer.from(stringify([COLUMNS, ...records], { escape_formulas: true, record_delimiter: 'windows' }));
};

const ACCOUNTS = ['gateway', 'bank', 'gateway-fees', 'gateway-fee-tax'] as const;

export const reconciliationReads = [
  readRoute({
    ...route,
    path: '/payments/settlements',
    summary:
      "What the gateway captured, refunded, kept and settled, day by day, and how far that is from our log's word",
    query: z.object({ limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(31), cursor: Day.optional() }),
    reply: z.object({ days: z.array(Report), next: z.string().nullable() }),
    projections: ['day_reconciliation'],
    run: async ({ query: { limit, cursor } }, context) => {
      const rows = await context.query<DayRow>(sql`select * from payments.day_reconciliation
        where day < ${cursor ?? '~'} order by day desc limit ${limit}`);
      return { days: rows.map(reportOf), next: rows.length < limit ? null : rows.at(-1)!.day };
    },
  }),
  readRoute({
    ...route,
    path: '/payments/settlements/:day',
    summary:
      'The same for one day in India, with the balances of the accounts concerned: the gateway has nothing once all is settled',
    params: z.object({ day: Day }),
    reply: Report.extend({ balances: z.record(z.enum(ACCOUNTS), Money) }),
    projections: ['day_reconciliation', 'ledger_account'],
    run: async ({ params: { day } }, context) => {
      const [rows, accounts] = await Promise.all([
        context.query<DayRow>(sql`select * from payments.day_reconciliation where day = ${day}`),
        context.query<{ account: string; balance_paise: number }>(
          sql`select account, balance_paise from ledger.ledger_account where account = any(${[...ACCOUNTS]})`,
        ),
      ]);
      const [row] = rows;
      if (row === undefined) return undefined;
      const balanceOf = (name: string) => accounts.find(({ account }) => account === name)?.balance_paise ?? 0;
      const balances = Object.fromEntries(ACCOUNTS.map((name) => [name, money(balanceOf(name))]));
      return { ...reportOf(row), balances };
    },
  }),
  readRoute({
    ...route,
    path: '/payments/mismatches',
    summary: 'The queue of payments, refunds and settlements that do not match, newest first',
    query: Filter.extend({
      limit: z.coerce.number().int().min(1).max(LISTED_MAX).default(20),
      cursor: z.string().optional(),
    }),
    reply: z.object({ mismatches: z.array(Mismatch), next: z.string().nullable() }),
    projections: ['gateway_mismatch'],
    run: async ({ query }, context) => {
      const rows = await mismatches(query, context);
      const last = rows.at(-1);
      const next = cursorAfter(last && [last.found_at, last.mismatch_id], rows.length, query.limit);
      return { mismatches: rows.map(mismatchOf), next };
    },
  }),
  readRoute({
    ...route,
    path: '/payments/mismatches/csv',
    summary: `The queue as CSV, its newest ${EXPORTED_MAX} rows`,
    query: Filter,
    reply: z.string().meta({ description: 'text/csv' }),
    projections: ['gateway_mismatch'],
    run: async ({ query }, context) => {
      const rows = await mismatches({ ...query, limit: EXPORTED_MAX }, context);
      return new FileAnswer(csvOf(rows), 'text/csv; charset=utf-8', `mismatches-${query.status}.csv`);
    },
  }),
];
