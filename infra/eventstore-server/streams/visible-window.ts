import { streamDeleted } from '../protocol/status.ts';
import type { LogReader } from '../storage/log-reader.ts';
import { TOMBSTONE_REVISION, type LogRecord } from '../storage/record.ts';
import { DELETED, isMetastream, originalOf } from '../storage/stream-metadata.ts';

/** What a reader may see of a stream. */
export interface VisibleWindow {
  readonly first: number;
  readonly last: number;
  /** Events recorded before this (Unix milliseconds) have expired. */
  readonly sinceMs: number;
}

/** The visible part of a stream, or undefined when there is no such stream (any more). Throws stream-deleted. */
export function visibleWindow(reader: LogReader, stream: string, nowMs: number): VisibleWindow | undefined {
  if (isTombstoned(reader, stream)) throw streamDeleted(stream);
  const row = reader.stream(stream);
  if (row === undefined) return undefined;
  if (isMetastream(stream)) return { first: row.last, last: row.last, sinceMs: 0 };
  const { maxCount, maxAgeMs, truncateBefore } = reader.metadata(stream);
  if (truncateBefore === DELETED) return undefined;
  const first = Math.max(row.first, truncateBefore ?? 0, maxCount === undefined ? 0 : row.last - maxCount + 1);
  return { first, last: row.last, sinceMs: maxAgeMs === undefined ? 0 : nowMs - maxAgeMs };
}

export function isTombstoned(reader: LogReader, stream: string): boolean {
  if (reader.stream(stream)?.last === TOMBSTONE_REVISION) return true;
  return isMetastream(stream) && reader.stream(originalOf(stream))?.last === TOMBSTONE_REVISION;
}

const HIDDEN_PREFIX = Buffer.from('$persistentsubscription-$all::');

/** Events that no read of `$all` shows: what subscriptions to `$all` write about themselves, and scavenged gaps. */
export function isHiddenFromAll(record: LogRecord): boolean {
  if (record.isGap) return true;
  const name = record.streamBytes;
  if (name.length < HIDDEN_PREFIX.length || HIDDEN_PREFIX.compare(name, 0, HIDDEN_PREFIX.length) !== 0) return false;
  return record.stream.endsWith('-checkpoint') || record.stream.endsWith('-parked');
}
