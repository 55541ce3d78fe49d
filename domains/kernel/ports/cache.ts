/**
 * Short-lived shared values: one-time-password velocity, counters, memoised answers. Nothing here is the only copy of a
 * fact. Every method throws `StoreUnavailable` when the values cannot be reached.
 */
export type Cache = {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * Adds a whole number to a counter that starts at 0 and lapses `ttlMs` after its first addition; answers the new count and
   * what is left of the time.
   */
  increment(key: string, by: number, ttlMs: number): Promise<{ readonly count: number; readonly ttlMs: number }>;
};
