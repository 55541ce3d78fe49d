import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { WriteRoute } from '../../domains/kernel/routes.ts';
import type { AnySaga } from '../../domains/kernel/saga.ts';

/** What the core is made of. */
export type Parts = {
  readonly aggregates: readonly AnyAggregate[];
  readonly sagas: readonly AnySaga[];
  readonly reactors: () => readonly Reactor[];
  readonly writes: readonly WriteRoute[];
};
/** What came of something that may die in the middle. */
export type Survived<T> = { readonly survived: true; readonly value: T } | { readonly survived: false };
