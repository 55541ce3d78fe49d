import type { AnyMessage, Metadata, Recorded } from '../../event-schemas/primitives.ts';

export type NewEvent = AnyMessage & { readonly eventId: string; readonly metadata: Metadata };
export type RecordedEvent = Recorded<AnyMessage>;
/** The revision of a stream without events. */
export const NO_STREAM = -1n;

export type Appended = { readonly outcome: 'appended'; readonly revision: bigint; readonly position: bigint };
export type AppendOutcome = Appended | { readonly outcome: 'conflict' };

/** A stored event whose data does not fit what its type declares, so that nobody can take it. */
export type Undecodable = {
  readonly type: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly error: unknown;
};

/**
 * Consecutive events of the log in order; `position` is that of the last one considered. Whoever handles the type of an
 * undecodable event must stop before it or hold back its checkpoint, never go on as if it were not there.
 */
export type FeedBatch = {
  readonly events: readonly RecordedEvent[];
  readonly position: bigint;
  readonly undecodable?: readonly Undecodable[];
};
export type Subscription = { readonly closed: Promise<void>; close(): Promise<void> };

/** The log. Events come out decoded and upcast; types that nobody declares are skipped by `subscribe`. */
export type EventStore = {
  /** Events from a revision on, oldest first; an absent stream is an empty list. */
  readStream(stream: string, fromRevision?: bigint): Promise<readonly RecordedEvent[]>;
  /** The newest event of a type and all that follow it, oldest first; the whole stream when it has none of that type. */
  readSinceNewest(stream: string, type: string): Promise<readonly RecordedEvent[]>;
  /**
   * Appends all events or none when the stream is at `expected` (NO_STREAM for a new one). An unknown outcome is settled by
   * reading the derived event ids again, so the answer is always true; throws when the log cannot be reached.
   */
  append(stream: string, expected: bigint, events: readonly NewEvent[]): Promise<AppendOutcome>;
  /** Calls `onBatch` in log order, one call at a time, after `position` and then live, and reconnects by itself. */
  subscribe(after: bigint | undefined, onBatch: (batch: FeedBatch) => Promise<void>): Subscription;
};
