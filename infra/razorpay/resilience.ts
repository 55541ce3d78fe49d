import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  circuitBreaker,
  handleWhen,
  retry,
} from 'cockatiel';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { unavailable } from './failures.ts';
import type { RazorpayConfig } from './config.ts';

export type CircuitStateName = 'closed' | 'open' | 'halfOpen';

/** Repeats what is safe to repeat and stops asking a gateway that is down. */
export interface Resilience {
  /** One try through the circuit breaker. */
  once<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Tries until there is an answer or the attempts are used up; `run` must be safe to repeat. */
  repeated<T>(run: () => Promise<T>): Promise<T>;
  circuitState(): CircuitStateName;
}

export function createResilience(config: RazorpayConfig): Resilience {
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: config.circuitOpenMs,
    breaker: new ConsecutiveBreaker(config.circuitFailuresMax),
  });
  const retries = retry(
    handleWhen((error) => isWorthRepeating(error, config.backoffMaxMs)),
    {
      // The library counts repeats, not attempts.
      maxAttempts: config.attemptsMax - 1,
      backoff: new DelegateBackoff(({ attempt, result }) =>
        pauseMs(attempt, 'error' in result ? result.error : undefined, config),
      ),
    },
  );
  return {
    once: async (name, run) => {
      try {
        const settled = await breaker.execute(() => settle(run));
        if ('refusal' in settled) throw settled.refusal;
        return settled.value;
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw unavailable(name, { cause: 'circuitOpen', effect: 'none', retryAfterMs: config.circuitOpenMs });
      }
    },
    repeated: (run) => retries.execute(run),
    circuitState: () => nameOf(breaker.state),
  };
}

/** To the breaker a refusal is an answer like any other: the gateway is up. Only outages stay errors. */
async function settle<T>(run: () => Promise<T>): Promise<{ value: T } | { refusal: unknown }> {
  try {
    return { value: await run() };
  } catch (error) {
    if (isOutage(error)) throw error;
    return { refusal: error };
  }
}

function isOutage(error: unknown): boolean {
  if (!(error instanceof PaymentGatewayError) || error.failure.code !== 'unavailable') return false;
  return ['network', 'timeout', 'server'].includes(error.failure.cause);
}

function isWorthRepeating(error: unknown, pauseMaxMs: number): boolean {
  if (!(error instanceof PaymentGatewayError) || error.failure.code !== 'unavailable') return false;
  // A longer wait than ours belongs to the caller, who can put the work off.
  return error.failure.cause !== 'circuitOpen' && (error.failure.retryAfterMs ?? 0) <= pauseMaxMs;
}

/** Full jitter: anywhere between nothing and the doubled bound, so callers that failed together do not return together. */
function pauseMs(attempt: number, error: unknown, config: RazorpayConfig): number {
  const bound = Math.min(config.backoffMaxMs, config.backoffFirstMs * 2 ** (attempt - 1));
  const asked =
    error instanceof PaymentGatewayError && error.failure.code === 'unavailable' ? error.failure.retryAfterMs : null;
  return (asked ?? 0) + Math.random() * bound;
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
