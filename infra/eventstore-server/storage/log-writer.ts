import { Worker } from 'node:worker_threads';
import { COMMIT_BYTES_MAX, COMMIT_REQUESTS_MAX, WRITE_QUEUE_BYTES_MAX, WRITE_QUEUE_REQUESTS_MAX } from '../limits.ts';
import { RESULT_NUMBERS, type CommitResult, type FromWriter, type StopWriter } from './batch.ts';
import {
  committedRecords,
  namedError,
  pack,
  requestBytes,
  settleOne,
  type PendingWrite,
  type WriteOutcome,
  type WriteRequest,
} from './batch-packing.ts';
import { LOG_FILE } from './database.ts';
import { CorruptLog, WriteRefused } from './errors.ts';
import type { LogRecord } from './record.ts';

export interface CommittedBatch {
  readonly records: readonly LogRecord[];
  /** Position after the last of them. */
  readonly head: number;
}

/**
 * Queues writes and hands them to the writer's thread, one batch at a time: what arrives while a batch is being
 * synced to disk makes up the next one. A write is settled after its fsync and after `onCommitted` has seen it.
 */
export class LogWriter {
  readonly #worker: Worker;
  readonly #onCommitted: (batch: CommittedBatch) => void;
  #queue: PendingWrite[] = [];
  #queuedBytes = 0;
  #running: PendingWrite[] = [];
  #isScheduled = false;
  #failure: Error | undefined;
  #waiting: (() => void)[] = [];
  #stopped: (() => void) | undefined;
  readonly statistics = { batches: 0, events: 0, bytes: 0, refusedBatches: 0 };

  private constructor(worker: Worker, onCommitted: (batch: CommittedBatch) => void) {
    this.#worker = worker;
    this.#onCommitted = onCommitted;
    worker.on('message', (message: FromWriter) => this.#receive(message));
    worker.on('error', (error) => this.#fail(error as Error));
    worker.on('exit', () => this.#fail(new WriteRefused('the writer has stopped')));
  }

  /** Throws DirectoryInUse or CorruptLog. */
  static async open(
    options: { directory: string; durable: boolean },
    onCommitted: (batch: CommittedBatch) => void,
  ): Promise<{ writer: LogWriter; head: number }> {
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: options });
    const first = await new Promise<FromWriter>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    if (first.type === 'ready') return { writer: new LogWriter(worker, onCommitted), head: first.head };
    await worker.terminate();
    throw first.type === 'failed' ? namedError(first.name, first.error) : new Error('the writer did not start');
  }

  get hasRoom(): boolean {
    return this.#queuedBytes < WRITE_QUEUE_BYTES_MAX && this.#queue.length < WRITE_QUEUE_REQUESTS_MAX;
  }

  get queued(): number {
    return this.#queue.length + this.#running.length;
  }

  /** Resolves once the queue is short enough to take more. */
  async room(): Promise<void> {
    while (!this.hasRoom && this.#failure === undefined)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  write(request: WriteRequest): Promise<WriteOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      const name = Buffer.from(request.stream);
      const bytes = requestBytes(request, name.length);
      this.#queue.push({ request, name, bytes, resolve, reject });
      this.#queuedBytes += bytes;
      this.#schedule();
    });
  }

  /** Commits what is queued, empties the write-ahead log and ends the thread. */
  async stop(): Promise<void> {
    if (this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#stopped = resolve;
        this.#schedule();
      });
    }
    await this.#worker.terminate();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#running.length > 0) return;
    this.#isScheduled = true;
    // Everything the sockets delivered in this turn of the event loop goes into one batch.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#running.length > 0 || this.#failure !== undefined) return;
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && count < COMMIT_REQUESTS_MAX) {
      const next = this.#queue[count]!.bytes;
      if (count > 0 && bytes + next > COMMIT_BYTES_MAX) break;
      bytes += next;
      count += 1;
    }
    if (count === 0) {
      const message: StopWriter = { type: 'stop' };
      if (this.#stopped !== undefined) this.#worker.postMessage(message);
      return;
    }
    this.#running = this.#queue.splice(0, count);
    this.#queuedBytes -= bytes;
    const batch = pack(this.#running, bytes);
    this.#worker.postMessage(batch, [batch.records]);
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #receive(message: FromWriter): void {
    if (message.type === 'committed') this.#settle(message);
    else if (message.type === 'stopped') {
      this.#failure = new WriteRefused('the server is stopping');
      this.#stopped?.();
    }
  }

  #settle(result: CommitResult): void {
    const settled = this.#running;
    this.#running = [];
    if (result.refused === undefined) {
      this.statistics.batches += 1;
      this.statistics.events += result.offsets.length;
      this.statistics.bytes += result.records.byteLength + result.added.byteLength;
      if (result.offsets.length > 0) this.#onCommitted({ records: committedRecords(result), head: result.head });
      for (const [index, pending] of settled.entries()) settleOne(pending, result, index * RESULT_NUMBERS);
    } else {
      this.statistics.refusedBatches += 1;
      const error =
        result.isDamaged === true ? new CorruptLog(`${LOG_FILE}: ${result.refused}`) : new WriteRefused(result.refused);
      for (const pending of settled) pending.reject(error);
    }
    if (this.#queue.length > 0 || this.#stopped !== undefined) this.#schedule();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of [...this.#running.splice(0), ...this.#queue.splice(0)]) pending.reject(this.#failure);
    for (const resume of this.#waiting.splice(0)) resume();
    this.#stopped?.();
  }
}
