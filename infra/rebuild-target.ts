import type { ProjectionStore } from '../domains/kernel/ports/projection-store.ts';
import type { AnyProjection } from '../domains/kernel/projection.ts';

/** Differing rows that are named. */
export const DIFFERENCES_MAX = 1_000;
export type Difference = { readonly key: string; readonly kind: 'missing' | 'surplus' | 'different' };

/** One read model in its store, as a rebuild sees it. */
export type RebuildTarget = {
  /** What is built beside the one that readers see, and where its rows go; what an earlier attempt has left goes away. */
  begin(): Promise<{ readonly projection: AnyProjection; readonly store: ProjectionStore }>;
  /** How the rows that readers see differ from those that are built. */
  differences(): Promise<readonly Difference[]>;
  /**
   * Lets readers see what is built up to `position`, from one moment to the next. Answers how many rows were put right;
   * undefined when what is built must catch up before that.
   */
  putInPlace(position: bigint): Promise<number | undefined>;
  /** Takes away what is not needed after it was put in place, or was not. */
  end(): Promise<void>;
};
