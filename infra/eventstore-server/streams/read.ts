import { setImmediate as nextTurn } from 'node:timers/promises';
import { PAGE_EVENTS_MAX } from '../limits.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { writeResolvedEvent } from '../protocol/messages/recorded-event.ts';
import { streamNotFound, type ReadOptions } from '../protocol/messages/read.ts';
import { ProtobufWriter } from '../protocol/protobuf-writer.ts';
import type { LogReader } from '../storage/log-reader.ts';
import type { LogRecord } from '../storage/record.ts';
import { EventFilter } from './event-filter.ts';
import { resolveLink } from './resolve-links.ts';
import { isHiddenFromAll, visibleWindow, type VisibleWindow } from './visible-window.ts';

const BYTES_PER_EVENT_GUESS = 512;

/** Records as one run of `ReadResp.event` messages. */
export function encodeEvents(reader: LogReader, records: readonly LogRecord[], options: ReadOptions): Buffer {
  const writer = new ProtobufWriter(records.length * BYTES_PER_EVENT_GUESS);
  const nowMs = Date.now();
  for (const record of records) {
    const resolved = options.resolveLinks ? resolveLink(reader, record, nowMs) : { event: record };
    writer.frame(() => writer.message(1, () => writeResolvedEvent(writer, resolved, options)));
  }
  return writer.finish();
}

/** Sends a page and gives everybody else a turn; resolves when the client has taken it. */
export async function sendPage(call: GrpcCall, frames: Buffer): Promise<void> {
  if (frames.length > 0 && !call.write(frames)) await call.drained();
  else await nextTurn();
}

/** A read of a stream that ends: pages in either direction inside the visible window. */
export async function readStream(reader: LogReader, call: GrpcCall, options: ReadOptions): Promise<void> {
  const stream = options.stream!;
  const window = visibleWindow(reader, stream, Date.now());
  if (window === undefined) {
    call.write(streamNotFound(stream));
    call.end();
    return;
  }
  let { from, to } = revisionRange(options, window);
  for (let left = options.count; left > 0 && from <= to && !call.isEnded;) {
    const page = reader.streamPage(stream, {
      from,
      to,
      backwards: options.backwards,
      limit: Math.min(left, PAGE_EVENTS_MAX),
    });
    const visible = page.filter((record) => record.createdMs >= window.sinceMs);
    left -= visible.length;
    if (options.backwards) to = page.at(-1)!.revision - 1;
    else from = page.at(-1)!.revision + 1;
    await sendPage(call, encodeEvents(reader, visible, options));
  }
  call.end();
}

function revisionRange({ from, backwards }: ReadOptions, window: VisibleWindow): { from: number; to: number } {
  if (backwards)
    return {
      from: window.first,
      to: from === 'end' ? window.last : Math.min(window.last, from === 'start' ? 0 : from),
    };
  if (from === 'end') return { from: window.last + 1, to: window.last };
  return { from: from === 'start' ? window.first : Math.max(window.first, from), to: window.last };
}

/** A read of `$all` that ends. Forwards the position is inclusive, backwards exclusive, as in the real server. */
export async function readAll(reader: LogReader, call: GrpcCall, options: ReadOptions): Promise<void> {
  const filter = options.filter === undefined ? undefined : new EventFilter(options.filter);
  const end = reader.head;
  let position = options.from === 'end' ? end : options.from === 'start' ? 0 : options.from;
  for (let left = options.count; left > 0 && !call.isEnded;) {
    const limit = filter === undefined ? Math.min(left + 1, PAGE_EVENTS_MAX) : PAGE_EVENTS_MAX;
    const page = options.backwards ? reader.backwards(position, limit) : reader.forwards(position, limit);
    if (page.records.length === 0) break;
    position = page.next;
    const shown = await filterPage(
      page.records.filter((record) => !isHiddenFromAll(record) && record.position < end),
      filter,
    );
    const taken = shown.slice(0, left);
    left -= taken.length;
    await sendPage(call, encodeEvents(reader, taken, options));
    if (!options.backwards && position >= end) break;
  }
  call.end();
}

export async function filterPage(
  records: readonly LogRecord[],
  filter: EventFilter | undefined,
): Promise<readonly LogRecord[]> {
  if (filter === undefined || records.length === 0) return records;
  const answers = filter.select(records);
  const passes = answers instanceof Promise ? await answers : answers;
  return records.filter((_record, index) => passes[index]);
}
