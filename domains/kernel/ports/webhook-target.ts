/** What one call to a receiver gave: a status, or why there was none. Neither is an error of ours, so nothing is thrown. */
export type WebhookAnswer = {
  readonly status: number | undefined;
  /** In words without the address, for the delivery log; undefined when there was an answer. */
  readonly failure: string | undefined;
  /** The first bytes of what was answered, as text. */
  readonly body: string;
  readonly durationMs: number;
  /** How long the receiver asked to wait; 0 when it did not. */
  readonly retryAfterMs: number;
};
export type WebhookCall = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends the call; it is then answered as a failure. */
  readonly signal?: AbortSignal;
};

/** Addresses that others name and we call: none of them may lead into our own network. */
export type WebhookTarget = {
  /** Why this address is not called, as a sentence with the remedy; undefined when it would be. Looks the name up. */
  refusal(url: string): Promise<string | undefined>;
  /** One POST to a checked address. Follows no redirect, reads a bounded part of the answer, ends in a bounded time. */
  post(call: WebhookCall): Promise<WebhookAnswer>;
};
