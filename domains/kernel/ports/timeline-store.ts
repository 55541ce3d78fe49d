import type { Instant } from '../../../event-schemas/primitives.ts';

/**
 * Entries that are read in one way: by a key, newest first. One timeline is one table; what is read in two ways is written to
 * two timelines.
 */
export type Timeline = {
  /** Whose data it is; the name of a keyspace or schema is made of it. */
  readonly service: string;
  /** `by_user`; unique in its service. */
  readonly name: string;
  /** The stretch of time that one partition of a key holds, so that no partition grows without bound. */
  readonly bucketMs: number;
};

/** Where an entry stands among those of its key: by time, then by `sequence` (0 or the log position), then by id. */
export type TimelinePosition = { readonly at: Instant; readonly sequence: bigint; readonly id: string };
export type TimelineEntry = TimelinePosition & {
  /** JSON text. */
  readonly body: string;
};
export type TimelinePlace = { readonly timeline: Timeline; readonly key: string };

export type TimelineAppend = TimelineEntry & {
  /** All of one service. */
  readonly places: readonly TimelinePlace[];
  /**
   * What makes a repeat change nothing: of two bodies at one place the one with the higher version stays. The log position
   * for what comes from the log, microseconds of the time for what does not.
   */
  readonly version: bigint;
  /** The entry leaves so long after `at`; never, when it is left out. */
  readonly keepMs?: number;
};

export type TimelineRange = {
  readonly limit: number;
  /** The `next` of an earlier page. */
  readonly cursor?: string;
  /** From this instant on. */
  readonly from?: Instant;
  /** Before this instant. */
  readonly until?: Instant;
};
/** A page may be short, even empty, while `next` says that there is more. */
export type TimelinePage = { readonly entries: readonly TimelineEntry[]; readonly next?: string };

/** Histories that only grow: the event log, chats, notifications, analytics. Every method throws `StoreUnavailable`. */
export type TimelineStore = {
  /** Resolves when all entries are stored. Appending them again, in part or in whole, changes nothing. */
  append(entries: readonly TimelineAppend[]): Promise<void>;
  /** Newest first. Throws `RangeError` for a cursor that no page gave. */
  page(place: TimelinePlace, range: TimelineRange): Promise<TimelinePage>;
  /** The one entry at a position, without a search. */
  find(place: TimelinePlace, position: TimelinePosition): Promise<TimelineEntry | undefined>;
};
