import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  circuitBreaker,
  handleWhen,
  retry,
} from 'cockatiel';

export type CircuitStateName = 'closed' | 'open' | 'halfOpen';

export interface Patience {
  /** How often a call that is safe to repeat is made in all, the first time included. */
  readonly attemptsMax: number;
  /** Upper bound of the first pause; each further one doubles it, and the pause taken is random below the bound. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
  /** So many failures in a row open the circuit, and after this long one trial call may close it. */
  readonly circuitFailuresMax: number;
  readonly circuitOpenMs: number;
}

/** What must be known of a provider's errors to decide whether to go on. */
export interface ErrorReading {
  /** Whether the provider is in trouble; any other error is an answer like a success, and keeps the circuit closed. */
  readonly isOutage: (error: unknown) => boolean;
  /** Whether the same call may be made again. */
  readonly isRepeatable: (error: unknown) => boolean;
  /** How long the provider asked to wait; 0 when it did not. */
  readonly retryAfterMs: (error: unknown) => number;
  /** The provider's own error for a call that was not made because the circuit is open. */
  readonly circuitOpen: (name: string) => Error;
}

/** Repeats what is safe to repeat and stops asking a provider that is down. */
export interface Resilience {
  /** One try through the circuit breaker. */
  once<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Tries until there is an answer or the attempts are used up; `run` must be safe to repeat. */
  repeated<T>(run: () => Promise<T>): Promise<T>;
  circuitState(): CircuitStateName;
}

export function createResilience(patience: Patience, reading: ErrorReading): Resilience {
  const breaker = circuitBreaker(
    handleWhen((error) => reading.isOutage(error)),
    { halfOpenAfter: patience.circuitOpenMs, breaker: new ConsecutiveBreaker(patience.circuitFailuresMax) },
  );
  const retries = retry(
    // A longer wait than ours belongs to the caller, who can put the work off.
    handleWhen((error) => reading.isRepeatable(error) && reading.retryAfterMs(error) <= patience.backoffMaxMs),
    {
      // The library counts repeats, not attempts.
      maxAttempts: patience.attemptsMax - 1,
      backoff: new DelegateBackoff(({ attempt, result }) => {
        const asked = 'error' in result ? reading.retryAfterMs(result.error) : 0;
        return asked + fullJitter(attempt, patience);
      }),
    },
  );
  return {
    once: async (name, run) => {
      try {
        const settled = await breaker.execute(() => settle(run, reading));
        if ('refusal' in settled) throw settled.refusal;
        return settled.value;
      } catch (error) {
        throw error instanceof BrokenCircuitError ? reading.circuitOpen(name) : error;
      }
    },
    repeated: (run) => retries.execute(run),
    circuitState: () => nameOf(breaker.state),
  };
}

type Settled<T> = { readonly value: T } | { readonly refusal: unknown };

/** To the breaker a refusal is an answer like any other: the provider is up. Only outages stay errors. */
async function settle<T>(run: () => Promise<T>, { isOutage }: ErrorReading): Promise<Settled<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    if (isOutage(error)) throw error;
    return { refusal: error };
  }
}

/** Anywhere between nothing and the doubled bound, so that callers who failed together do not return together. */
function fullJitter(attempt: number, { backoffFirstMs, backoffMaxMs }: Patience): number {
  return Math.random() * Math.min(backoffMaxMs, backoffFirstMs * 2 ** (attempt - 1));
}

function nameOf(state: CircuitState): CircuitStateName {
  switch (state) {
    case CircuitState.Closed:
      return 'closed';
    case CircuitState.HalfOpen:
      return 'halfOpen';
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open';
  }
}
