import type { Patience } from '../outbound/resilience.ts';

/** How to reach Razorpay and how patient to be. Secrets stay inside the adapter: no error or log line repeats them. */
export interface RazorpayConfig extends Patience {
  /** Everything before `/v1`: `https://api.razorpay.com`, or a simulator's address. */
  readonly baseUrl: string;
  readonly keyId: string;
  readonly keySecret: string;
  /**
   * The live webhook secrets, current one first. After a change keep the previous one for a day: Razorpay signs
   * repeated deliveries of older events with the secret that was current when they happened.
   */
  readonly webhookSecrets: readonly [string, ...string[]];
  readonly timeoutMs: number;
  /** Told about every single HTTP call, for logs and metrics. */
  readonly observe?: (call: ObservedCall) => void;
}

export interface ObservedCall {
  readonly call: string;
  readonly outcome: 'ok' | 'refused' | 'unavailable' | 'malformed';
  /** For an unavailable gateway why, for a refusal the vendor's code; null otherwise. */
  readonly detail: string | null;
  readonly ms: number;
}

/** Patience that suits a customer who waits at a checkout. */
export const RAZORPAY_PATIENCE = {
  timeoutMs: 5_000,
  attemptsMax: 3,
  backoffFirstMs: 200,
  backoffMaxMs: 2_000,
  circuitFailuresMax: 5,
  circuitOpenMs: 10_000,
} as const satisfies Partial<RazorpayConfig>;
