/** The first answer to a request, kept so that a repeat gets the same one. */
export type StoredAnswer = {
  readonly key: string;
  /** Hash of method, path and body: the same key with another one is a mistake of the client. */
  readonly fingerprint: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type IdempotencyStore = {
  find(key: string): Promise<StoredAnswer | undefined>;
  /** Resolves when the answer is durable. The first answer under a key stays. */
  keep(answer: StoredAnswer): Promise<void>;
};
