import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import type { EventStore } from '../../domains/kernel/event-store.ts';

/** Folds a stream from the log as it is now. */
export const stateReader =
  (store: EventStore) =>
  async <S>(aggregate: AnyAggregate, streamId: string): Promise<S> =>
    (await store.readStream(`${aggregate.category}-${streamId}`)).reduce<unknown>(
      (state, event) => aggregate.decider.evolve(state, event) as unknown,
      aggregate.decider.initial,
    ) as S;
