import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessKind, Usage } from './process-tree.ts';
import type { BenchSystem } from './system.ts';

const LOOK_EVERY_MS = 200;
const CALM_LOOKS = 2;
/** More CPU-ms than a look's time at rest takes, less than any work that goes on. */
const REST_CPU_MS_MAX = 20;
const LOOKS_MAX = 150;

const busy = (before: Usage, now: Usage): string =>
  Object.entries(now.byProcess)
    .map(([name, cpuMs]) => [name, cpuMs - before.byProcess[name as ProcessKind]] as const)
    .filter(([, cpuMs]) => cpuMs > 0)
    .map(([name, cpuMs]) => `${name} used ${cpuMs.toFixed(0)} CPU-ms in the last ${LOOK_EVERY_MS} ms`)
    .join(', ');

/**
 * Waits until the work behind the answers is over: the system uses no more CPU than at rest, twice in a row. Gives up after
 * half a minute, and says which processes were busy, since then something else keeps them so.
 */
export const settle = async (system: BenchSystem): Promise<void> => {
  let before = system.usage();
  for (let calm = 0, looks = 1; calm < CALM_LOOKS; looks += 1) {
    await sleep(LOOK_EVERY_MS);
    const now = system.usage();
    calm = now.cpuMs - before.cpuMs <= REST_CPU_MS_MAX ? calm + 1 : 0;
    if (looks === LOOKS_MAX && calm < CALM_LOOKS) {
      console.error(
        `The system did not come to rest in ${(LOOKS_MAX * LOOK_EVERY_MS) / 1_000} s: ${busy(before, now)}.`,
      );
      return;
    }
    before = now;
  }
};

const REST_MS = 3_000;

/** CPU-ms that the system uses in one millisecond while nobody asks it anything. */
export const restShareOf = async (system: BenchSystem): Promise<number> => {
  await settle(system);
  const before = system.usage().cpuMs;
  const began = performance.now();
  await sleep(REST_MS);
  return (system.usage().cpuMs - before) / (performance.now() - began);
};
