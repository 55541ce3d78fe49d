import { setTimeout } from 'node:timers/promises';
import type { EventStore, Subscription } from '../domains/kernel/event-store.ts';
import type { AnyProjection } from '../domains/kernel/projection.ts';
import type { Database } from '../infra/postgres/database.ts';
import { postgresProjectionStore } from '../infra/postgres/projection-store.ts';
import { besideOf, differencesOf, dropBeside, putInPlace, type Difference } from '../infra/postgres/rebuild.ts';
import { projectionRunner, type ProjectionRunner } from '../projections/runner.ts';

/** Live rows and built rows are read at one moment but may stand an event apart: what still differs after so many looks differs. */
const LOOKS_MAX = 5;
const LOOK_MS = 500;
const SWITCHES_MAX = 40;
const SWITCH_PAUSE_MS = 250;
const TELL_MS = 1_000;
const POLL_MS = 10;

export type RebuildProgress = { readonly position: bigint; readonly target: bigint; readonly events: number };
export type RebuildResult = {
  readonly position: bigint;
  readonly events: number;
  readonly differences: readonly Difference[];
  /** Rows that were put right; undefined when nothing was to be switched. */
  readonly replaced?: number;
};
type Parts = {
  readonly store: EventStore;
  readonly database: Database;
  readonly endOfLog: () => Promise<bigint | undefined>;
  readonly onProgress: (progress: RebuildProgress) => void;
};

const positionOf = (runner: ProjectionRunner): bigint => [...runner.positions.values()][0]!;

const untilReached = async (runner: ProjectionRunner, target: bigint, tell?: () => void): Promise<void> => {
  for (let told = performance.now(); positionOf(runner) < target;) {
    await setTimeout(POLL_MS);
    const [stopped] = runner.stopped.values();
    if (stopped !== undefined) throw stopped;
    if (performance.now() - told < TELL_MS) continue;
    told = performance.now();
    tell?.();
  }
};

/** What differs each time it is looked at. */
const lastingDifferences = async (database: Database, projection: AnyProjection): Promise<readonly Difference[]> => {
  let lasting = await differencesOf(database, projection);
  for (let look = 1; look < LOOKS_MAX && lasting.length > 0; look += 1) {
    await setTimeout(LOOK_MS);
    const now = new Set((await differencesOf(database, projection)).map(({ key, kind }) => `${kind} ${key}`));
    lasting = lasting.filter(({ key, kind }) => now.has(`${kind} ${key}`));
  }
  return lasting;
};

/** The rows built beside, which follow the log for as long as they are told to. */
class Build {
  readonly runner: ProjectionRunner;
  readonly #store: EventStore;
  #feed: Subscription | undefined;
  events = 0;

  constructor(runner: ProjectionRunner, store: EventStore) {
    this.runner = runner;
    this.#store = store;
  }

  get position(): bigint {
    return positionOf(this.runner);
  }

  follow(): void {
    const after = this.position < 0n ? undefined : this.position;
    this.#feed = this.#store.subscribe(after, async (batch) => {
      await this.runner.onBatch(batch);
      this.events += batch.events.length;
    });
  }

  async hold(): Promise<void> {
    await this.#feed?.close();
    this.#feed = undefined;
  }
}

const switched = async ({ database, endOfLog }: Parts, projection: AnyProjection, build: Build): Promise<number> => {
  for (let attempt = 1; attempt <= SWITCHES_MAX; attempt += 1) {
    await untilReached(build.runner, (await endOfLog()) ?? -1n);
    // Held, so that the rows are those of the position that they are put in place with.
    await build.hold();
    const replaced = await putInPlace(database, projection, build.position);
    if (replaced !== undefined) return replaced;
    build.follow();
    await setTimeout(SWITCH_PAUSE_MS);
  }
  throw new Error(`${projection.name} was always further than the rows built beside it; nothing was changed.`);
};

/**
 * Builds a projection from the log beside the one that readers see, and compares them row by row. With `replace` the built
 * rows take the place of the others at one moment. The system serves meanwhile; what was built beside is taken away after.
 * Throws when the projection cannot take an event.
 */
export const rebuild = async (parts: Parts, projection: AnyProjection, replace: boolean): Promise<RebuildResult> => {
  const { store, database, endOfLog, onProgress } = parts;
  await dropBeside(database, projection);
  const target = (await endOfLog()) ?? -1n;
  const build = new Build(await projectionRunner([besideOf(projection)], postgresProjectionStore(database)), store);
  const tell = (): void => {
    onProgress({ position: build.position, target, events: build.events });
  };
  build.follow();
  try {
    await untilReached(build.runner, target, tell);
    tell();
    const differences = await lastingDifferences(database, projection);
    const replaced = replace ? await switched(parts, projection, build) : undefined;
    const { position, events } = build;
    return { position, events, differences, ...(replaced === undefined ? {} : { replaced }) };
  } finally {
    await build.hold();
    await dropBeside(database, projection);
  }
};
