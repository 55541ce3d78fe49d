import type { DatabaseSync } from 'node:sqlite';
import type { Decision } from './append-rules.ts';
import {
  KIND_APPEND,
  KIND_DELETE,
  OUTCOME_DAMAGED,
  OUTCOME_DELETED,
  OUTCOME_WRITTEN,
  OUTCOME_WRONG_VERSION,
  REQUEST_NUMBERS,
  RESULT_NUMBERS,
  type CommitBatch,
  type CommitResult,
} from './batch.ts';
import { readState } from './database.ts';
import { LogStatements } from './log-statements.ts';
import { CorruptLog, isDamage } from './errors.ts';
import { decide, joined, ownEvent, readRecords, type Outcome, type Request } from './committer-requests.ts';
import { type StreamHead, WriterView } from './log-view.ts';
import { newRecord, sealRecord, TOMBSTONE_REVISION } from './record.ts';
import {
  DELETED_TEXT,
  METADATA_TYPE,
  isMetastream,
  metastreamOf,
  originalOf,
  withTruncateBefore,
} from './stream-metadata.ts';

/** Commits batches of requests, each batch one transaction and one fsync. Runs in the writer's thread. */
export class BatchCommitter {
  readonly #database: DatabaseSync;
  readonly #view: WriterView;
  readonly #statements: LogStatements;
  #state: { head: number; events: number; streams: number };
  #committed: { head: number; events: number; streams: number };
  #lastMs = 0;
  #touched = new Set<StreamHead>();
  #added: Buffer[] = [];
  #addedBytes = 0;
  #offsets: number[] = [];
  #damage = '';

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#view = new WriterView(database);
    this.#statements = new LogStatements(database);
    this.#state = { ...readState(database) };
    this.#committed = { ...this.#state };
  }

  get head(): number {
    return this.#committed.head;
  }

  /** Throws nothing for a refused disk: the result says so, and the log is as it was before. */
  commit(batch: CommitBatch): CommitResult {
    const numbers = new Float64Array((batch.numbers.length / REQUEST_NUMBERS) * RESULT_NUMBERS);
    this.#begin();
    try {
      this.#statements.begin.run();
      this.#writeAll(batch, numbers);
      if (this.#offsets.length > 0) this.#saveHeads();
      this.#statements.commit.run();
    } catch (error) {
      this.#rollback();
      const refused = error instanceof Error ? error.message : String(error);
      return { ...this.#result(batch, numbers), refused, isDamaged: isDamage(error) };
    }
    this.#committed = { ...this.#state };
    return this.#result(batch, numbers);
  }

  #begin(): void {
    this.#touched.clear();
    this.#added = [];
    this.#addedBytes = 0;
    this.#offsets = [];
    this.#damage = '';
    // Times in the log never go back, even when the machine's clock does.
    this.#lastMs = Math.max(this.#lastMs, Date.now());
  }

  #rollback(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    this.#view.clear();
    this.#state = { ...this.#committed };
    this.#offsets = [];
  }

  #result(batch: CommitBatch, numbers: Float64Array): CommitResult {
    return {
      type: 'committed',
      numbers,
      head: this.#committed.head,
      records: batch.records,
      added: joined(this.#added, this.#addedBytes),
      offsets: Float64Array.from(this.#offsets),
      ...(this.#damage !== '' && { damage: this.#damage }),
    };
  }

  #writeAll(batch: CommitBatch, numbers: Float64Array): void {
    const buffer = Buffer.from(batch.records);
    let offset = 0;
    for (const [index, stream] of batch.streams.entries()) {
      const [kind, expected, count] = batch.numbers.subarray(index * REQUEST_NUMBERS);
      const { records, offsets, end } = readRecords(buffer, offset, count!);
      offset = end;
      const outcome = this.#writeOne({ kind: kind!, stream, expected: expected!, records }, offsets);
      numbers.set([outcome.outcome, outcome.revision, outcome.position], index * RESULT_NUMBERS);
    }
  }

  #writeOne(request: Request, offsets: readonly number[]): Outcome {
    let decision: Decision;
    try {
      decision = decide(this.#view, request);
    } catch (error) {
      if (!(error instanceof CorruptLog)) throw error;
      this.#damage = error.message;
      return { outcome: OUTCOME_DAMAGED, revision: -1, position: 0 };
    }
    if (decision.kind === 'deleted') return { outcome: OUTCOME_DELETED, revision: -1, position: 0 };
    if (decision.kind === 'wrong-version') {
      return { outcome: OUTCOME_WRONG_VERSION, revision: decision.current, position: 0 };
    }
    if (decision.kind === 'repeated') {
      const position = this.#view.record(request.stream, decision.revision)?.position ?? 0;
      return { outcome: OUTCOME_WRITTEN, revision: decision.revision, position };
    }
    if (request.kind === KIND_APPEND) return this.#append(request, offsets);
    return request.kind === KIND_DELETE ? this.#softDelete(request.stream) : this.#tombstone(request.stream);
  }

  #append({ stream, records }: Request, offsets: readonly number[]): Outcome {
    const head = this.#view.head(stream);
    if (records.length === 0) return { outcome: OUTCOME_WRITTEN, revision: head.last, position: this.#state.head };
    const owner = isMetastream(stream) ? originalOf(stream) : stream;
    const isRecreation = this.#view.isSoftDeleted(owner);
    const previousLast = this.#view.last(owner);
    let position = 0;
    for (const [index, record] of records.entries()) {
      position = this.#place(head, record.buffer, head.last + 1);
      this.#offsets.push(offsets[index]!);
      this.#view.remember(record.id, { stream, revision: head.last });
    }
    const outcome = { outcome: OUTCOME_WRITTEN, revision: head.last, position };
    if (isMetastream(stream)) this.#view.head(owner).isSoftDeleted = undefined;
    if (isRecreation) this.#recreate(owner, previousLast + 1);
    return outcome;
  }

  /** Makes a soft-deleted stream visible again from `truncateBefore` on; the other metadata is kept. */
  #recreate(stream: string, truncateBefore: number): void {
    const metadata = this.#view.lastMetadata(stream);
    const data = withTruncateBefore(metadata?.data ?? Buffer.alloc(0), metadata?.isJson ?? false, truncateBefore);
    this.#addEvent(metastreamOf(stream), METADATA_TYPE, data);
  }

  #softDelete(stream: string): Outcome {
    const position = this.#addEvent(metastreamOf(stream), METADATA_TYPE, Buffer.from(DELETED_TEXT));
    return { outcome: OUTCOME_WRITTEN, revision: this.#view.last(stream), position };
  }

  #tombstone(stream: string): Outcome {
    const position = this.#addEvent(stream, '$streamDeleted', Buffer.alloc(0), TOMBSTONE_REVISION);
    return { outcome: OUTCOME_WRITTEN, revision: TOMBSTONE_REVISION, position };
  }

  #addEvent(stream: string, type: string, data: Buffer, revision?: number): number {
    const head = this.#view.head(stream);
    const record = newRecord(head.name, ownEvent(type, data));
    const position = this.#place(head, record, revision ?? head.last + 1);
    if (isMetastream(stream)) this.#view.head(originalOf(stream)).isSoftDeleted = undefined;
    this.#offsets.push(-1 - this.#addedBytes);
    this.#added.push(record);
    this.#addedBytes += record.length;
    return position;
  }

  #place(head: StreamHead, record: Buffer, revision: number): number {
    const position = this.#state.head;
    if (head.id === 0) {
      this.#state.streams += 1;
      head.id = this.#state.streams;
    }
    sealRecord(record, { position, revision, createdMs: this.#lastMs });
    this.#statements.insert.run(position, head.id, revision, record);
    head.last = revision;
    this.#touched.add(head);
    this.#state.head += record.length;
    this.#state.events += 1;
    return position;
  }

  #saveHeads(): void {
    this.#statements.saveHeads(this.#touched, this.#state);
  }
}
