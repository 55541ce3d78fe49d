import { LRUCache } from 'lru-cache';
import type { AnyAggregate } from './aggregate.ts';
import type { EventStore, RecordedEvent } from './event-store.ts';
import { emptyFold, foldEvents, type Fold } from './stream-fold.ts';

/** A read of a stream that is under way, and the newest revision that was heard of since it began. */
type Reading = { newest: bigint };

/** Erased persons whose folds are not cached again; by the time that one of them drops out, their keys are long destroyed. */
const ERASED_REMEMBERED_MAX = 10_000;

/**
 * Folds of streams that this process has seen. Only an optimisation: with `max` 0 every fold is read. A fold never takes the
 * place of a newer one, and is not kept when the log is known to have gone on while it was read.
 */
export class FoldCache {
  readonly #store: EventStore;
  readonly #folds: LRUCache<string, Fold> | undefined;
  readonly #erased = new LRUCache<string, true>({ max: ERASED_REMEMBERED_MAX });
  readonly #readings = new Map<string, Set<Reading>>();
  /** Streams that are being begun here: the feed may tell of their first event before the append is answered. */
  readonly #beginning = new Map<string, AnyAggregate>();

  constructor(store: EventStore, max: number) {
    this.#store = store;
    this.#folds = max === 0 ? undefined : new LRUCache<string, Fold>({ max });
  }

  /** The fold, and whether it was just read from the log. A stream that is expected to be new is not read. */
  async load(aggregate: AnyAggregate, stream: string, expectedNew = false): Promise<{ fold: Fold; fresh: boolean }> {
    const cached = this.#folds?.get(stream);
    if (cached !== undefined) return { fold: cached, fresh: false };
    if (expectedNew) {
      this.#beginning.set(stream, aggregate);
      return { fold: emptyFold(aggregate), fresh: false };
    }
    const reading = this.#begin(stream);
    try {
      const fold = foldEvents(emptyFold(aggregate), await this.readNewest(aggregate, stream));
      if (fold.revision >= reading.newest) this.keep(stream, fold);
      return { fold, fresh: true };
    } finally {
      this.#end(stream, reading);
    }
  }

  /** The events that a fold needs: the whole stream, or what follows its newest closing event. */
  readNewest({ closing }: AnyAggregate, stream: string): Promise<readonly RecordedEvent[]> {
    return closing === undefined ? this.#store.readStream(stream) : this.#store.readSinceNewest(stream, closing);
  }

  /** Folds what the log holds beyond this fold. */
  async refresh(stream: string, fold: Fold): Promise<Fold> {
    const newer = foldEvents(fold, await this.#store.readStream(stream, fold.revision + 1n));
    this.keep(stream, newer);
    return newer;
  }

  keep(stream: string, fold: Fold): void {
    const present = this.#folds?.peek(stream);
    if (present !== undefined && present.revision >= fold.revision) return;
    // A command that was under way when the person was erased must not bring back what it knew.
    if (this.#erased.size > 0 && [...fold.persons].some((person) => this.#erased.has(person))) this.forget(stream);
    else this.#folds?.set(stream, fold);
  }

  /** Whoever was to begin this stream has, or has not; the feed is not expected to any more. */
  begun(stream: string): void {
    this.#beginning.delete(stream);
  }

  forget(stream: string): void {
    this.#folds?.delete(stream);
  }

  /** Drops every fold that may show this person in clear, and caches none of them again. */
  forgetPerson(person: string): void {
    this.#erased.set(person, true);
    for (const [stream, { persons }] of this.#folds?.entries() ?? []) if (persons.has(person)) this.forget(stream);
  }

  /** An event that somebody may have appended elsewhere: the fold takes it in, or is forgotten when it lacks others too. */
  observe(event: RecordedEvent): void {
    const { stream, revision } = event;
    for (const reading of this.#readings.get(stream) ?? []) if (revision > reading.newest) reading.newest = revision;
    const cached = this.#folds?.peek(stream) ?? this.#begunBy(event);
    if (cached === undefined || cached.revision >= revision) return;
    if (cached.revision !== revision - 1n) this.forget(stream);
    else
      try {
        this.keep(stream, foldEvents(cached, [event]));
      } catch {
        // Whoever needs this stream reads it and is told what is wrong; the others go on.
        this.forget(stream);
      }
  }

  #begunBy({ stream, revision }: RecordedEvent): Fold | undefined {
    const aggregate = revision === 0n ? this.#beginning.get(stream) : undefined;
    return aggregate === undefined ? undefined : emptyFold(aggregate);
  }

  #begin(stream: string): Reading {
    const reading: Reading = { newest: -1n };
    this.#readings.set(stream, (this.#readings.get(stream) ?? new Set()).add(reading));
    return reading;
  }

  #end(stream: string, reading: Reading): void {
    const readings = this.#readings.get(stream);
    readings?.delete(reading);
    if (readings?.size === 0) this.#readings.delete(stream);
  }
}
