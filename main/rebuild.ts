import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '../domains/kernel/event-store.ts';
import { fanOut, type FanOut, type LogConsumer } from '../infra/fan-out.ts';
import type { Difference, RebuildTarget } from '../infra/rebuild-target.ts';
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
  readonly target: RebuildTarget;
  readonly endOfLog: () => Promise<bigint | undefined>;
  readonly onProgress: (progress: RebuildProgress) => void;
};

const positionOf = (runner: ProjectionRunner): bigint => [...runner.positions.values()][0]!;

/** What differs each time it is looked at. */
const lastingDifferences = async (target: RebuildTarget): Promise<readonly Difference[]> => {
  let lasting = await target.differences();
  for (let look = 1; look < LOOKS_MAX && lasting.length > 0; look += 1) {
    await setTimeout(LOOK_MS);
    const now = new Set((await target.differences()).map(({ key, kind }) => `${kind} ${key}`));
    lasting = lasting.filter(({ key, kind }) => now.has(`${kind} ${key}`));
  }
  return lasting;
};

/** The rows built beside, which follow the log for as long as they are told to. */
class Build {
  readonly runner: ProjectionRunner;
  readonly #store: EventStore;
  #feed: FanOut | undefined;
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
    // As the system itself does it: what comes while rows are written goes together, and a store that is away is waited for.
    const consumer: LogConsumer = {
      name: 'rebuild',
      after,
      gatherMs: 0,
      onBatch: async (batch) => {
        await this.runner.onBatch(batch);
        this.events += batch.events.length;
      },
    };
    this.#feed = fanOut(this.#store, [consumer], { onRetry: () => undefined, onStopped: () => undefined });
  }

  /** Why it goes no further. */
  get stoppedBy(): Error | undefined {
    const [cause] = [...this.runner.stopped.values(), ...(this.#feed?.stopped.values() ?? [])];
    return cause === undefined || cause instanceof Error ? cause : new Error('the feed has ended', { cause });
  }

  /** Ends the feed, with the checkpoint at the last event that came. */
  async hold(): Promise<void> {
    await this.#feed?.close();
    this.#feed = undefined;
    await this.runner.flush();
  }
}

const untilReached = async (build: Build, target: bigint, tell?: () => void): Promise<void> => {
  for (let told = performance.now(); build.position < target;) {
    await setTimeout(POLL_MS);
    if (build.stoppedBy !== undefined) throw build.stoppedBy;
    if (performance.now() - told < TELL_MS) continue;
    told = performance.now();
    tell?.();
  }
};

const switched = async ({ target, endOfLog }: Parts, build: Build): Promise<number> => {
  for (let attempt = 1; attempt <= SWITCHES_MAX; attempt += 1) {
    await untilReached(build, (await endOfLog()) ?? -1n);
    // Held, so that the rows are those of the position that they are put in place with.
    await build.hold();
    const replaced = await target.putInPlace(build.position);
    if (replaced !== undefined) return replaced;
    build.follow();
    await setTimeout(SWITCH_PAUSE_MS);
  }
  throw new Error('The read model was always further than the rows built beside it; nothing was changed.');
};

/**
 * Builds a projection from the log beside the one that readers see, and compares them row by row. With `replace` the built
 * rows take the place of the others at one moment. The system serves meanwhile; what was built beside is taken away after.
 * Throws when the projection cannot take an event.
 */
export const rebuild = async (parts: Parts, replace: boolean): Promise<RebuildResult> => {
  const { store, target, endOfLog, onProgress } = parts;
  const end = (await endOfLog()) ?? -1n;
  const beside = await target.begin();
  let build: Build | undefined;
  try {
    const building = new Build(await projectionRunner([beside.projection], beside.store), store);
    build = building;
    const tell = (): void => {
      onProgress({ position: building.position, target: end, events: building.events });
    };
    building.follow();
    await untilReached(building, end, tell);
    tell();
    const differences = await lastingDifferences(target);
    const replaced = replace ? await switched(parts, building) : undefined;
    const { position, events } = building;
    return { position, events, differences, ...(replaced === undefined ? {} : { replaced }) };
  } finally {
    await build?.hold();
    await target.end();
  }
};
