import type { EventStore } from '../../domains/kernel/event-store.ts';
import type { Random } from './random.ts';

/** The process died here. Whatever was only in its memory is gone; what was appended stays. */
export class Crash extends Error {
  constructor() {
    super('crash');
  }
}

export type FaultCounts = {
  crashes: number;
  duplicates: number;
  reorderings: number;
  refusals: number;
  delays: number;
};
export type FaultRates = {
  readonly crashBeforeAppend: number;
  readonly crashAfterAppend: number;
  readonly duplicate: number;
  readonly reorder: number;
  readonly gateway: number;
  /** Refunds that a bank thinks about for a day, and those of them that it then refuses. */
  readonly slowRefunds: number;
  readonly failedRefunds: number;
};

/** Often enough that every checkout meets some fault, rarely enough that most come to an end at once. */
export const USUAL_RATES: FaultRates = {
  crashBeforeAppend: 0.002,
  crashAfterAppend: 0.004,
  duplicate: 0.05,
  reorder: 0.2,
  gateway: 0.05,
  slowRefunds: 0.3,
  failedRefunds: 0.3,
};

/** A log whose writer may die just before or just after an append: after it, the answer is lost and the event is there. */
export const crashingStore = (
  store: EventStore,
  random: Random,
  rates: FaultRates,
  counts: FaultCounts,
): EventStore => ({
  readStream: (stream, fromRevision) => store.readStream(stream, fromRevision),
  readSinceNewest: (stream, type) => store.readSinceNewest(stream, type),
  subscribe: (after, onBatch) => store.subscribe(after, onBatch),
  append: async (stream, expected, events) => {
    const die = (): never => {
      counts.crashes += 1;
      throw new Crash();
    };
    if (random.chance(rates.crashBeforeAppend)) die();
    const outcome = await store.append(stream, expected, events);
    if (random.chance(rates.crashAfterAppend)) die();
    return outcome;
  },
});
