import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import type { ErrorReading } from '../outbound/resilience.ts';
import { unavailable } from './failures.ts';

const OUTAGES: readonly string[] = ['network', 'timeout', 'server'];

/** How the gateway's errors bear on repeating a call and on giving up for a while. */
export function errorReading(circuitOpenMs: number): ErrorReading {
  return {
    isOutage: (error) => OUTAGES.includes(unavailability(error)?.cause ?? ''),
    isRepeatable: (error) => ![undefined, 'circuitOpen'].includes(unavailability(error)?.cause),
    retryAfterMs: (error) => unavailability(error)?.retryAfterMs ?? 0,
    circuitOpen: (name) => unavailable(name, { cause: 'circuitOpen', effect: 'none', retryAfterMs: circuitOpenMs }),
  };
}

function unavailability(error: unknown) {
  if (!(error instanceof PaymentGatewayError) || error.failure.code !== 'unavailable') return undefined;
  return error.failure;
}
