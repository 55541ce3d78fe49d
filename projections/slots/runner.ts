import type { FeedBatch, RecordedEvent } from '../../domains/kernel/event-store.ts';
import {
  RowAppeared,
  type SlotMove,
  type SlotProjectionStore,
  type SlotTransaction,
  type SlotWrite,
} from '../../domains/kernel/ports/slot-projection-store.ts';
import type { AnyProjection } from '../../domains/kernel/projection.ts';
import { FoldFailed, foldRows, keysTouched } from './fold-rows.ts';

/** Two slots that keep making the same rows at once would be a mistake of the store. */
const FOLDS_MAX = 10;

type Runner = {
  readonly projection: AnyProjection;
  readonly handled: ReadonlySet<string>;
  /** Events up to here are in the rows. */
  position: bigint;
  /** What the store's checkpoint says; behind `position` while there was nothing to write. */
  stored: bigint;
  /** The projection cannot take an event; its checkpoint stays before it until it is mended and the process restarted. */
  halted: boolean;
};
type Share = { readonly runner: Runner; readonly events: readonly RecordedEvent[] };

/** A projection that has stopped in one slot, and the event that it stopped before. */
export type Halt = {
  readonly projection: string;
  readonly type: string;
  readonly stream: string;
  readonly position: bigint;
  readonly error: unknown;
};

const writeOf = async (transaction: SlotTransaction, { runner, events }: Share): Promise<SlotWrite> => {
  const { projection } = runner;
  const rows = await transaction.load(projection, keysTouched(projection, events));
  const updates: object[] = [];
  const inserts: object[] = [];
  const deletes: string[] = [];
  for (const [key, row] of foldRows(projection, events, rows))
    if (row !== undefined) (rows.has(key) ? updates : inserts).push(row);
    else if (rows.has(key)) deletes.push(key);
  return { projection, updates, inserts, deletes };
};

const lowestOf = (positions: readonly bigint[]): bigint | undefined =>
  positions.reduce<bigint | undefined>((low, next) => (low === undefined || next < low ? next : low), undefined);

/** Runs all projections of one slot in step. Rows are read and written in one transaction, since other slots may share them. */
export class SlotRunner {
  readonly #slot: number;
  readonly #store: SlotProjectionStore;
  readonly #runners: readonly Runner[];
  readonly #onHalt: (halt: Halt) => Promise<void>;

  private constructor(
    slot: number,
    store: SlotProjectionStore,
    runners: readonly Runner[],
    onHalt: (halt: Halt) => Promise<void>,
  ) {
    this.#slot = slot;
    this.#store = store;
    this.#runners = runners;
    this.#onHalt = onHalt;
  }

  /** Finds out where every projection stands in this slot. */
  static async open(
    slot: number,
    projections: readonly AnyProjection[],
    store: SlotProjectionStore,
    onHalt: (halt: Halt) => Promise<void>,
  ): Promise<SlotRunner> {
    const stored = await store.positions(slot, projections);
    const runners = projections.map<Runner>((projection) => {
      const position = stored.get(projection)!;
      const handled = new Set<string>(projection.handles as readonly string[]);
      return { projection, handled, position, stored: position, halted: false };
    });
    return new SlotRunner(slot, store, runners, onHalt);
  }

  /** Where the slowest projection stands: the place to resume from. */
  get resumeAfter(): bigint | undefined {
    const lowest = lowestOf(this.#runners.map(({ position }) => position));
    return lowest === undefined || lowest < 0n ? undefined : lowest;
  }

  get positions(): ReadonlyMap<string, bigint> {
    return new Map(this.#runners.map(({ projection, position }) => [projection.name, position]));
  }

  /** Throws `SlotTaken` when the slot is somebody else's by now, and whatever the store throws. */
  async onBatch(batch: FeedBatch): Promise<void> {
    await this.#haltBeforeUndecodable(batch);
    for (let fold = 1; ; fold += 1)
      try {
        await this.#projectOnce(batch);
        return;
      } catch (error) {
        if (!(error instanceof RowAppeared) || fold >= FOLDS_MAX) throw error;
      }
  }

  /** Stores checkpoints of projections that had nothing to write; answers what all that go on have stored. */
  async flush(): Promise<bigint> {
    const going = this.#runners.filter(({ halted }) => !halted);
    const quiet = going.filter((runner) => runner.stored < runner.position);
    if (quiet.length > 0) {
      const moves = quiet.map(({ projection, stored: from, position: to }) => ({ projection, from, to }));
      await this.#store.transaction(this.#slot, (transaction) => transaction.write([], moves));
      for (const runner of quiet) runner.stored = runner.position;
    }
    return lowestOf(going.map(({ stored }) => stored)) ?? -1n;
  }

  async #projectOnce({ events, position }: FeedBatch): Promise<void> {
    const behind = this.#runners.filter((runner) => !runner.halted && runner.position < position);
    const shares = behind
      .map<Share>((runner) => ({
        runner,
        events: events.filter((event) => event.position > runner.position && runner.handled.has(event.type)),
      }))
      .filter((share) => share.events.length > 0);
    const isWritten = shares.length === 0 || (await this.#writeShares(shares, position));
    if (!isWritten) return this.#projectOnce({ events, position });
    for (const runner of behind) runner.position = position;
  }

  /** False when one of them had to be halted, so that the others are to be tried without it. */
  async #writeShares(shares: readonly Share[], to: bigint): Promise<boolean> {
    let current: Runner | undefined;
    try {
      await this.#store.transaction(this.#slot, async (transaction) => {
        const writes: SlotWrite[] = [];
        for (const share of shares) {
          current = share.runner;
          writes.push(await writeOf(transaction, share));
        }
        const moves = shares.map<SlotMove>(({ runner: { projection, stored: from } }) => ({ projection, from, to }));
        await transaction.write(writes, moves);
      });
    } catch (error) {
      if (!(error instanceof FoldFailed)) throw error;
      await this.#halt(current!, { ...error.event, error: error.cause });
      return false;
    }
    for (const { runner } of shares) runner.stored = to;
    return true;
  }

  async #haltBeforeUndecodable({ undecodable = [] }: FeedBatch): Promise<void> {
    for (const bad of undecodable)
      for (const runner of this.#runners)
        if (!runner.halted && runner.handled.has(bad.type) && bad.position > runner.position)
          await this.#halt(runner, bad);
  }

  async #halt(runner: Runner, { type, stream, position, error }: Omit<Halt, 'projection'>): Promise<void> {
    runner.halted = true;
    await this.#onHalt({ projection: runner.projection.name, type, stream, position, error });
  }
}
