import { PAGE_EVENTS_MAX } from '../limits.ts';
import { GrpcError } from '../protocol/status.ts';
import type { LogReader } from '../storage/log-reader.ts';
import { TOMBSTONE_REVISION, type LogRecord } from '../storage/record.ts';
import { EventFilter } from '../streams/event-filter.ts';
import { filterPage } from '../streams/read.ts';
import { isHiddenFromAll, visibleWindow } from '../streams/visible-window.ts';
import { ALL, type GroupDefinition } from './settings.ts';

/** Where a group's messages come from: a cursor over one stream, or over `$all` with a filter. */
export interface GroupSource {
  /** The next page; `isEnd` when nothing more is there for now. */
  next(limit: number): Promise<{ records: readonly LogRecord[]; isEnd: boolean }>;
  sequenceOf(record: LogRecord): number;
  /** Sequence of the newest event there is, -1 for none. */
  newest(): number;
  /** A sequence as checkpoints and statistics write it. */
  format(sequence: number): string;
  parse(text: string): number;
}

/** `after`: the sequence of the last settled event, from a checkpoint; undefined to begin where the settings say. */
export function openSource(reader: LogReader, definition: GroupDefinition, after: number | undefined): GroupSource {
  return definition.source === ALL
    ? new AllGroupSource(reader, definition, after)
    : new StreamGroupSource(reader, definition, after);
}

class StreamGroupSource implements GroupSource {
  readonly #reader: LogReader;
  readonly #stream: string;
  #next: number;

  constructor(reader: LogReader, { source, settings }: GroupDefinition, after: number | undefined) {
    this.#reader = reader;
    this.#stream = source;
    const { startFrom } = settings;
    this.#next =
      after !== undefined ? after + 1 : startFrom === 'start' ? 0 : startFrom === 'end' ? this.newest() + 1 : startFrom;
  }

  next(limit: number): Promise<{ records: readonly LogRecord[]; isEnd: boolean }> {
    const nothing = Promise.resolve({ records: [], isEnd: true });
    const window = this.#window();
    if (window === undefined || window.last === TOMBSTONE_REVISION) return nothing;
    const from = Math.max(this.#next, window.first);
    if (from > window.last) return nothing;
    const page = this.#reader.streamPage(this.#stream, {
      from,
      to: window.last,
      limit: Math.min(limit, PAGE_EVENTS_MAX),
    });
    this.#next = page.at(-1)!.revision + 1;
    const records = page.filter((record) => record.createdMs >= window.sinceMs);
    return Promise.resolve({ records, isEnd: this.#next > window.last });
  }

  sequenceOf = (record: LogRecord): number => record.revision;
  newest = (): number => this.#reader.stream(this.#stream)?.last ?? -1;
  format = (sequence: number): string => String(sequence);
  parse = (text: string): number => Number(text);

  #window(): ReturnType<typeof visibleWindow> {
    try {
      return visibleWindow(this.#reader, this.#stream, Date.now());
    } catch (error) {
      // A tombstoned stream has nothing left to deliver.
      if (error instanceof GrpcError) return undefined;
      throw error;
    }
  }
}

class AllGroupSource implements GroupSource {
  readonly #reader: LogReader;
  readonly #filter: EventFilter | undefined;
  readonly #after: number;
  #position: number;

  constructor(reader: LogReader, { settings, filter }: GroupDefinition, after: number | undefined) {
    this.#reader = reader;
    this.#filter = filter === undefined ? undefined : new EventFilter(filter);
    this.#after = after ?? -1;
    const { startFrom } = settings;
    this.#position = after ?? (startFrom === 'start' ? 0 : startFrom === 'end' ? reader.head : startFrom);
  }

  async next(limit: number): Promise<{ records: readonly LogRecord[]; isEnd: boolean }> {
    const page = this.#reader.forwards(this.#position, Math.min(limit, PAGE_EVENTS_MAX));
    this.#position = page.next;
    const considered = page.records.filter((record) => record.position > this.#after && !isHiddenFromAll(record));
    const records = await filterPage(considered, this.#filter);
    return { records, isEnd: this.#position >= this.#reader.head };
  }

  sequenceOf = (record: LogRecord): number => record.position;
  newest = (): number => this.#reader.backwards(this.#reader.head, 1).records[0]?.position ?? -1;
  format = (sequence: number): string => `C:${sequence}/P:${sequence}`;
  parse = (text: string): number => Number(/^C:(-?\d+)\/P:-?\d+$/.exec(text)?.[1]);
}
