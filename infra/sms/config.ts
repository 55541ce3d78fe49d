import type { Patience } from '../outbound/resilience.ts';

/** One text that the carrier may send. In India its exact wording is registered under a DLT template id. */
export interface SmsTemplate {
  /** Holds `{otp}` once, and may hold `{minutes}`. */
  readonly text: string;
  readonly dltTemplateId: string | null;
}

/** How to reach a Sisdial-style panel. The key travels in the query, so no address of a call is ever logged. */
export interface SmsConfig extends Patience {
  /** Everything before `/sendsms.jsp`. */
  readonly baseUrl: string;
  readonly userId: string;
  readonly key: string;
  /** The registered sender name. */
  readonly senderId: string;
  /** The business as registered on the DLT platform; null where nothing is delivered for real. */
  readonly dltEntityId: string | null;
  /** Texts by our own names. */
  readonly templates: Readonly<Record<string, SmsTemplate>>;
  readonly timeoutMs: number;
  /** Told about every HTTP call, without number, text or key. */
  readonly observe?: (call: { readonly call: string; readonly outcome: string; readonly ms: number }) => void;
}

/** Patience that suits a customer who waits for a code. */
export const SMS_PATIENCE = {
  timeoutMs: 5_000,
  attemptsMax: 2,
  backoffFirstMs: 200,
  backoffMaxMs: 1_000,
  circuitFailuresMax: 5,
  circuitOpenMs: 10_000,
} as const satisfies Partial<SmsConfig>;
