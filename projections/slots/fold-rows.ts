import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { AnyProjection } from '../../domains/kernel/projection.ts';

/** A fold that throws does so every time it is given this event, so it is not tried again. */
export class FoldFailed extends Error {
  readonly event: RecordedEvent;
  constructor(event: RecordedEvent, cause: unknown) {
    super('a projection could not take an event', { cause });
    this.event = event;
  }
}

const taking = <T>(event: RecordedEvent, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw new FoldFailed(event, error);
  }
};

/** The keys of all rows that these events touch. Throws FoldFailed. */
export const keysTouched = (projection: AnyProjection, events: readonly RecordedEvent[]): readonly string[] => [
  ...new Set(events.flatMap((event) => taking(event, () => projection.keysOf(event)))),
];

/** Folds events, oldest first, on rows as they are; gives the rows that changed, undefined for one that is gone. Throws FoldFailed. */
export const foldRows = (
  projection: AnyProjection,
  events: readonly RecordedEvent[],
  rows: ReadonlyMap<string, object>,
): ReadonlyMap<string, object | undefined> => {
  const changed = new Map<string, object | undefined>();
  for (const event of events)
    for (const key of projection.keysOf(event)) {
      const before = changed.has(key) ? changed.get(key) : rows.get(key);
      const after = taking(event, () => projection.evolve(before, event, key) as object | undefined);
      if (after !== before) changed.set(key, after);
    }
  return changed;
};
