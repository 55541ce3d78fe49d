import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { RECENT_EVENT_IDS_MAX, STREAM_CACHE_MAX } from '../limits.ts';
import type { LogView, RecentEvent } from './append-rules.ts';
import { LOG_FILE, streamChecksum } from './database.ts';
import { CorruptLog, namingDamage } from './errors.ts';
import { bytesOf, LogRecord, recordDefect } from './record.ts';
import { DELETED, metastreamOf, parseMetadata } from './stream-metadata.ts';

/** The head of one stream as the writer sees it, running batch included. */
export interface StreamHead {
  readonly name: Buffer;
  /** 0 until the stream has a row. */
  id: number;
  first: number;
  last: number;
  isSoftDeleted: boolean | undefined;
}

type Row = [number, number, Uint8Array];

/** The writer's view of the log: heads and recent ids in bounded memory, everything else from the database. */
export class WriterView implements LogView {
  readonly #heads = new LRUCache<string, StreamHead>({ max: STREAM_CACHE_MAX });
  readonly #recent = new LRUCache<string, RecentEvent>({ max: RECENT_EVENT_IDS_MAX });
  readonly #selectStream: StatementSync;
  readonly #selectRecord: StatementSync;

  constructor(database: DatabaseSync) {
    this.#selectStream = database.prepare('SELECT id, first, last, checksum FROM streams WHERE name = ?');
    this.#selectRecord = database.prepare(
      'SELECT position, revision, record FROM log WHERE stream = ? AND revision = ?',
    );
    this.#selectStream.setReturnArrays(true);
    this.#selectRecord.setReturnArrays(true);
  }

  head(stream: string): StreamHead {
    const cached = this.#heads.get(stream);
    if (cached !== undefined) return cached;
    const name = Buffer.from(stream);
    const row = namingDamage(LOG_FILE, () => this.#selectStream.get(name)) as unknown as
      [number, number, number, number] | undefined;
    const head: StreamHead =
      row === undefined
        ? { name, id: 0, first: 0, last: -1, isSoftDeleted: undefined }
        : { name, id: row[0], first: row[1], last: row[2], isSoftDeleted: undefined };
    if (row !== undefined && row[3] !== streamChecksum(name, head)) {
      throw new CorruptLog(`${LOG_FILE}: table streams: row of stream "${stream}": checksum does not match`);
    }
    this.#heads.set(stream, head);
    return head;
  }

  last(stream: string): number {
    return this.head(stream).last;
  }

  isSoftDeleted(stream: string): boolean {
    const head = this.head(stream);
    if (head.isSoftDeleted === undefined) {
      const metadata = this.lastMetadata(stream);
      head.isSoftDeleted =
        metadata !== undefined && parseMetadata(metadata.data, metadata.isJson).truncateBefore === DELETED;
    }
    return head.isSoftDeleted;
  }

  /** The last event of the stream's metadata stream. */
  lastMetadata(stream: string): LogRecord | undefined {
    const metastream = metastreamOf(stream);
    const head = this.head(metastream);
    return head.last < 0 ? undefined : this.record(metastream, head.last);
  }

  record(stream: string, revision: number): LogRecord | undefined {
    const { id } = this.head(stream);
    const select = (): unknown => this.#selectRecord.get(id, revision);
    const row = id === 0 ? undefined : (namingDamage(LOG_FILE, select) as Row | undefined);
    if (row === undefined) return undefined;
    const buffer = bytesOf(row[2]);
    const defect = recordDefect(buffer, row[0]);
    if (defect !== undefined) throw new CorruptLog(`${LOG_FILE}: table log: position ${row[0]}: ${defect}`);
    const record = new LogRecord(buffer);
    if (record.stream !== stream || record.revision !== revision) {
      throw new CorruptLog(`${LOG_FILE}: index log_by_stream: revision ${revision} of "${stream}" leads to ${row[0]}`);
    }
    return record;
  }

  eventId(stream: string, revision: number): Buffer | undefined {
    return this.record(stream, revision)?.id;
  }

  recent(id: Buffer): RecentEvent | undefined {
    return this.#recent.get(id.toString('latin1'));
  }

  remember(id: Buffer, event: RecentEvent): void {
    this.#recent.set(id.toString('latin1'), event);
  }

  /** Forgets everything, after a transaction that was rolled back. */
  clear(): void {
    this.#heads.clear();
    this.#recent.clear();
  }
}
