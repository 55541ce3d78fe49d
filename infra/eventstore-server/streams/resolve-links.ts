import type { ResolvedEvent } from '../protocol/messages/recorded-event.ts';
import type { LogReader } from '../storage/log-reader.ts';
import type { LogRecord } from '../storage/record.ts';
import { GrpcError } from '../protocol/status.ts';
import { visibleWindow } from './visible-window.ts';

const LINK_TYPE = Buffer.from('$>');

/** Where a link leads: its data is `revision@stream`, cut at the first `@`. Undefined for anything else. */
export function linkTarget(record: LogRecord): { stream: string; revision: number } | undefined {
  if (!record.typeBytes.equals(LINK_TYPE)) return undefined;
  const match = /^(\d{1,15})@(.+)$/s.exec(record.data.toString());
  return match === null ? undefined : { revision: Number(match[1]), stream: match[2]! };
}

/** The event a link leads to beside the link; the link alone when that event cannot be read; any other event as it is. */
export function resolveLink(reader: LogReader, record: LogRecord, nowMs: number): ResolvedEvent {
  const target = linkTarget(record);
  if (target === undefined) return { event: record };
  const event = readTarget(reader, target, nowMs);
  return event === undefined ? { link: record } : { event, link: record };
}

function readTarget(
  reader: LogReader,
  { stream, revision }: { stream: string; revision: number },
  nowMs: number,
): LogRecord | undefined {
  try {
    const window = visibleWindow(reader, stream, nowMs);
    if (window === undefined || revision < window.first || revision > window.last) return undefined;
    const record = reader.streamPage(stream, { from: revision, to: revision })[0];
    return record !== undefined && record.createdMs >= window.sinceMs ? record : undefined;
  } catch (error) {
    // A tombstoned target is a target that is gone.
    if (error instanceof GrpcError) return undefined;
    throw error;
  }
}
