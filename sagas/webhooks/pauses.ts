import { webhookPolicy } from '../../domains/policy/webhook.ts';

const { pauseFirstMs, pauseMaxMs, pauseJitter } = webhookPolicy;
const FACTOR = 4;

/**
 * Milliseconds from the end of try number `tries` (from 1) to the next one, never less than the receiver asked for. `chance`
 * lies between 0 and 1 and spreads those who failed together.
 */
export const pauseAfter = (tries: number, chance: number, retryAfterMs = 0): number => {
  const pause = Math.min(pauseMaxMs.value, pauseFirstMs.value * FACTOR ** (tries - 1));
  return Math.round(Math.max(pause, Math.min(pauseMaxMs.value, retryAfterMs)) * (1 + pauseJitter.value * chance));
};
