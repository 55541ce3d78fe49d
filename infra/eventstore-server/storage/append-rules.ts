import { isMetastream, originalOf } from './stream-metadata.ts';
import { TOMBSTONE_REVISION } from './record.ts';

/** What the caller expects of the stream; other values are the exact revision of its last event. */
export const EXPECT_NO_STREAM = -1;
export const EXPECT_ANY = -2;
export const EXPECT_STREAM_EXISTS = -4;

export interface RecentEvent {
  readonly stream: string;
  readonly revision: number;
}

/** What the rules may ask about the log, transactions of the running batch included. */
export interface LogView {
  /** Revision of the last event; -1 when the stream has none. */
  last(stream: string): number;
  isSoftDeleted(stream: string): boolean;
  /** Id of one event, or undefined when it is not there (any more). */
  eventId(stream: string, revision: number): Buffer | undefined;
  recent(id: Buffer): RecentEvent | undefined;
}

export type Decision =
  | { readonly kind: 'append' }
  /** The same events are there already; `revision` is that of the last of them. */
  | { readonly kind: 'repeated'; readonly revision: number }
  | { readonly kind: 'wrong-version'; readonly current: number }
  | { readonly kind: 'deleted' };

const APPEND: Decision = { kind: 'append' };
const DELETED: Decision = { kind: 'deleted' };

/** Whether an append of events with these ids may go on; the real server's `CheckCommit`. */
export function decideAppend(log: LogView, stream: string, expected: number, ids: readonly Buffer[]): Decision {
  const owner = isMetastream(stream) ? originalOf(stream) : stream;
  if (log.last(owner) === TOMBSTONE_REVISION || log.last(stream) === TOMBSTONE_REVISION) return DELETED;
  const current = log.last(stream);
  if (expected === EXPECT_STREAM_EXISTS) {
    if (log.isSoftDeleted(stream)) return DELETED;
    if (current < 0 && log.last(`$$${stream}`) < 0) return { kind: 'wrong-version', current };
  }
  if (expected === EXPECT_ANY || expected === EXPECT_STREAM_EXISTS) return decideByRecentIds(log, stream, current, ids);
  if (expected === current) return APPEND;
  if (expected > current) return { kind: 'wrong-version', current };
  return decideByStoredIds(log, stream, { expected, current }, ids);
}

/** A deletion is an append of an event nobody has seen, refused for a stream that has neither events nor metadata. */
export function decideDelete(log: LogView, stream: string, expected: number, id: Buffer): Decision {
  const decision = decideAppend(log, stream, expected, [id]);
  const isMissing = log.last(stream) < 0 && log.last(`$$${stream}`) < 0;
  return decision.kind === 'append' && isMissing ? { kind: 'wrong-version', current: -1 } : decision;
}

function decideByRecentIds(log: LogView, stream: string, current: number, ids: readonly Buffer[]): Decision {
  const first = ids[0] === undefined ? undefined : log.recent(ids[0]);
  if (first?.stream !== stream) return APPEND;
  let revision = first.revision;
  for (const id of ids) {
    const known = log.recent(id);
    if (known?.stream !== stream) return { kind: 'wrong-version', current };
    revision = known.revision;
  }
  return { kind: 'repeated', revision };
}

function decideByStoredIds(
  log: LogView,
  stream: string,
  { expected, current }: { expected: number; current: number },
  ids: readonly Buffer[],
): Decision {
  const wrong: Decision = { kind: 'wrong-version', current };
  for (const [index, id] of ids.entries()) {
    if (log.eventId(stream, expected + 1 + index)?.equals(id) === true) continue;
    const isRecreation = index === 0 && expected === EXPECT_NO_STREAM && log.isSoftDeleted(stream);
    return isRecreation ? APPEND : wrong;
  }
  return ids.length === 0 ? wrong : { kind: 'repeated', revision: expected + ids.length };
}
