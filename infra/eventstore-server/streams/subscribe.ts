import { randomUUID } from 'node:crypto';
import { PAGE_EVENTS_MAX } from '../limits.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import { caughtUp, checkpoint, confirmation, type ReadOptions } from '../protocol/messages/read.ts';
import { streamDeleted } from '../protocol/status.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { LogReader } from '../storage/log-reader.ts';
import { TOMBSTONE_REVISION, type LogRecord } from '../storage/record.ts';
import { EventFilter } from './event-filter.ts';
import { encodeEvents, filterPage, sendPage } from './read.ts';
import { isHiddenFromAll, isTombstoned, visibleWindow } from './visible-window.ts';
import type { WakeUp } from './wake-up.ts';

/** Runs a catch-up subscription until its client leaves: a cursor into the log, never a queue of events. */
export async function subscribe(log: EventLog, wakeUp: WakeUp, call: GrpcCall, options: ReadOptions): Promise<void> {
  const { stream } = options;
  if (stream !== undefined && isTombstoned(log.reader, stream)) throw streamDeleted(stream);
  const source = stream === undefined ? new AllSource(log.reader, options) : new StreamSource(log.reader, options);
  const alarm = wakeUp.add(stream);
  call.onClose(() => alarm.ring());
  call.write(confirmation(randomUUID()));
  try {
    await follow(log.reader, call, options, { source, wait: () => alarm.wait() });
  } finally {
    wakeUp.remove(stream, alarm);
  }
}

interface Followed {
  readonly source: Source;
  readonly wait: () => Promise<void>;
}

async function follow(
  reader: LogReader,
  call: GrpcCall,
  options: ReadOptions,
  { source, wait }: Followed,
): Promise<void> {
  let isLive = false;
  while (!call.isEnded) {
    const page = await source.next(isLive);
    if (page !== undefined) {
      const frames = encodeEvents(reader, page.records, options);
      await sendPage(
        call,
        page.checkpoint === undefined ? frames : Buffer.concat([frames, checkpoint(page.checkpoint)]),
      );
      if (page.records.at(-1)?.isTombstone === true && options.stream !== undefined)
        throw streamDeleted(options.stream);
      // A client that needed so long for a page that another full page has come since has fallen behind.
      if (isLive && source.lagsBehind()) isLive = false;
      continue;
    }
    if (!isLive) {
      isLive = true;
      const last = source.endOfHistory();
      call.write(last === undefined ? caughtUp() : Buffer.concat([checkpoint(last), caughtUp()]));
    }
    await wait();
  }
}

interface Page {
  readonly records: readonly LogRecord[];
  /** Position to send as a checkpoint after the records. */
  readonly checkpoint?: number;
}

interface Source {
  /** The next page, or undefined when there is nothing (visible) left for now. */
  next(isLive: boolean): Promise<Page | undefined>;
  lagsBehind(): boolean;
  /** Position of a checkpoint to send when history ends. */
  endOfHistory(): number | undefined;
}

class StreamSource implements Source {
  readonly #reader: LogReader;
  readonly #stream: string;
  #next: number;

  constructor(reader: LogReader, { stream, from }: ReadOptions) {
    this.#reader = reader;
    this.#stream = stream!;
    const last = reader.stream(this.#stream)?.last ?? -1;
    this.#next = from === 'start' ? 0 : from === 'end' ? last + 1 : from + 1;
  }

  next(): Promise<Page | undefined> {
    const last = this.#reader.stream(this.#stream)?.last ?? -1;
    if (last < this.#next) return Promise.resolve(undefined);
    if (last === TOMBSTONE_REVISION) return Promise.resolve({ records: this.#tombstone() });
    const window = visibleWindow(this.#reader, this.#stream, Date.now());
    if (window === undefined) return Promise.resolve(undefined);
    const from = Math.max(this.#next, window.first);
    if (from > last) return Promise.resolve(undefined);
    const records = this.#reader.streamPage(this.#stream, { from, to: last });
    this.#next = records.at(-1)!.revision + 1;
    return Promise.resolve({ records: records.filter((record) => record.createdMs >= window.sinceMs) });
  }

  lagsBehind(): boolean {
    const last = this.#reader.stream(this.#stream)?.last ?? -1;
    return last !== TOMBSTONE_REVISION && last - this.#next >= PAGE_EVENTS_MAX;
  }

  endOfHistory(): undefined {
    return undefined;
  }

  #tombstone(): LogRecord[] {
    this.#next = Infinity;
    return this.#reader.streamPage(this.#stream, { from: TOMBSTONE_REVISION, to: TOMBSTONE_REVISION });
  }
}

class AllSource implements Source {
  readonly #reader: LogReader;
  readonly #filter: EventFilter | undefined;
  readonly #interval: number;
  /** The position the client gave: events up to and including it are not sent. */
  readonly #after: number;
  #position: number;
  #considered = 0;
  #lastConsidered = -1;
  #lastCheckpoint: number;

  constructor(reader: LogReader, { from, filter }: ReadOptions) {
    this.#reader = reader;
    this.#filter = filter === undefined ? undefined : new EventFilter(filter);
    this.#interval = filter === undefined ? Infinity : filter.window * filter.checkpointIntervalMultiplier;
    this.#after = typeof from === 'number' ? from : -1;
    this.#position = from === 'start' ? 0 : from === 'end' ? reader.head : from;
    this.#lastCheckpoint = this.#after;
  }

  async next(isLive: boolean): Promise<Page | undefined> {
    // Live, no page may pass the next checkpoint: it is due after exactly `interval` considered events.
    const limit = isLive ? Math.min(PAGE_EVENTS_MAX, this.#interval - this.#considered) : PAGE_EVENTS_MAX;
    const page = this.#reader.forwards(this.#position, limit);
    if (page.records.length === 0) return undefined;
    const considered = page.records.filter((record) => record.position > this.#after && !isHiddenFromAll(record));
    const records = await filterPage(considered, this.#filter);
    this.#position = page.next;
    this.#considered += considered.length;
    this.#lastConsidered = considered.at(-1)?.position ?? this.#lastConsidered;
    if (this.#considered < this.#interval) return { records };
    const position = this.#dueCheckpoint();
    return position === undefined ? { records } : { records, checkpoint: position };
  }

  lagsBehind(): boolean {
    return this.#reader.forwards(this.#position).records.length >= PAGE_EVENTS_MAX;
  }

  endOfHistory(): number | undefined {
    return this.#filter === undefined ? undefined : this.#dueCheckpoint();
  }

  #dueCheckpoint(): number | undefined {
    this.#considered = 0;
    if (this.#lastConsidered <= this.#lastCheckpoint) return undefined;
    this.#lastCheckpoint = this.#lastConsidered;
    return this.#lastConsidered;
  }
}
