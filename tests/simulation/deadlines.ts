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

/** What processes wait for: the scheduler's read model, folded in memory. */
export class Deadlines {
  readonly #rows = new Map<string, SagaInstanceRow>();
  readonly #waiting = new Set<string>();

  note(event: RecordedEvent): void {
    const [key] = sagaInstances.keysOf(event as never) as [string];
    const row = sagaInstances.evolve(this.#rows.get(key), event as never, key)!;
    this.#rows.set(key, row);
    if (row.next_due_at === '' || row.done) this.#waiting.delete(key);
    else this.#waiting.add(key);
  }

  get nextDueAt(): string | undefined {
    let least: string | undefined;
    for (const key of this.#waiting) {
      const due = this.#rows.get(key)!.next_due_at;
      if (least === undefined || due < least) least = due;
    }
    return least;
  }

  get unfinished(): readonly SagaInstanceRow[] {
    return [...this.#rows.values()].filter(({ done }) => !done);
  }

  dueAt(now: string): readonly Due[] {
    return [...this.#waiting].flatMap((key) => {
      const { saga, instance, deadlines, correlation_id: correlationId } = this.#rows.get(key)!;
      return deadlines
        .filter(({ dueAt }) => dueAt <= now)
        .map((deadline) => ({ ...deadline, saga, instance, correlationId }));
    });
  }
}
