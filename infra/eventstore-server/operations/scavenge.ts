import type { DatabaseSync } from 'node:sqlite';
import { bytesOf, gapRecord, LogRecord, recordDefect, TOMBSTONE_REVISION } from '../storage/record.ts';
import {
  LOG_FILE,
  lockDirectory,
  openForWriting,
  pragma,
  readState,
  stateChecksum,
  streamChecksum,
  type StreamRow,
} from '../storage/database.ts';
import { CorruptLog } from '../storage/errors.ts';
import {
  NO_METADATA,
  isMetastream,
  metastreamOf,
  parseMetadata,
  type StreamMetadata,
} from '../storage/stream-metadata.ts';
import { requireSoundLog } from './verify.ts';

export interface ScavengeReport {
  readonly removedEvents: number;
  /** Bytes of records that are gone; the file gives its pages back as far as they became empty. */
  readonly removedBytes: number;
}

const STREAMS_PER_TRANSACTION_MAX = 500;

/**
 * Removes what no read of a stream shows any more: truncated, expired and deleted events, and superseded metadata.
 * The last event of a stream, tombstones and all positions stay. The server must be stopped. Throws DirectoryInUse,
 * and CorruptLog when the log is damaged: nothing is removed then.
 */
export function scavengeLog(directory: string, nowMs: number): ScavengeReport {
  const lock = lockDirectory(directory);
  try {
    requireSoundLog(directory);
    const database = openForWriting(directory, true);
    try {
      const report = new Scavenger(database, nowMs).run();
      database.exec('PRAGMA incremental_vacuum');
      pragma(database, 'wal_checkpoint(TRUNCATE)');
      return report;
    } finally {
      database.close();
    }
  } finally {
    lock.close();
  }
}

class Scavenger {
  readonly #database: DatabaseSync;
  readonly #nowMs: number;
  readonly #report = { removedEvents: 0, removedBytes: 0 };

  constructor(database: DatabaseSync, nowMs: number) {
    this.#database = database;
    this.#nowMs = nowMs;
  }

  run(): ScavengeReport {
    const names = this.#database.prepare('SELECT name FROM streams WHERE name > ? ORDER BY name LIMIT ?');
    let after: Uint8Array = new Uint8Array();
    for (;;) {
      const page = names.all(after, STREAMS_PER_TRANSACTION_MAX).map((row) => row.name as Uint8Array);
      if (page.length === 0) break;
      this.#transaction(() => page.forEach((name) => this.#scavengeStream(Buffer.from(name))));
      after = page.at(-1)!;
    }
    this.#transaction(() => this.#mergeGaps());
    return this.#report;
  }

  #scavengeStream(name: Buffer): void {
    const stream = this.#row(name)!;
    const keepFrom = Math.min(this.#firstVisible(name.toString(), stream), stream.last);
    if (keepFrom <= stream.first) return;
    const rows = this.#database
      .prepare('SELECT position, record FROM log WHERE stream = ? AND revision < ?')
      .all(stream.id, keepFrom);
    const replace = this.#database.prepare(
      'UPDATE log SET stream = NULL, revision = NULL, record = ? WHERE position = ?',
    );
    for (const row of rows) {
      const position = Number(row.position);
      const { span } = readRecord(row.record as Uint8Array, position);
      replace.run(gapRecord(position, span), position);
      this.#report.removedEvents += 1;
      this.#report.removedBytes += span;
    }
    const kept = { ...stream, first: keepFrom };
    this.#database
      .prepare('UPDATE streams SET first = ?, checksum = ? WHERE name = ?')
      .run(kept.first, streamChecksum(name, kept), name);
    const state = readState(this.#database);
    const left = { ...state, events: state.events - rows.length };
    this.#database.prepare('UPDATE state SET events = ?, checksum = ?').run(left.events, stateChecksum(left));
  }

  /** The lowest revision a read may still show; the last event is kept whatever it says. */
  #firstVisible(name: string, { id, first, last }: StreamRow): number {
    if (last === TOMBSTONE_REVISION || isMetastream(name)) return last;
    const { maxCount, truncateBefore, maxAgeMs } = this.#metadata(name);
    const visible = Math.max(first, truncateBefore ?? 0, maxCount === undefined ? 0 : last - maxCount + 1);
    return maxAgeMs === undefined ? visible : this.#firstSince(id, visible, this.#nowMs - maxAgeMs);
  }

  #firstSince(id: number, from: number, sinceMs: number): number {
    const rows = this.#database.prepare(
      'SELECT position, revision, record FROM log WHERE stream = ? AND revision >= ? ORDER BY revision',
    );
    for (const row of rows.iterate(id, from)) {
      if (readRecord(row.record as Uint8Array, Number(row.position)).createdMs >= sinceMs) return Number(row.revision);
    }
    return Number.MAX_SAFE_INTEGER;
  }

  #metadata(name: string): StreamMetadata {
    const row = this.#row(Buffer.from(metastreamOf(name)));
    if (row === undefined) return NO_METADATA;
    const found = this.#database
      .prepare('SELECT position, record FROM log WHERE stream = ? AND revision = ?')
      .get(row.id, row.last);
    const record = readRecord(found!.record as Uint8Array, Number(found!.position));
    return parseMetadata(record.data, record.isJson);
  }

  /** Makes one gap of neighbouring ones, which is where the space comes from. */
  #mergeGaps(): void {
    const gaps = this.#database
      .prepare('SELECT position, record FROM log WHERE stream IS NULL ORDER BY position')
      .all();
    const update = this.#database.prepare('UPDATE log SET record = ? WHERE position = ?');
    const remove = this.#database.prepare('DELETE FROM log WHERE position = ?');
    let open: { position: number; span: number; merged: number } | undefined;
    const close = (): void => {
      if (open !== undefined && open.merged > 0) update.run(gapRecord(open.position, open.span), open.position);
    };
    for (const row of gaps) {
      const position = Number(row.position);
      const { span } = readRecord(row.record as Uint8Array, position);
      if (open !== undefined && open.position + open.span === position) {
        remove.run(position);
        open = { position: open.position, span: open.span + span, merged: open.merged + 1 };
      } else {
        close();
        open = { position, span, merged: 0 };
      }
    }
    close();
  }

  #row(name: Buffer): StreamRow | undefined {
    const row = this.#database.prepare('SELECT id, first, last FROM streams WHERE name = ?').get(name);
    return row === undefined ? undefined : { id: Number(row.id), first: Number(row.first), last: Number(row.last) };
  }

  #transaction(action: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      action();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function readRecord(blob: Uint8Array, position: number): LogRecord {
  const buffer = bytesOf(blob);
  const defect = recordDefect(buffer, position);
  if (defect !== undefined) throw new CorruptLog(`${LOG_FILE}: table log: position ${position}: ${defect}`);
  return new LogRecord(buffer);
}
