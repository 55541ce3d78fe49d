import type { Patience } from '../outbound/resilience.ts';

/** How to reach a mail relay. The address holds the credentials, so it is never logged. */
export interface MailConfig extends Patience {
  /** `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. */
  readonly url: string;
  /** Who the messages are from, such as `Only2U <no-reply@example.com>`. */
  readonly from: string;
  readonly timeoutMs: number;
}

/** Patience that suits a customer who waits for a code. */
export const MAIL_PATIENCE = {
  timeoutMs: 10_000,
  attemptsMax: 2,
  backoffFirstMs: 200,
  backoffMaxMs: 1_000,
  circuitFailuresMax: 5,
  circuitOpenMs: 10_000,
} as const satisfies Partial<MailConfig>;
