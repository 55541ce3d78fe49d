import type { Patience } from '../outbound/resilience.ts';

/** How to reach Shiprocket and how patient to be. Secrets stay inside the adapter: no error or log line repeats them. */
export interface ShiprocketConfig extends Patience {
  /** Everything before `/v1/external`: `https://apiv2.shiprocket.in`, or a simulator's address. */
  readonly baseUrl: string;
  /** Of the API user, which is not the user of the panel. Couriers are given it as the contact of the parcel too. */
  readonly email: string;
  readonly password: string;
  /** The nickname of the pickup address in the panel. */
  readonly pickupLocation: string;
  readonly timeoutMs: number;
  /** Of the packages that the house uses, in centimetres. */
  readonly packageCm: { readonly length: number; readonly breadth: number; readonly height: number };
  /** Unix milliseconds, by which a token gets old. */
  readonly nowMs: () => number;
}

/** Patience that suits work in the background, where nobody waits. */
export const SHIPROCKET_PATIENCE = {
  timeoutMs: 10_000,
  attemptsMax: 3,
  backoffFirstMs: 500,
  backoffMaxMs: 5_000,
  circuitFailuresMax: 5,
  circuitOpenMs: 30_000,
  packageCm: { length: 30, breadth: 25, height: 5 },
} as const satisfies Partial<ShiprocketConfig>;
