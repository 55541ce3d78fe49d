import { CourierGatewayError, type CourierFailure } from '../../domains/kernel/ports/courier-gateway.ts';
import { lostRequest } from '../outbound/lost-request.ts';
import type { ErrorReading } from '../outbound/resilience.ts';

type Unavailable = Extract<CourierFailure, { code: 'unavailable' }>;

const REASON_LENGTH_MAX = 150;

export const unavailable = (
  call: string,
  { cause, effect, retryAfterMs = null }: Pick<Unavailable, 'cause' | 'effect'> & Partial<Unavailable>,
): CourierGatewayError => new CourierGatewayError(call, { code: 'unavailable', cause, effect, retryAfterMs });

export const refused = (call: string, reason: string): CourierGatewayError =>
  new CourierGatewayError(call, { code: 'refused', reason });

/** What `fetch` threw. */
export const lost = (call: string, error: unknown): CourierGatewayError => unavailable(call, lostRequest(error));

/**
 * The vendor's own words, which may repeat what was sent: names of fields and short texts only, without long numbers and
 * without anything like an e-mail address.
 */
export const reasonOf = (status: number, body: unknown): string => {
  const { message, errors } = Object(body) as { readonly message?: unknown; readonly errors?: unknown };
  const fields = typeof errors === 'object' && errors !== null ? Object.keys(errors) : [];
  const words = typeof message === 'string' ? message.replaceAll(/\S+@\S+|\d{5,}/g, '…') : '';
  const reason = [words, fields.join(', ')].filter((part) => part !== '').join(': ');
  return (reason === '' ? `status ${status}` : reason).slice(0, REASON_LENGTH_MAX);
};

/** What an answer other than success means. */
export const failureOf = (call: string, answer: Pick<Response, 'status' | 'headers'>, body: unknown): Error => {
  const { status, headers } = answer;
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
  if (status === 429) return unavailable(call, { cause: 'rateLimited', effect: 'none', retryAfterMs });
  if (status >= 500 || status === 408) return unavailable(call, { cause: 'server', effect: 'unknown', retryAfterMs });
  if (status >= 400) return refused(call, reasonOf(status, body));
  return unavailable(call, { cause: 'malformed', effect: 'unknown' });
};

export const unavailability = (error: unknown): Unavailable | undefined =>
  error instanceof CourierGatewayError && error.failure.code === 'unavailable' ? error.failure : undefined;
export const isRefused = (error: unknown): boolean =>
  error instanceof CourierGatewayError && error.failure.code === 'refused';

/** How the adapter's errors bear on repeating a call and on giving up for a while. */
export const errorReading = (circuitOpenMs: number): ErrorReading => ({
  isOutage: (error) => ['network', 'timeout', 'server'].includes(unavailability(error)?.cause ?? ''),
  isRepeatable: (error) => ![undefined, 'circuitOpen', 'malformed'].includes(unavailability(error)?.cause),
  retryAfterMs: (error) => unavailability(error)?.retryAfterMs ?? 0,
  circuitOpen: (name) => unavailable(name, { cause: 'circuitOpen', effect: 'none', retryAfterMs: circuitOpenMs }),
});
