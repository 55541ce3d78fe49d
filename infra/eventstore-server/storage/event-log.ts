import { LogReader } from './log-reader.ts';
import type { WriteOutcome, WriteRequest } from './batch-packing.ts';
import { LogWriter, type CommittedBatch } from './log-writer.ts';
import type { LogRecord } from './record.ts';

export type CommitListener = (records: readonly LogRecord[]) => void;

/** The log: one writer, one reader, and the order between them: synced, then published, then answered. */
export class EventLog {
  readonly reader: LogReader;
  readonly writer: LogWriter;
  readonly #listeners: Set<CommitListener>;

  private constructor(reader: LogReader, writer: LogWriter, listeners: Set<CommitListener>) {
    this.reader = reader;
    this.writer = writer;
    this.#listeners = listeners;
  }

  /** Opens or creates the log. `durable: false` leaves out the fsync. Throws DirectoryInUse or CorruptLog. */
  static async open(directory: string, durable: boolean): Promise<EventLog> {
    const listeners = new Set<CommitListener>();
    const opened: { reader?: LogReader } = {};
    const publish = (batch: CommittedBatch): void => {
      opened.reader?.publish(batch);
      for (const listener of listeners) listener(batch.records);
    };
    const { writer, head } = await LogWriter.open({ directory, durable }, publish);
    opened.reader = new LogReader(directory, head);
    return new EventLog(opened.reader, writer, listeners);
  }

  write(request: WriteRequest): Promise<WriteOutcome> {
    return this.writer.write(request);
  }

  /** Calls back after every commit, before its writers are answered. Returns how to stop. */
  onCommit(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.writer.stop();
    this.reader.close();
  }
}
