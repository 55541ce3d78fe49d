import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_STREAM, type EventStore, type NewEvent, type RecordedEvent } from '../../domains/kernel/event-store.ts';
import { sinceNewest } from '../../infra/memory/event-store.ts';

/** Events that stay in memory as they are; older ones lie in a file. Short runs never open one. */
const IN_MEMORY_MAX = 50_000;
const SPILLED_AT_ONCE = 10_000;
/** Streams with more events than this stay in memory from then on: after every crash they are folded anew. */
const SHORT_STREAM_MAX = 50;

type Stored = Omit<RecordedEvent, 'revision' | 'position'>;

/**
 * The log of a simulation, which may grow to millions of events: the newest ones are in memory, the others in a temporary
 * file, found by offset. It has one writer and keeps the contract of the memory event store, without subscriptions.
 */
export class SpillingLog implements EventStore {
  #length = 0;
  /** The first position that is in memory. */
  #base = 0;
  #recent: RecordedEvent[] = [];
  /** Events of long streams that would lie in the file otherwise. */
  readonly #kept = new Map<number, RecordedEvent>();
  readonly #offsets: number[] = [0];
  readonly #streams = new Map<string, number[]>();
  #file: { readonly descriptor: number; readonly directory: string } | undefined;

  get length(): number {
    return this.#length;
  }

  /** The event at a position that is still in memory: whoever follows the log reads it soon after it was written. */
  at(position: number): RecordedEvent {
    const event = this.#recent[position - this.#base];
    if (event === undefined) throw new Error(`position ${position} is not in memory any more`);
    return event;
  }

  async readStream(stream: string, fromRevision = 0n): Promise<readonly RecordedEvent[]> {
    await Promise.resolve();
    const positions = this.#streams.get(stream) ?? [];
    return positions
      .slice(Number(fromRevision))
      .map((position, index) =>
        position >= this.#base
          ? this.at(position)
          : (this.#kept.get(position) ?? this.#spilled(position, fromRevision + BigInt(index))),
      );
  }

  async readSinceNewest(stream: string, type: string): Promise<readonly RecordedEvent[]> {
    return sinceNewest(await this.readStream(stream), type);
  }

  async append(stream: string, expected: bigint, events: readonly NewEvent[]): ReturnType<EventStore['append']> {
    await Promise.resolve();
    const present = this.#streams.get(stream) ?? [];
    const revision = BigInt(present.length) - 1n;
    if (revision !== expected) {
      const [known] = await this.readStream(stream, expected + 1n);
      if (known?.eventId !== events[0]!.eventId) return { outcome: 'conflict' };
      const last = expected + BigInt(events.length);
      return { outcome: 'appended', revision: last, position: BigInt(present[Number(last)]!) };
    }
    for (const { eventId, type, data, metadata } of events) {
      const place = { revision: BigInt(present.length), position: BigInt(this.#length) };
      this.#recent.push({ type, data: structuredClone(data), eventId, metadata, stream, ...place });
      present.push(this.#length);
      this.#length += 1;
    }
    this.#streams.set(stream, present);
    if (this.#recent.length > IN_MEMORY_MAX) this.#spill();
    const last = present.at(-1);
    return {
      outcome: 'appended',
      revision: last === undefined ? NO_STREAM : BigInt(present.length) - 1n,
      position: BigInt(last ?? 0),
    };
  }

  subscribe(): never {
    throw new Error('the simulation reads its log by position');
  }

  /** Removes the file. */
  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.directory, { recursive: true, force: true });
  }

  #spill(): void {
    if (this.#file === undefined) {
      const directory = mkdtempSync(join(tmpdir(), 'only2u-simulation-'));
      this.#file = { directory, descriptor: openSync(join(directory, 'log'), 'w+') };
    }
    const texts = this.#recent.splice(0, SPILLED_AT_ONCE).map((event) => {
      const { type, data, eventId, metadata, stream } = event;
      if (this.#streams.get(stream)!.length > SHORT_STREAM_MAX) this.#kept.set(Number(event.position), event);
      const text = Buffer.from(JSON.stringify({ type, data, eventId, metadata, stream } satisfies Stored));
      this.#offsets.push(this.#offsets.at(-1)! + text.length);
      return text;
    });
    const bytes = Buffer.concat(texts);
    const start = this.#offsets[this.#base]!;
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#file.descriptor, bytes, done, bytes.length - done, start + done);
    this.#base += texts.length;
  }

  #spilled(position: number, revision: bigint): RecordedEvent {
    const start = this.#offsets[position]!;
    const bytes = Buffer.alloc(this.#offsets[position + 1]! - start);
    readSync(this.#file!.descriptor, bytes, 0, bytes.length, start);
    return { ...(JSON.parse(bytes.toString()) as Stored), revision, position: BigInt(position) };
  }
}
