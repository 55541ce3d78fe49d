import type { ResolvedEvent } from '../protocol/messages/recorded-event.ts';
import type { LogReader } from '../storage/log-reader.ts';
import type { LogRecord } from '../storage/record.ts';
import { resolveLink } from '../streams/resolve-links.ts';

/** One message of a group, from when it is read until it is acknowledged, skipped or parked. */
export interface GroupMessage {
  /** Place in the group's order: a revision, or a position of `$all`. */
  readonly sequence: number;
  /** The sequence before it, -1 for none: where a checkpoint goes while this message is unsettled. */
  readonly previous: number;
  /** The record in the source itself: the link, if it is one. */
  readonly original: LogRecord;
  readonly shown: ResolvedEvent;
  /** The id by which clients acknowledge it. */
  readonly key: string;
  /** True when it comes from the parked stream: it no longer holds back the checkpoint. */
  readonly isReplayed: boolean;
  retryCount: number;
}

export const messageKey = (shown: ResolvedEvent): string => (shown.link ?? shown.event)!.id.toString('latin1');

export const messageBytes = ({ shown }: GroupMessage): number => (shown.event?.span ?? 0) + (shown.link?.span ?? 0);

/** The message of a record just read; undefined for a link whose event is gone: there is nothing to deliver. */
export function newMessage(
  reader: LogReader,
  original: LogRecord,
  { sequence, previous, resolveLinks }: { sequence: number; previous: number; resolveLinks: boolean },
): GroupMessage | undefined {
  const shown = resolveLinks ? resolveLink(reader, original, Date.now()) : { event: original };
  if (shown.event === undefined) return undefined;
  return { sequence, previous, original, shown, key: messageKey(shown), isReplayed: false, retryCount: 0 };
}
