import { SmsSenderError, type SmsFailure } from '../../domains/kernel/ports/sms-sender.ts';
import type { ErrorReading } from '../outbound/resilience.ts';

const E164 = /^\+[1-9]\d{7,14}$/;
export const isPhone = (phone: string): boolean => E164.test(phone);

const unavailability = (error: unknown): Extract<SmsFailure, { code: 'unavailable' }> | undefined =>
  error instanceof SmsSenderError && error.failure.code === 'unavailable' ? error.failure : undefined;

/**
 * How the errors of carriers of codes bear on a further try. None of them knows idempotency, so a call is made again only when
 * it certainly was not taken; otherwise the customer's "send again" decides.
 */
export const codeErrorReading = (circuitOpen: (name: string) => SmsSenderError): ErrorReading => ({
  isOutage: (error) => unavailability(error) !== undefined,
  isRepeatable: (error) => {
    const failure = unavailability(error);
    return failure?.effect === 'none' && failure.cause !== 'circuitOpen';
  },
  retryAfterMs: () => 0,
  circuitOpen,
});
