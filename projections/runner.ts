import type { FeedBatch } from '../domains/kernel/event-store.ts';
import type { ProjectionStore } from '../domains/kernel/ports/projection-store.ts';
import { StoreUnavailable } from '../domains/kernel/ports/store-unavailable.ts';
import type { AnyProjection } from '../domains/kernel/projection.ts';
import { RunningProjection } from './running/running-projection.ts';
import { moveCheckpoints, projectAlone, projectTogether } from './running/writes.ts';

export { ROWS_CACHED_MAX } from './running/running-projection.ts';

/** Checkpoints of projections that had nothing to write are stored after so many batches. */
const QUIET_BATCHES_MAX = 200;

export type ProjectionRunner = {
  /** Where the slowest projection stands: the place to resume the feed from. */
  readonly resumeAfter: bigint | undefined;
  readonly positions: ReadonlyMap<string, bigint>;
  /** Projections that met an event they cannot project, by name, and why; the others go on. */
  readonly stopped: ReadonlyMap<string, Error>;
  /** Throws StoreUnavailable while the store does not answer, and for nothing else. */
  onBatch(batch: FeedBatch): Promise<void>;
  /** Stores the checkpoints of projections that had nothing to write. */
  flush(): Promise<void>;
};

class BatchRunner implements ProjectionRunner {
  readonly #store: ProjectionStore;
  readonly #all: readonly RunningProjection[];
  readonly #onStopped: (projection: string, error: Error) => void;
  #quietBatches = 0;

  constructor(
    store: ProjectionStore,
    all: readonly RunningProjection[],
    onStopped: (projection: string, error: Error) => void,
  ) {
    this.#store = store;
    this.#all = all;
    this.#onStopped = onStopped;
  }

  get resumeAfter(): bigint | undefined {
    const positions = this.#all.map(({ position }) => position);
    const lowest = positions.reduce<bigint | undefined>(
      (low, position) => (low === undefined || position < low ? position : low),
      undefined,
    );
    return lowest === undefined || lowest < 0n ? undefined : lowest;
  }

  get positions(): ReadonlyMap<string, bigint> {
    return new Map(this.#all.map(({ projection, position }) => [projection.name, position]));
  }

  get stopped(): ReadonlyMap<string, Error> {
    const stopped = new Map<string, Error>();
    for (const { projection, stoppedBy } of this.#all)
      if (stoppedBy !== undefined) stopped.set(projection.name, stoppedBy);
    return stopped;
  }

  async onBatch(batch: FeedBatch): Promise<void> {
    const behind = this.#going().filter(({ position }) => position < batch.position);
    const clean = behind.filter((running) => running.firstUndecodable(batch) === undefined);
    const alone = behind.filter((running) => !clean.includes(running));
    try {
      await projectTogether(this.#store, clean, batch);
    } catch {
      // One of them cannot take the batch, or the store is away: which it is shows when each is tried by itself.
      alone.push(...clean);
    }
    for (const running of alone) {
      await projectAlone(this.#store, running, batch);
      if (running.stoppedBy !== undefined) this.#onStopped(running.projection.name, running.stoppedBy);
    }
    if ((this.#quietBatches += 1) >= QUIET_BATCHES_MAX) await this.flush();
  }

  async flush(): Promise<void> {
    this.#quietBatches = 0;
    for (const running of this.#going())
      if (running.stored < running.position)
        try {
          await moveCheckpoints(this.#store, [], [running], running.position);
        } catch (error) {
          throw new StoreUnavailable('The store of read models', 'did not take a checkpoint', error);
        }
  }

  #going(): RunningProjection[] {
    return this.#all.filter(({ stoppedBy }) => stoppedBy === undefined);
  }
}

/**
 * Runs projections in step: one batch, one write for all of their rows and checkpoints. When that write fails each projection
 * is tried by itself, and one that cannot take an event is stopped before it and named in `stopped`.
 */
export const projectionRunner = async (
  projections: readonly AnyProjection[],
  store: ProjectionStore,
  onStopped: (projection: string, error: Error) => void = () => undefined,
): Promise<ProjectionRunner> => {
  const positions = await store.prepare(projections);
  const all = projections.map((projection) => new RunningProjection(projection, positions.get(projection)!));
  return new BatchRunner(store, all, onStopped);
};
