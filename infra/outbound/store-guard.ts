import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { createResilience, type CircuitStateName, type Patience } from './resilience.ts';

/** Stores are near: a few failures in a row mean trouble, and a trial call a second later costs little. */
export const STORE_PATIENCE: Patience = {
  attemptsMax: 1,
  backoffFirstMs: 0,
  backoffMaxMs: 0,
  circuitFailuresMax: 5,
  circuitOpenMs: 1_000,
};

/** What is known of a driver's errors. */
export type StoreErrors = {
  /** The store's own name, for people: `Redis`. */
  readonly store: string;
  /** Why the store gave no answer, in a few words; undefined for an answer that is a refusal or a mistake of ours. */
  readonly outage: (error: unknown) => string | undefined;
};

export type StoreGuard = {
  /** Runs one call; an outage becomes `StoreUnavailable`, and after some in a row calls fail at once until a trial succeeds. */
  run<T>(name: string, call: () => Promise<T>): Promise<T>;
  circuitState(): CircuitStateName;
};

/** The circuit breaker around one store. Repeating is left to the callers, who know what is safe to repeat. */
export const storeGuard = ({ store, outage }: StoreErrors, patience: Patience = STORE_PATIENCE): StoreGuard => {
  const resilience = createResilience(patience, {
    isOutage: (error) => outage(error) !== undefined,
    isRepeatable: () => false,
    retryAfterMs: () => 0,
    circuitOpen: () => new StoreUnavailable(store, 'did not answer lately and is given a pause'),
  });
  return {
    run: async (name, call) => {
      try {
        return await resilience.once(name, call);
      } catch (error) {
        const reason = error instanceof StoreUnavailable ? undefined : outage(error);
        throw reason === undefined ? error : new StoreUnavailable(store, reason, error);
      }
    },
    circuitState: () => resilience.circuitState(),
  };
};
