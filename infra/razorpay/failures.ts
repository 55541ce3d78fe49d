import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import type { GatewayFailure } from '../../domains/kernel/ports/payment-gateway.ts';
import { effectOf } from '../outbound/lost-request.ts';

type Unavailable = Extract<GatewayFailure, { code: 'unavailable' }>;

/** What happened on the wire, free of the HTTP client's own error type. */
export interface WireFailure {
  /** The system's or the HTTP client's code, such as ECONNREFUSED; null when there is none. */
  readonly networkCode: string | null;
  /** Null when no answer came. */
  readonly response: { readonly status: number; readonly retryAfter: string | null; readonly body: unknown } | null;
}

const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const DESCRIPTION_LENGTH_MAX = 500;

/** Turns what happened on the wire into the port's error. */
export function gatewayError(call: string, { networkCode, response }: WireFailure): PaymentGatewayError {
  if (response === null) {
    const cause = TIMED_OUT.has(networkCode ?? '') ? 'timeout' : 'network';
    return unavailable(call, { cause, effect: effectOf(networkCode) });
  }
  const { status } = response;
  const retryAfterMs = retryAfter(response.retryAfter);
  if (status === 429) return unavailable(call, { cause: 'rateLimited', effect: 'none', retryAfterMs });
  // 409 means that the first request with this idempotency key has not been answered yet.
  if (status === 409) return unavailable(call, { cause: 'inProgress', effect: 'unknown', retryAfterMs });
  if (status === 408) return unavailable(call, { cause: 'timeout', effect: 'unknown', retryAfterMs });
  if (status >= 500) return unavailable(call, { cause: 'server', effect: 'unknown', retryAfterMs });
  if (status >= 400) return refused(call, status, response.body);
  return malformed(call, '', `status ${status} is not one that the gateway documents`);
}

export function unavailable(
  call: string,
  { cause, effect, retryAfterMs = null }: Pick<Unavailable, 'cause' | 'effect'> & Partial<Unavailable>,
): PaymentGatewayError {
  return new PaymentGatewayError(`The payment gateway gave no answer to ${call}: ${cause}, effect ${effect}`, {
    code: 'unavailable',
    cause,
    effect,
    retryAfterMs,
  });
}

export function malformed(call: string, path: string, description: string): PaymentGatewayError {
  return new PaymentGatewayError(`${call} does not follow the gateway's contract at "${path}": ${description}`, {
    code: 'malformed',
    path,
    description,
  });
}

/** A request that the gateway would refuse, found before it was sent. */
export function invalidArgument(call: string, field: string, description: string): PaymentGatewayError {
  return new PaymentGatewayError(`${call} was not sent: ${field} ${description}`, {
    code: 'refused',
    httpStatus: 400,
    vendorCode: 'BAD_REQUEST_ERROR',
    description,
    field,
    reason: 'input_validation_failed',
  });
}

function refused(call: string, httpStatus: number, body: unknown): PaymentGatewayError {
  const error = property(body, 'error');
  const vendorCode = text(error, 'code') ?? 'UNKNOWN';
  const description = text(error, 'description') ?? 'The gateway gave no description.';
  return new PaymentGatewayError(`The payment gateway refused ${call}: ${vendorCode} ${description}`, {
    code: 'refused',
    httpStatus,
    vendorCode,
    description,
    field: text(error, 'field'),
    reason: text(error, 'reason'),
  });
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function text(value: unknown, key: string): string | null {
  const found = property(value, key);
  return typeof found === 'string' && found !== '' ? found.slice(0, DESCRIPTION_LENGTH_MAX) : null;
}

/** Reads a Retry-After header given in seconds, the only form the gateway uses. */
function retryAfter(header: string | null): number | null {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null;
}
