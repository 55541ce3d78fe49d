/** The idempotency keys of refunds that are being worked on. */
export class InProgress {
  readonly #keys = new Set<string>();

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Marks the key, if there is one, until the answered function is called. */
  enter(key: string | string[] | undefined): () => void {
    if (typeof key !== 'string' || this.#keys.has(key)) return () => undefined;
    this.#keys.add(key);
    return () => this.#keys.delete(key);
  }
}
