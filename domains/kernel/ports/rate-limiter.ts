/** At most `points` per `seconds` for each subject. A name always stands for the same figures. */
export type RateLimit = { readonly name: string; readonly points: number; readonly seconds: number };
export type RateDecision = {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until the subject has all of its points back. */
  readonly resetMs: number;
};

/**
 * Guards against floods over all processes. It never stops the work itself: while the shared counts cannot be reached each
 * process counts for itself.
 */
export type RateLimiter = {
  /** Takes `cost` points (1 unless given) of a subject, such as a user id or a hashed address. */
  consume(limit: RateLimit, subject: string, cost?: number): Promise<RateDecision>;
};
