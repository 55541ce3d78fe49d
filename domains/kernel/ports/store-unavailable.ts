/**
 * A store that the answer needs does not answer now. Whoever uses the store only to be faster catches this and goes on
 * without; everywhere else it becomes a 503 that names the store and the reason.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly store: string;
  constructor(store: string, reason: string, cause?: unknown) {
    super(`${store} ${reason}; ask again in a moment.`, { cause });
    this.store = store;
  }
}
