import { z } from 'zod';
import { FAULT_KINDS } from './faults.ts';

const TIMES_MAX = 1_000;
const DELAY_MS_MAX = 60_000;
const RETRY_AFTER_SECONDS_MAX = 3_600;

/** The body that plans faults: `fault` for the next `times` calls of the kind `call`. */
export function faultSchema<const T extends readonly [string, ...string[]]>(calls: T) {
  return z.strictObject({
    call: z.enum(calls).default('any' as T[number]),
    fault: z.enum(FAULT_KINDS),
    times: z.int().min(1).max(TIMES_MAX).default(1),
    delayMs: z.int().min(0).max(DELAY_MS_MAX).default(1_000),
    retryAfterSeconds: z.int().min(0).max(RETRY_AFTER_SECONDS_MAX).nullable().default(null),
  });
}
