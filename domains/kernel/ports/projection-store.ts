import type { AnyProjection } from '../projection.ts';

export type ProjectionWrite = {
  readonly projection: AnyProjection;
  readonly upserts: readonly object[];
  readonly deletes: readonly string[];
};

/** Where rows and checkpoints live. Rows and checkpoints commit together. */
export type ProjectionStore = {
  /** Makes what is missing and answers where each projection stands; -1 before the first event. */
  prepare(projections: readonly AnyProjection[]): Promise<ReadonlyMap<AnyProjection, bigint>>;
  /** Lets readers see this version from now on. */
  activate(projection: AnyProjection): Promise<void>;
  load(projection: AnyProjection, keys: readonly string[]): Promise<ReadonlyMap<string, object>>;
  /** Moves the checkpoints of `moved` to `to`; throws when one stands beyond `from`, since then somebody else has written. */
  write(writes: readonly ProjectionWrite[], moved: readonly AnyProjection[], from: bigint, to: bigint): Promise<void>;
};
