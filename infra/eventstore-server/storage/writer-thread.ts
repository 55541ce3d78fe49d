import { parentPort, workerData } from 'node:worker_threads';
import { BatchCommitter } from './batch-committer.ts';
import type { FromWriter, ToWriter } from './batch.ts';
import { LOG_FILE, checkStreamTable, lockDirectory, openForWriting, pragma } from './database.ts';
import { namingDamage } from './errors.ts';
import { Watermark } from './watermark.ts';

/** The thread that owns the log for writing: it commits batches and nothing else, so its fsync stalls nobody. */
const { directory, durable } = workerData as { directory: string; durable: boolean };
const port = parentPort!;
const post = (message: FromWriter, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

function start(): void {
  const lock = lockDirectory(directory);
  const database = namingDamage(LOG_FILE, () => openForWriting(directory, durable));
  checkStreamTable(database);
  const committer = new BatchCommitter(database);
  const watermark = Watermark.open(directory, committer.head);
  watermark.advance(committer.head);
  port.on('message', (message: ToWriter) => {
    if (message.type === 'commit') {
      const result = committer.commit(message);
      watermark.advance(result.head);
      post(result, [result.records, result.added]);
      return;
    }
    // An empty write-ahead log at rest: the database file alone is the whole log.
    pragma(database, 'wal_checkpoint(TRUNCATE)');
    database.close();
    watermark.close();
    lock.close();
    post({ type: 'stopped' });
    port.close();
  });
  post({ type: 'ready', head: committer.head });
}

try {
  start();
} catch (error) {
  const { message, name } = error as Error;
  post({ type: 'failed', error: message, name });
}
