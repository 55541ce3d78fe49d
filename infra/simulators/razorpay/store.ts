import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { OrderRecord, PaymentRecord, RefundRecord, WireCustomer, WireToken } from './entities.ts';

/** So many orders, payments and refunds are kept each; older ones are forgotten. */
const ROWS_MAX = 200_000;
const PRUNE_EVERY = 1_000;

const SCHEMA = `
  create table if not exists orders (n integer primary key autoincrement, id text not null unique, owner text, lookup text, created_at integer not null, due_at integer, body text not null);
  create table if not exists payments (n integer primary key autoincrement, id text not null unique, owner text, lookup text, created_at integer not null, due_at integer, body text not null);
  create table if not exists refunds (n integer primary key autoincrement, id text not null unique, owner text, lookup text, created_at integer not null, due_at integer, body text not null);
  create table if not exists customers (n integer primary key autoincrement, id text not null unique, owner text, lookup text, created_at integer not null, due_at integer, body text not null);
  create table if not exists tokens (n integer primary key autoincrement, id text not null unique, owner text, lookup text, created_at integer not null, due_at integer, body text not null);
  create index if not exists customers_lookup on customers (lookup);
  create index if not exists tokens_owner on tokens (owner);
  create index if not exists orders_lookup on orders (lookup);
  create index if not exists refunds_lookup on refunds (lookup);
  create index if not exists payments_owner on payments (owner);
  create index if not exists refunds_owner on refunds (owner);
  create index if not exists orders_created on orders (created_at);
  create index if not exists payments_created on payments (created_at);
  create index if not exists payments_due on payments (due_at) where due_at is not null;
  create index if not exists refunds_due on refunds (due_at) where due_at is not null;
  create table if not exists settings (name text primary key, value text not null);
`;

interface Columns {
  readonly id: string;
  /** The entity it belongs to: a payment's order, a refund's payment. */
  readonly owner: string | null;
  /** The caller's own key: an order's receipt, a refund's idempotency key. */
  readonly lookup: string | null;
  readonly createdAt: number;
  readonly dueAt: number | null;
}

export interface Page {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly skip: number;
}

type TableName = 'orders' | 'payments' | 'refunds' | 'customers' | 'tokens';

/** One kind of entity, newest first in every list. */
export class Table<T> {
  readonly #columns: (record: T) => Columns;
  readonly #save: StatementSync;
  readonly #prune: StatementSync;
  readonly #remove: StatementSync;
  readonly #queries: Record<'byId' | 'byOwner' | 'byLookup' | 'page' | 'due' | 'nextDue', StatementSync>;
  #saved = 0;

  constructor(database: DatabaseSync, name: TableName, columns: (record: T) => Columns) {
    this.#columns = columns;
    this.#save = database.prepare(
      `insert into ${name} (id, owner, lookup, created_at, due_at, body) values (?, ?, ?, ?, ?, ?)
       on conflict (id) do update set due_at = excluded.due_at, body = excluded.body`,
    );
    this.#prune = database.prepare(`delete from ${name} where n <= (select max(n) from ${name}) - ${ROWS_MAX}`);
    this.#remove = database.prepare(`delete from ${name} where id = ?`);
    const select = (rest: string) => database.prepare(`select body from ${name} where ${rest}`);
    this.#queries = {
      byId: select('id = ?'),
      byOwner: select('owner = ? order by n desc limit ? offset ?'),
      byLookup: select('lookup = ? order by n desc limit ? offset ?'),
      page: select('created_at >= ? and created_at <= ? order by created_at desc, n desc limit ? offset ?'),
      due: select('due_at <= ? order by due_at limit 100'),
      nextDue: database.prepare(`select min(due_at) as at from ${name} where due_at is not null`),
    };
  }

  save(record: T): void {
    const { id, owner, lookup, createdAt, dueAt } = this.#columns(record);
    this.#save.run(id, owner, lookup, createdAt, dueAt, JSON.stringify(record));
    this.#saved += 1;
    if (this.#saved % PRUNE_EVERY === 0) this.#prune.run();
  }

  remove(id: string): void {
    this.#remove.run(id);
  }

  find(id: string): T | null {
    return this.#read(this.#queries.byId.all(id))[0] ?? null;
  }

  ofOwner(owner: string, { count, skip }: Pick<Page, 'count' | 'skip'>): T[] {
    return this.#read(this.#queries.byOwner.all(owner, count, skip));
  }

  withLookup(lookup: string, { count, skip }: Pick<Page, 'count' | 'skip'>): T[] {
    return this.#read(this.#queries.byLookup.all(lookup, count, skip));
  }

  page({ from, to, count, skip }: Page): T[] {
    return this.#read(this.#queries.page.all(from, to, count, skip));
  }

  due(now: number): T[] {
    return this.#read(this.#queries.due.all(now));
  }

  nextDueAt(): number | null {
    const at = this.#queries.nextDue.get()?.['at'];
    return typeof at === 'number' ? at : null;
  }

  #read(rows: Record<string, unknown>[]): T[] {
    return rows.map(({ body }) => JSON.parse(body as string) as T);
  }
}

/** Everything the simulated vendor remembers; on disk when a directory is given, so that it survives a restart. */
export class Store {
  readonly database: DatabaseSync;
  readonly orders: Table<OrderRecord>;
  readonly payments: Table<PaymentRecord>;
  readonly refunds: Table<RefundRecord>;
  readonly customers: Table<WireCustomer>;
  readonly tokens: Table<WireToken>;

  constructor(directory: string | undefined) {
    if (directory !== undefined) mkdirSync(directory, { recursive: true });
    this.database = new DatabaseSync(directory === undefined ? ':memory:' : join(directory, 'razorpay.sqlite'));
    // A killed process loses nothing under NORMAL; a power cut may lose the last moments, which a simulator can bear.
    this.database.exec(`pragma journal_mode = wal; pragma synchronous = normal; ${SCHEMA}`);
    this.orders = new Table(this.database, 'orders', ({ wire }) => ({
      id: wire.id,
      owner: null,
      lookup: wire.receipt,
      createdAt: wire.created_at,
      dueAt: null,
    }));
    this.payments = new Table(this.database, 'payments', ({ wire, due }) => ({
      id: wire.id,
      owner: wire.order_id,
      lookup: null,
      createdAt: wire.created_at,
      dueAt: due?.at ?? null,
    }));
    this.refunds = new Table(this.database, 'refunds', ({ wire, idempotencyKey, dueAt }) => ({
      id: wire.id,
      owner: wire.payment_id,
      lookup: idempotencyKey,
      createdAt: wire.created_at,
      dueAt,
    }));
    this.customers = new Table(this.database, 'customers', ({ id, email, contact, created_at }) => ({
      ...{ id, owner: null, lookup: `${email}|${contact}`, createdAt: created_at, dueAt: null },
    }));
    this.tokens = new Table(this.database, 'tokens', ({ id, customer_id, created_at }) => ({
      ...{ id, owner: customer_id, lookup: null, createdAt: created_at, dueAt: null },
    }));
  }

  setting(name: string): string | null {
    const value = this.database.prepare('select value from settings where name = ?').get(name)?.['value'];
    return typeof value === 'string' ? value : null;
  }

  set(name: string, value: string): void {
    this.database.prepare('insert or replace into settings (name, value) values (?, ?)').run(name, value);
  }

  /** Runs `work` as one transaction: a kill in the middle leaves no half-done transition. */
  atomically<T>(work: () => T): T {
    this.database.exec('begin');
    try {
      const result = work();
      this.database.exec('commit');
      return result;
    } catch (error) {
      this.database.exec('rollback');
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }
}
