import { LRUCache } from 'lru-cache';
import type { FeedBatch, RecordedEvent, Undecodable } from '../../domains/kernel/event-store.ts';
import type { ProjectionStore, ProjectionWrite } from '../../domains/kernel/ports/projection-store.ts';
import type { AnyProjection } from '../../domains/kernel/projection.ts';

/** Rows kept per projection, so that a row that changes often is not read back each time. */
export const ROWS_CACHED_MAX = 5_000;

/** What some events make of the rows: not yet written. */
export type Folded = {
  readonly write: ProjectionWrite;
  readonly changed: ReadonlyMap<string, object | undefined>;
};

const present = (row: object | undefined): row is object => row !== undefined;

export const hasRows = ({ write }: Folded): boolean => write.upserts.length + write.deletes.length > 0;

/** One projection, where it stands, and the rows that it changed last. */
export class RunningProjection {
  readonly projection: AnyProjection;
  /** Events up to here are in the rows. */
  position: bigint;
  /** What the store's checkpoint says; behind `position` while there was nothing to write. */
  stored: bigint;
  /** Why it goes no further. */
  stoppedBy: Error | undefined;
  readonly #handled: ReadonlySet<string>;
  readonly #rows = new LRUCache<string, object>({ max: ROWS_CACHED_MAX });

  constructor(projection: AnyProjection, position: bigint) {
    this.projection = projection;
    this.position = position;
    this.stored = position;
    this.#handled = new Set(projection.handles as string[]);
  }

  /** The events of a batch that concern it and that it has not had. */
  own({ events }: FeedBatch): RecordedEvent[] {
    return events.filter((event) => event.position > this.position && this.#handled.has(event.type));
  }

  /** The first event that it should have got but nobody can read. */
  firstUndecodable({ undecodable = [] }: FeedBatch): Undecodable | undefined {
    return undecodable.find(({ position, type }) => position > this.position && this.#handled.has(type));
  }

  /** Folds events into rows: reads the rows it lacks once, and gives back what changed. Changes nothing itself. */
  async fold(store: ProjectionStore, events: readonly RecordedEvent[]): Promise<Folded> {
    const { projection } = this;
    const keysOf = events.map((event) => projection.keysOf(event));
    const keys = new Set(keysOf.flat());
    const missing = this.#missing(events, keysOf);
    const loaded = missing.length === 0 ? new Map<string, object>() : await store.load(projection, missing);
    const rows = new Map<string, object | undefined>(
      [...keys].map((key) => [key, this.#rows.get(key) ?? loaded.get(key)]),
    );
    const changed = new Map<string, object | undefined>();
    for (const [index, event] of events.entries())
      for (const key of keysOf[index]!) {
        const before = rows.get(key);
        const after = projection.evolve(before, event, key) as object | undefined;
        if (after === before) continue;
        rows.set(key, after);
        changed.set(key, after);
      }
    const deletes = [...changed].filter(([, row]) => row === undefined).map(([key]) => key);
    return { write: { projection, upserts: [...changed.values()].filter(present), deletes }, changed };
  }

  /** Keys whose rows have to be read: neither in memory, nor begun by the first of these events that touches them. */
  #missing(events: readonly RecordedEvent[], keysOf: readonly (readonly string[])[]): string[] {
    const begins = this.projection.begins;
    const met = new Set<string>();
    const missing: string[] = [];
    for (const [index, event] of events.entries())
      for (const key of keysOf[index]!) {
        if (met.has(key)) continue;
        met.add(key);
        if (!this.#rows.has(key) && begins?.(event) !== true) missing.push(key);
      }
    return missing;
  }

  /** Everything up to here is in the rows, if it was not before. */
  passed(position: bigint): void {
    if (position > this.position) this.position = position;
  }

  /**
   * Goes on from where somebody else has taken the checkpoint, such as a rebuild that has put rows right. What is kept in
   * memory may be wrong then. The feed brings everything after the old place, so what lies between is passed over.
   */
  async goOnFromStored(store: ProjectionStore): Promise<void> {
    this.#rows.clear();
    this.stored = (await store.prepare([this.projection])).get(this.projection)!;
    this.passed(this.stored);
  }

  /** Keeps the rows of a fold that is written. */
  keep({ changed }: Folded): void {
    for (const [key, row] of changed)
      if (row === undefined) this.#rows.delete(key);
      else this.#rows.set(key, row);
  }
}
