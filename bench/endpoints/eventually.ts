import { setTimeout as sleep } from 'node:timers/promises';

const LOOKS_MAX = 200;
const PAUSE_MS = 50;

/** What is there sooner or later. @throws Error when it is not there within ten seconds. */
export const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let looks = 1; looks <= LOOKS_MAX; looks += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(PAUSE_MS);
  }
  throw new Error('what the preparation waits for did not come');
};
