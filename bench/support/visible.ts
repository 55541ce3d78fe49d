import type { Core } from '../../main/core.ts';
import { writeProduct } from './catalogue-events.ts';
import { pause, say } from './feed-hosts.ts';

const SAMPLES = 300;
const EVENTS_PER_WRITE = 5;
const WRITES_AT_ONCE_MAX = 8;
const MS_PER_SECOND = 1_000;

/** Resolves when all read models have everything up to the position. */
type Reached = (position: bigint) => Promise<unknown>;

/** Writes at a steady pace, as far as the log keeps up, until the signal; says how many events a second it came to. */
const background = async (core: Core, perSecond: number, signal: AbortSignal): Promise<number> => {
  const began = performance.now();
  const underWay: Promise<unknown>[] = [];
  let written = 0;
  for (; !signal.aborted; written += 1) {
    const early = began + (written * EVENTS_PER_WRITE * MS_PER_SECOND) / perSecond - performance.now();
    if (early > 0) await pause(early);
    underWay.push(writeProduct(core.store, written, EVENTS_PER_WRITE - 2));
    if (underWay.length === WRITES_AT_ONCE_MAX) await underWay.shift();
  }
  const seconds = (performance.now() - began) / MS_PER_SECOND;
  await Promise.all(underWay);
  return Math.round((written * EVENTS_PER_WRITE) / seconds);
};

/** The time from an acknowledged append to all read models having it, with so many other events a second beside it. */
export const measureVisible = async (
  core: Core,
  profile: string,
  perSecond: number,
  reached: Reached,
): Promise<void> => {
  const times: number[] = [];
  const over = new AbortController();
  const load = perSecond === 0 ? Promise.resolve(0) : background(core, perSecond, over.signal);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const appended = await writeProduct(core.store, sample, 0);
    if (appended.outcome !== 'appended') throw new Error(`a write came to ${appended.outcome}`);
    const began = performance.now();
    await reached(appended.position);
    times.push(performance.now() - began);
  }
  over.abort();
  const others = await load;
  times.sort((one, other) => one - other);
  const at = (part: number): number => Math.round(times[Math.floor(times.length * part)]! * 10) / 10;
  const figures = { p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) };
  say({ scenario: 'append to visible', profile, other_events_per_second: others, samples: SAMPLES, ...figures });
};
