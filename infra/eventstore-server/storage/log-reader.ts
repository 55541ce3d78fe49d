import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { PAGE_BYTES_MAX, PAGE_EVENTS_MAX, STREAM_CACHE_MAX } from '../limits.ts';
import { LOG_FILE, openForReading, streamChecksum, type StreamRow } from './database.ts';
import { CorruptLog, namingDamage } from './errors.ts';
import type { CommittedBatch } from './log-writer.ts';
import { bytesOf, LogRecord, recordDefect } from './record.ts';
import {
  NO_METADATA,
  isMetastream,
  metastreamOf,
  originalOf,
  parseMetadata,
  type StreamMetadata,
} from './stream-metadata.ts';
import { LogTail } from './log-tail.ts';

type LogRow = [number, Uint8Array];

export interface LogPage {
  readonly records: readonly LogRecord[];
  /** Forwards: position to go on at. Backwards: position before which to go on. */
  readonly next: number;
}

/** Reads the log and checks every row it hands out: its checksum, its place, and that no row is missing between two. */
export class LogReader {
  readonly #database: DatabaseSync;
  readonly #tail = new LogTail();
  readonly #metadata = new LRUCache<string, StreamMetadata>({ max: STREAM_CACHE_MAX });
  readonly #forwards: StatementSync;
  readonly #backwards: StatementSync;
  readonly #stream: StatementSync;
  readonly #streamForwards: StatementSync;
  readonly #streamBackwards: StatementSync;
  /** Position after the last published event; nothing at or after it is ever shown. */
  #head: number;

  constructor(directory: string, head: number) {
    this.#database = openForReading(directory);
    this.#head = head;
    const prepare = (sql: string): StatementSync => {
      const statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#forwards = prepare('SELECT position, record FROM log WHERE position >= ? AND position < ? ORDER BY position');
    this.#backwards = prepare('SELECT position, record FROM log WHERE position < ? ORDER BY position DESC');
    this.#stream = prepare('SELECT id, first, last, checksum FROM streams WHERE name = ?');
    const range = 'SELECT position, record FROM log WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision';
    this.#streamForwards = prepare(range);
    this.#streamBackwards = prepare(`${range} DESC`);
  }

  get head(): number {
    return this.#head;
  }

  /** Makes a committed batch visible. */
  publish(batch: CommittedBatch): void {
    this.#head = batch.head;
    this.#tail.push(batch.records);
    for (const record of batch.records) {
      if (isMetastream(record.stream)) this.#metadata.delete(originalOf(record.stream));
    }
  }

  /** Up to one page of records at or after `position`, gaps included. */
  forwards(position: number, limit = PAGE_EVENTS_MAX): LogPage {
    if (position >= this.#head) return { records: [], next: this.#head };
    const recent = this.#tail.from(position, limit);
    if (recent !== undefined) return recent;
    const records = this.#page(this.#forwards.iterate(position, this.#head), limit);
    const last = records.at(-1);
    if (last === undefined) throw damaged(`events from position ${position} to ${this.#head} are missing`);
    this.#checkContiguous(records);
    return { records, next: last.position + last.span };
  }

  /** Up to one page of records before `position`, newest first. */
  backwards(position: number, limit = PAGE_EVENTS_MAX): LogPage {
    const start = Math.min(position, this.#head);
    const records = this.#page(this.#backwards.iterate(start), limit);
    const first = records[0];
    const isStartKnown = start === this.#head && first !== undefined;
    if (isStartKnown && first.position + first.span !== start)
      throw damaged(`events before position ${start} are missing`);
    this.#checkContiguous(records.toReversed());
    return { records, next: records.at(-1)?.position ?? 0 };
  }

  /** The stream's row, or undefined when nothing was ever written to it. */
  stream(stream: string): StreamRow | undefined {
    const name = Buffer.from(stream);
    const row = namingDamage(LOG_FILE, () => this.#stream.get(name)) as unknown as
      [number, number, number, number] | undefined;
    if (row === undefined) return undefined;
    const found = { id: row[0], first: row[1], last: row[2] };
    if (row[3] !== streamChecksum(name, found))
      throw damaged(`row of stream "${stream}": checksum does not match`, 'streams');
    return found;
  }

  /** Up to one page of one stream's events between two revisions, both inclusive; newest first when `backwards`. */
  streamPage(stream: string, range: { from: number; to: number; backwards?: boolean; limit?: number }): LogRecord[] {
    const row = this.stream(stream);
    const from = Math.max(range.from, row?.first ?? 0);
    const to = Math.min(range.to, row?.last ?? -1);
    if (row === undefined || from > to) return [];
    const statement = range.backwards === true ? this.#streamBackwards : this.#streamForwards;
    const records = this.#page(statement.iterate(row.id, from, to), range.limit ?? PAGE_EVENTS_MAX);
    let expected = range.backwards === true ? to : from;
    for (const record of records) {
      if (record.revision !== expected || record.stream !== stream)
        throw damaged(`revision ${expected} of "${stream}" is missing`);
      expected += range.backwards === true ? -1 : 1;
    }
    if (records.length === 0) throw damaged(`revision ${expected} of "${stream}" is missing`);
    return records;
  }

  metadata(stream: string): StreamMetadata {
    const cached = this.#metadata.get(stream);
    if (cached !== undefined) return cached;
    const metastream = metastreamOf(stream);
    const row = this.stream(metastream);
    const record = row === undefined ? undefined : this.streamPage(metastream, { from: row.last, to: row.last })[0];
    const metadata = record === undefined ? NO_METADATA : parseMetadata(record.data, record.isJson);
    this.#metadata.set(stream, metadata);
    return metadata;
  }

  close(): void {
    this.#database.close();
  }

  #page(rows: Iterable<unknown>, limit: number): LogRecord[] {
    return namingDamage(LOG_FILE, () => readPage(rows, limit));
  }

  #checkContiguous(records: readonly LogRecord[]): void {
    for (const [index, record] of records.entries()) {
      const next = records[index + 1];
      if (next !== undefined && record.position + record.span !== next.position) {
        throw damaged(`events between positions ${record.position} and ${next.position} are missing`);
      }
    }
  }
}

const damaged = (what: string, table = 'log'): CorruptLog => new CorruptLog(`${LOG_FILE}: table ${table}: ${what}`);

/** Checked records from rows of position and record, until the page is full. */
function readPage(rows: Iterable<unknown>, limit: number): LogRecord[] {
  const records: LogRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    const [position, blob] = row as LogRow;
    const buffer = bytesOf(blob);
    const defect = recordDefect(buffer, position);
    if (defect !== undefined) throw damaged(`position ${position}: ${defect}`);
    records.push(new LogRecord(buffer));
    bytes += buffer.length;
    if (records.length >= limit || bytes >= PAGE_BYTES_MAX) break;
  }
  return records;
}
