/** The messages between the server's thread and the writer's thread. Numbers travel flat, records in one buffer. */

export const KIND_APPEND = 0;
export const KIND_DELETE = 1;
export const KIND_TOMBSTONE = 2;

export const OUTCOME_WRITTEN = 0;
export const OUTCOME_WRONG_VERSION = 1;
export const OUTCOME_DELETED = 2;
/** The database refused this one request (a damaged row it needed). */
export const OUTCOME_DAMAGED = 3;

export const REQUEST_NUMBERS = 3;
export const RESULT_NUMBERS = 3;

export interface CommitBatch {
  readonly type: 'commit';
  readonly streams: readonly string[];
  /** Per request: kind, expected revision, number of records. */
  readonly numbers: Float64Array;
  /** The records of all requests, one after the other. */
  readonly records: ArrayBuffer;
}

export interface CommitResult {
  readonly type: 'committed';
  /** Per request: outcome, revision (the current one when refused; -1 none), position of the last event. */
  readonly numbers: Float64Array;
  /** Position after the last committed event. */
  readonly head: number;
  readonly records: ArrayBuffer;
  /** Records the writer itself added (deletions, metadata). */
  readonly added: ArrayBuffer;
  /** Offsets of the committed records in log order; -1 - offset for those in `added`. */
  readonly offsets: Float64Array;
  /** Why the whole batch was refused, if it was. */
  readonly refused?: string;
  /** True when it was refused because the file is damaged, not because the disk is full. */
  readonly isDamaged?: boolean;
  /** Text for requests with OUTCOME_DAMAGED. */
  readonly damage?: string;
}

export interface StopWriter {
  readonly type: 'stop';
}

export type ToWriter = CommitBatch | StopWriter;
export type FromWriter =
  | CommitResult
  | { readonly type: 'ready'; readonly head: number }
  | { readonly type: 'failed'; readonly error: string; readonly name: string }
  | { readonly type: 'stopped' };
