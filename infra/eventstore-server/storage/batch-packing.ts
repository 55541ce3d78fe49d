import {
  OUTCOME_DAMAGED,
  OUTCOME_DELETED,
  OUTCOME_WRONG_VERSION,
  REQUEST_NUMBERS,
  type CommitBatch,
  type CommitResult,
} from './batch.ts';
import { CorruptLog, DirectoryInUse } from './errors.ts';
import { LogRecord, recordBytes, writeRecord, type ProposedEvent } from './record.ts';

/** One write on its way: what is asked, how large its records are, and who waits for it. */
export interface WriteRequest {
  /** KIND_APPEND, KIND_DELETE or KIND_TOMBSTONE. */
  readonly kind: number;
  readonly stream: string;
  /** An exact revision, or one of the EXPECT_ constants. */
  readonly expected: number;
  readonly events: readonly ProposedEvent[];
}

export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'deleted' };

export interface PendingWrite {
  readonly request: WriteRequest;
  readonly name: Buffer;
  readonly bytes: number;
  readonly resolve: (outcome: WriteOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** The bytes a request's records will take. */
export function requestBytes({ events }: WriteRequest, nameBytes: number): number {
  return events.reduce((sum, event) => sum + recordBytes(nameBytes, event), 0);
}

export function pack(pending: readonly PendingWrite[], bytes: number): CommitBatch {
  const records = Buffer.from(new ArrayBuffer(bytes));
  const numbers = new Float64Array(pending.length * REQUEST_NUMBERS);
  let offset = 0;
  for (const [index, { request, name }] of pending.entries()) {
    numbers.set([request.kind, request.expected, request.events.length], index * REQUEST_NUMBERS);
    for (const event of request.events) offset = writeRecord(records, offset, name, event);
  }
  return { type: 'commit', streams: pending.map(({ request }) => request.stream), numbers, records: records.buffer };
}

export function committedRecords({ records, added, offsets }: CommitResult): LogRecord[] {
  const [own, extra] = [Buffer.from(records), Buffer.from(added)];
  return Array.from(offsets, (offset) => {
    const [buffer, start] = offset >= 0 ? [own, offset] : [extra, -1 - offset];
    return new LogRecord(buffer.subarray(start, start + buffer.readUIntLE(start + 4, 6)));
  });
}

export function settleOne(pending: PendingWrite, { numbers, damage }: CommitResult, at: number): void {
  const [outcome, revision, position] = [numbers[at], numbers[at + 1]!, numbers[at + 2]!];
  if (outcome === OUTCOME_DAMAGED) pending.reject(new CorruptLog(damage ?? 'unknown place'));
  else if (outcome === OUTCOME_DELETED) pending.resolve({ kind: 'deleted' });
  else if (outcome === OUTCOME_WRONG_VERSION) pending.resolve({ kind: 'wrong-version', current: revision });
  else pending.resolve({ kind: 'written', revision, position });
}

export function namedError(name: string, message: string): Error {
  const Kind = { CorruptLog, DirectoryInUse }[name] ?? Error;
  const error = Object.create(Kind.prototype) as Error;
  return Object.assign(error, { message, name });
}
