import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { sagaInstances, type SagaInstanceRow } from '../../projections/saga-instances.ts';

export type Due = {
  readonly saga: string;
  readonly instance: string;
  readonly name: string;
  readonly dueAt: string;
  readonly inputId: string;
  readonly correlationId: string;
};

/** Sorts by time, since instants sort as text. */
const placeOf = (dueAt: string, key: string): string => `${dueAt} ${key}`;
const keyOf = (place: string): string => place.slice(place.indexOf(' ') + 1);

/** What processes wait for: the scheduler's read model, folded in memory. Instances that are done are forgotten. */
export class Deadlines {
  readonly #rows = new Map<string, SagaInstanceRow>();
  /** Sorted, so that a look at what is due costs nothing while tens of thousands wait. */
  readonly #waiting: string[] = [];

  note(event: RecordedEvent): void {
    const [key] = sagaInstances.keysOf(event as never) as [string];
    const before = this.#rows.get(key);
    const row = sagaInstances.evolve(before, event as never, key)!;
    if (row.done) this.#rows.delete(key);
    else this.#rows.set(key, row);
    if (before !== undefined && before.next_due_at !== '') {
      const place = placeOf(before.next_due_at, key);
      this.#waiting.splice(this.#find(place), 1);
    }
    if (row.next_due_at === '' || row.done) return;
    const place = placeOf(row.next_due_at, key);
    this.#waiting.splice(this.#find(place), 0, place);
  }

  /** The index of the first place that is not before this one. */
  #find(place: string): number {
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#waiting[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get nextDueAt(): string | undefined {
    const [first] = this.#waiting;
    return first?.slice(0, first.indexOf(' '));
  }

  get unfinished(): readonly SagaInstanceRow[] {
    return [...this.#rows.values()];
  }

  dueAt(now: string): readonly Due[] {
    const due: Due[] = [];
    for (const place of this.#waiting) {
      if (place.slice(0, place.indexOf(' ')) > now) break;
      const { saga, instance, deadlines, correlation_id: correlationId } = this.#rows.get(keyOf(place))!;
      for (const deadline of deadlines)
        if (deadline.dueAt <= now) due.push({ ...deadline, saga, instance, correlationId });
    }
    return due;
  }
}
