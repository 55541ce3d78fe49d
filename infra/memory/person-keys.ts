import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { PersonKeys } from '../../domains/kernel/ports/person-keys.ts';

const KEY_BYTES = 32;

/** Keys in memory, for the simulation and for tests of other parts. */
export const memoryPersonKeys = (): PersonKeys => {
  const keys = new Map<string, KeyObject | null>();
  const present = (subjects: readonly string[]): Map<string, KeyObject> => {
    const found = new Map<string, KeyObject>();
    for (const subject of subjects) {
      const key = keys.get(subject);
      if (key !== undefined && key !== null) found.set(subject, key);
    }
    return found;
  };
  return {
    get: (subjects) => Promise.resolve(present(subjects)),
    getOrCreate: (subjects) => {
      for (const subject of subjects) {
        if (keys.get(subject) === null) return Promise.reject(new Error('this person was erased'));
        if (!keys.has(subject)) keys.set(subject, createSecretKey(randomBytes(KEY_BYTES)));
      }
      return Promise.resolve(present(subjects));
    },
    forget: (subject) => void keys.set(subject, null),
    destroy: (subject) => {
      keys.set(subject, null);
      return Promise.resolve();
    },
  };
};
