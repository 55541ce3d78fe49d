import type { KeyObject } from 'node:crypto';

/** One 256-bit key per person. Destroying it makes all their sealed fields unreadable, in every backup and copy of the log. */
export type PersonKeys = {
  /** The keys that exist; a person who was erased, or never had a key, is missing. */
  get(subjects: readonly string[]): Promise<ReadonlyMap<string, KeyObject>>;
  /** The keys, made where they do not exist. Throws for an erased person: nothing personal is written about them again. */
  getOrCreate(subjects: readonly string[]): Promise<ReadonlyMap<string, KeyObject>>;
  /** Destroys the key for ever; repeating it changes nothing. */
  destroy(subject: string): Promise<void>;
  /** Answers like a destroyed key from now on, in this process: somebody is destroying it, and a cache may still hold it. */
  forget(subject: string): void;
};
