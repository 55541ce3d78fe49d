import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { stateChecksum, streamChecksum, type LogState } from './database.ts';
import type { StreamHead } from './log-view.ts';

/** The statements by which the log grows, prepared once: every commit runs them all. */
export class LogStatements {
  /** Position, stream id, revision, record. */
  readonly insert: StatementSync;
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly #upsert: StatementSync;
  readonly #saveState: StatementSync;

  constructor(database: DatabaseSync) {
    this.insert = database.prepare('INSERT INTO log VALUES (?, ?, ?, ?)');
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.commit = database.prepare('COMMIT');
    this.#upsert = database.prepare(
      'INSERT INTO streams VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET last = excluded.last, checksum = excluded.checksum',
    );
    this.#saveState = database.prepare('UPDATE state SET head = ?, events = ?, streams = ?, checksum = ?');
  }

  saveHeads(touched: Iterable<StreamHead>, state: LogState): void {
    for (const head of touched) {
      this.#upsert.run(head.name, head.id, head.first, head.last, streamChecksum(head.name, head));
    }
    this.#saveState.run(state.head, state.events, state.streams, stateChecksum(state));
  }
}
