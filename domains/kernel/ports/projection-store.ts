import type { AnyProjection } from '../projection.ts';

export type ProjectionWrite = {
  readonly projection: AnyProjection;
  readonly upserts: readonly object[];
  readonly deletes: readonly string[];
};

/** Somebody else has written, and the checkpoint stands further than this process left it. Nothing was written. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
  constructor(cause?: unknown) {
    super('another process has moved this checkpoint', { cause });
  }
}

/** Where rows and checkpoints live. Rows and checkpoints commit together. */
export type ProjectionStore = {
  /** Makes what is missing and answers where each projection stands; -1 before the first event. */
  prepare(projections: readonly AnyProjection[]): Promise<ReadonlyMap<AnyProjection, bigint>>;
  /** Lets readers see this version from now on. */
  activate(projection: AnyProjection): Promise<void>;
  load(projection: AnyProjection, keys: readonly string[]): Promise<ReadonlyMap<string, object>>;
  /** Moves the checkpoints of `moved` to `to`; throws `CheckpointMoved` when one stands beyond `from`. */
  write(writes: readonly ProjectionWrite[], moved: readonly AnyProjection[], from: bigint, to: bigint): Promise<void>;
};
