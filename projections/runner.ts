import { LRUCache } from 'lru-cache';
import type { FeedBatch, RecordedEvent } from '../domains/kernel/event-store.ts';
import type { ProjectionStore, ProjectionWrite } from '../domains/kernel/ports/projection-store.ts';
import type { AnyProjection } from '../domains/kernel/projection.ts';

/** Rows kept per projection, so that a row that changes often is not read back each time. */
export const ROWS_CACHED_MAX = 5_000;
/** Checkpoints of projections that had nothing to write are stored after so many batches. */
const QUIET_BATCHES_MAX = 200;

type Runner = {
  readonly projection: AnyProjection;
  readonly handled: ReadonlySet<string>;
  readonly rows: LRUCache<string, object>;
  /** Events up to here are in the rows. */
  position: bigint;
  /** What the store's checkpoint says; behind `position` while there was nothing to write. */
  stored: bigint;
};

export type ProjectionRunner = {
  /** Where the slowest projection stands: the place to resume the feed from. */
  readonly resumeAfter: bigint | undefined;
  readonly positions: ReadonlyMap<string, bigint>;
  onBatch(batch: FeedBatch): Promise<void>;
  /** Stores the checkpoints of projections that had nothing to write. */
  flush(): Promise<void>;
};

const present = (row: object | undefined): row is object => row !== undefined;

/** Folds the batch into rows: reads the rows it lacks once, and gives back what changed. */
const project = async (
  store: ProjectionStore,
  runner: Runner,
  events: readonly RecordedEvent[],
): Promise<{ write: ProjectionWrite; changed: ReadonlyMap<string, object | undefined> }> => {
  const { projection } = runner;
  const keysOf = events.map((event) => projection.keysOf(event));
  const keys = new Set(keysOf.flat());
  const missing = [...keys].filter((key) => !runner.rows.has(key));
  const loaded = missing.length === 0 ? new Map<string, object>() : await store.load(projection, missing);
  const rows = new Map<string, object | undefined>(
    [...keys].map((key) => [key, runner.rows.get(key) ?? loaded.get(key)]),
  );
  const changed = new Map<string, object | undefined>();
  for (const [index, event] of events.entries())
    for (const key of keysOf[index]!) {
      const before = rows.get(key);
      const after = projection.evolve(before, event, key) as object | undefined;
      if (after === before) continue;
      rows.set(key, after);
      changed.set(key, after);
    }
  const deletes = [...changed].filter(([, row]) => row === undefined).map(([key]) => key);
  return { write: { projection, upserts: [...changed.values()].filter(present), deletes }, changed };
};

/** Runs projections in step: one batch, one write for all of their rows and checkpoints. */
export const projectionRunner = async (
  projections: readonly AnyProjection[],
  store: ProjectionStore,
): Promise<ProjectionRunner> => {
  const positions = await store.prepare(projections);
  const runners = projections.map<Runner>((projection) => {
    const position = positions.get(projection)!;
    return {
      projection,
      handled: new Set(projection.handles as string[]),
      rows: new LRUCache({ max: ROWS_CACHED_MAX }),
      position,
      stored: position,
    };
  });
  let quietBatches = 0;

  const moveCheckpoints = async (
    writes: readonly ProjectionWrite[],
    moved: readonly Runner[],
    to: bigint,
  ): Promise<void> => {
    const from = moved.reduce((highest, { stored }) => (stored > highest ? stored : highest), -1n);
    await store.write(
      writes,
      moved.map(({ projection }) => projection),
      from,
      to,
    );
    for (const runner of moved) runner.stored = to;
  };

  const flush = async (): Promise<void> => {
    quietBatches = 0;
    for (const runner of runners)
      if (runner.stored < runner.position) await moveCheckpoints([], [runner], runner.position);
  };

  const onBatch = async ({ events, position }: FeedBatch): Promise<void> => {
    const behind = runners.filter((runner) => runner.position < position);
    const worked: { runner: Runner; result: Awaited<ReturnType<typeof project>> }[] = [];
    for (const runner of behind) {
      const own = events.filter((event) => event.position > runner.position && runner.handled.has(event.type));
      if (own.length > 0) worked.push({ runner, result: await project(store, runner, own) });
    }
    const writes = worked
      .map(({ result }) => result.write)
      .filter(({ upserts, deletes }) => upserts.length + deletes.length > 0);
    if (writes.length > 0)
      await moveCheckpoints(
        writes,
        worked.map(({ runner }) => runner),
        position,
      );
    for (const { runner, result } of worked)
      for (const [key, row] of result.changed)
        if (row === undefined) runner.rows.delete(key);
        else runner.rows.set(key, row);
    for (const runner of behind) runner.position = position;
    if ((quietBatches += 1) >= QUIET_BATCHES_MAX) await flush();
  };

  return {
    get resumeAfter() {
      const lowest = runners.reduce<bigint | undefined>(
        (low, { position }) => (low === undefined || position < low ? position : low),
        undefined,
      );
      return lowest === undefined || lowest < 0n ? undefined : lowest;
    },
    get positions() {
      return new Map(runners.map(({ projection, position }) => [projection.name, position]));
    },
    onBatch,
    flush,
  };
};
