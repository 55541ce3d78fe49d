import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { Store } from './store.ts';

/** One delivery of one event; a duplicate is a delivery of its own under the same event id. */
export interface Delivery {
  readonly n: number;
  readonly event_id: string;
  readonly event: string;
  /** The payment that the event is about; deliveries about one payment go one after another. */
  readonly subject: string;
  readonly body: string;
  /** The webhook secret when the event happened: later deliveries are signed with it too. */
  readonly secret: string;
  readonly happened_at: number;
  readonly due_at: number;
  readonly attempts: number;
  readonly status: 'waiting' | 'delivered' | 'abandoned' | 'dropped' | 'disabled';
  /** The receiver's HTTP status, or why there was none; null before the first attempt. */
  readonly last_result: string | null;
}

const ROWS_MAX = 20_000;
const PRUNE_EVERY = 500;

type NewDelivery = Omit<Delivery, 'n' | 'attempts' | 'last_result'>;

/** The queue of webhook deliveries and what became of them. */
export class Deliveries {
  readonly #statements: Record<
    'add' | 'prune' | 'due' | 'find' | 'nextDue' | 'settle' | 'disable' | 'list',
    StatementSync
  >;
  #added = 0;

  constructor({ database }: Store) {
    database.exec(`
      create table if not exists deliveries (n integer primary key autoincrement, event_id text not null,
        event text not null, subject text not null, body text not null, secret text not null,
        happened_at integer not null, due_at integer not null, attempts integer not null default 0,
        status text not null, last_result text);
      create index if not exists deliveries_due on deliveries (due_at, n, subject) where status = 'waiting';`);
    this.#statements = {
      add: database.prepare(
        `insert into deliveries (event_id, event, subject, body, secret, happened_at, due_at, status)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      prune: database.prepare(`delete from deliveries where n <= (select max(n) from deliveries) - ${ROWS_MAX}`),
      due: database.prepare(
        `select n, subject from deliveries where status = 'waiting' and due_at <= ? order by due_at, n limit ?`,
      ),
      find: database.prepare('select * from deliveries where n = ?'),
      nextDue: database.prepare(`select min(due_at) as at from deliveries where status = 'waiting' and due_at > ?`),
      settle: database.prepare(
        'update deliveries set status = ?, attempts = ?, due_at = ?, last_result = ? where n = ?',
      ),
      disable: database.prepare(`update deliveries set status = 'disabled' where status = 'waiting'`),
      list: database.prepare('select * from deliveries order by n desc limit ?'),
    };
  }

  add(delivery: NewDelivery): void {
    const { event_id, event, subject, body, secret, happened_at, due_at, status } = delivery;
    this.#statements.add.run(event_id, event, subject, body, secret, happened_at, due_at, status);
    this.#added += 1;
    if (this.#added % PRUNE_EVERY === 0) this.#statements.prune.run();
  }

  /** What is due, oldest first; only as much of each as an index holds, since most must wait for their turn. */
  due(now: number, limit: number): Pick<Delivery, 'n' | 'subject'>[] {
    return rows(this.#statements.due, now, limit);
  }

  find(n: number): Delivery | null {
    return rows(this.#statements.find, n)[0] ?? null;
  }

  nextDueAt(now: number): number | null {
    const at = this.#statements.nextDue.get(now)?.['at'];
    return typeof at === 'number' ? at : null;
  }

  settle(n: number, after: Pick<Delivery, 'status' | 'attempts' | 'due_at' | 'last_result'>): void {
    this.#statements.settle.run(after.status, after.attempts, after.due_at, after.last_result, n);
  }

  /** Gives up everything that still waits. */
  disableWaiting(): void {
    this.#statements.disable.run();
  }

  /** The latest ones, newest first. */
  list(limit: number): Delivery[] {
    return rows(this.#statements.list, limit);
  }
}

function rows(statement: StatementSync, ...values: SQLInputValue[]): Delivery[] {
  return statement.all(...values) as unknown as Delivery[];
}
