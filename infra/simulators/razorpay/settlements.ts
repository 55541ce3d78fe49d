import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { vendorId } from './entities.ts';
import type { PaymentRecord, RefundRecord } from './entities.ts';
import type { Store } from './store.ts';
import type { World } from './world.ts';

/** India is five and a half hours ahead of UTC all year; the vendor's days are Indian. */
const INDIA_AHEAD_S = 19_800;
const DAY_S = 86_400;
const PAGE = 1_000;
/** Lines that are kept; older ones are forgotten. */
const ROWS_MAX = 400_000;

/** A line of `GET /settlements/recon/combined`. */
export interface WireSettledItem {
  readonly entity_id: string;
  readonly type: 'payment' | 'refund' | 'transfer' | 'adjustment';
  readonly debit: number;
  readonly credit: number;
  readonly amount: number;
  readonly currency: string;
  readonly fee: number;
  readonly tax: number;
  readonly on_hold: boolean;
  readonly settled: boolean;
  readonly created_at: number;
  readonly settled_at: number;
  readonly settlement_id: string;
  readonly posted_at: null;
  readonly credit_type: 'default';
  readonly description: string | null;
  readonly notes: string | null;
  readonly payment_id: string | null;
  readonly settlement_utr: string;
  readonly order_id: string | null;
  readonly order_receipt: null;
  readonly method: string | null;
  readonly dispute_id: null;
}

export const settleSchema = z.strictObject({
  /** Corrections that the vendor makes by itself, in paise; below zero what it takes back. */
  adjustments: z
    .array(z.strictObject({ amount: z.int().refine((amount) => amount !== 0), description: z.string().max(200) }))
    .max(10)
    .default([]),
});
const number = (max: number) => z.coerce.number().int().min(1).max(max);
export const reconSchema = z.strictObject({
  year: z.coerce.number().int().min(2000, 'The year must be 4 digits.').max(9999, 'The year must be 4 digits.'),
  month: number(12),
  day: number(31).optional(),
  count: z.coerce.number().int().min(1, 'The count must be at least 1.').max(PAGE).default(10),
  skip: z.coerce.number().int().min(0).default(0),
});

/** What was paid out to the shop, line by line, and on which day. */
export class Settlements {
  readonly #store: Store;
  readonly #add: StatementSync;
  readonly #has: StatementSync;
  readonly #page: StatementSync;
  readonly #prune: StatementSync;

  constructor(store: Store) {
    this.#store = store;
    store.database.exec(`
      create table if not exists settled (n integer primary key autoincrement, id text not null unique,
        settled_at integer not null, body text not null);
      create index if not exists settled_day on settled (settled_at, n);`);
    this.#add = store.database.prepare('insert into settled (id, settled_at, body) values (?, ?, ?)');
    this.#has = store.database.prepare('select 1 from settled where id = ?');
    this.#page = store.database.prepare(
      'select body from settled where settled_at >= ? and settled_at < ? order by n limit ? offset ?',
    );
    this.#prune = store.database.prepare(`delete from settled where n <= (select max(n) from settled) - ${ROWS_MAX}`);
  }

  /** Pays out everything that is captured or refunded and was not settled before, with these corrections. */
  settle({ clock }: World, adjustments: z.output<typeof settleSchema>['adjustments']): { id: string; count: number } {
    const settledAt = clock.seconds();
    const settlement = { id: vendorId('setl'), utr: `${settledAt}${vendorId('setl').slice(5, 11).toUpperCase()}` };
    const { payments, refunds } = this.#store;
    const lines = [
      ...everything((skip) => payments.page({ from: 0, to: settledAt, count: PAGE, skip }))
        .filter(({ wire }) => wire.captured)
        .map(paymentLine),
      ...everything((skip) => refunds.page({ from: 0, to: settledAt, count: PAGE, skip }))
        .filter(({ wire }) => wire.status === 'processed')
        .map(refundLine),
      ...adjustments.map(({ amount, description }) => adjustmentLine(amount, description, settledAt)),
    ].filter(({ entity_id }) => this.#has.get(entity_id) === undefined);
    return this.#store.atomically(() => {
      for (const line of lines) {
        const item: WireSettledItem = {
          ...line,
          ...COMMON,
          settled_at: settledAt,
          settlement_id: settlement.id,
          settlement_utr: settlement.utr,
        };
        this.#add.run(item.entity_id, settledAt, JSON.stringify(item));
      }
      this.#prune.run();
      return { id: settlement.id, count: lines.length };
    });
  }

  /** The lines of a day, or of a month where no day is named. */
  on({ year, month, day, count, skip }: z.output<typeof reconSchema>): WireSettledItem[] {
    const start = Date.UTC(year, month - 1, day ?? 1) / 1000 - INDIA_AHEAD_S;
    const end = day === undefined ? Date.UTC(year, month, 1) / 1000 - INDIA_AHEAD_S : start + DAY_S;
    return this.#page.all(start, end, count, skip).map(({ body }) => JSON.parse(body as string) as WireSettledItem);
  }
}

const COMMON = {
  on_hold: false,
  settled: true,
  posted_at: null,
  credit_type: 'default',
  notes: null,
  order_receipt: null,
  dispute_id: null,
} as const;
type Line = Omit<WireSettledItem, keyof typeof COMMON | 'settled_at' | 'settlement_id' | 'settlement_utr'>;

function paymentLine({ wire }: PaymentRecord): Line {
  const { id, amount, currency, created_at, order_id, method } = wire;
  const [fee, tax] = [wire.fee ?? 0, wire.tax ?? 0];
  const money = { debit: 0, credit: amount - fee, amount, currency, fee, tax };
  return {
    entity_id: id,
    type: 'payment',
    ...money,
    created_at,
    description: null,
    payment_id: null,
    order_id,
    method,
  };
}

function refundLine({ wire }: RefundRecord): Line {
  const { id, amount, currency, created_at, payment_id } = wire;
  const money = { debit: amount, credit: 0, amount, currency, fee: 0, tax: 0 };
  const of = { payment_id, order_id: null, method: null };
  return { entity_id: id, type: 'refund', ...money, created_at, description: null, ...of };
}

function adjustmentLine(signed: number, description: string, created_at: number): Line {
  const amount = Math.abs(signed);
  const money = { debit: signed < 0 ? amount : 0, credit: signed > 0 ? amount : 0, amount, currency: 'INR' };
  const of = { payment_id: null, order_id: null, method: null };
  return { entity_id: vendorId('adj'), type: 'adjustment', ...money, fee: 0, tax: 0, created_at, description, ...of };
}

function everything<T>(page: (skip: number) => T[]): T[] {
  const all: T[] = [];
  for (let found = page(0); found.length > 0; found = page(all.length)) all.push(...found);
  return all;
}
