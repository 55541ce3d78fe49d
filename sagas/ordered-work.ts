/** Work that waits or runs at once; when it is reached the feed is held back. */
export const PENDING_MAX = 10_000;
export const PARALLEL_MAX = 64;
/** What has gathered for one key and is done in one go. */
export const TOGETHER_MAX = 100;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 30_000;
const DOUBLINGS_MAX = 12;

type Item<T> = { readonly position: bigint; readonly value: T };
type Queue<T> = { readonly items: Item<T>[]; failures: number };
type Options<T> = {
  /** Does the work of one key, in order, everything that has gathered for it at once. Must be idempotent: it is retried. */
  readonly work: (key: string, items: readonly T[]) => Promise<void>;
  readonly onRetry: (key: string, error: unknown, attempt: number) => void;
  /** 1 where each item stands for itself, so that a failure repeats no other. */
  readonly togetherMax?: number;
};

export type OrderedWork<T> = {
  /** Resolves when the item is queued, which waits while too much is pending. */
  add(key: string, position: bigint, value: T): Promise<void>;
  /** Everything at or before `position` is done once this is undefined or greater. */
  readonly lowestPending: bigint | undefined;
  readonly pendingCount: number;
  /** Resolves when nothing is pending, which a failing key puts off for ever. */
  idle(): Promise<void>;
  /** Begins nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>;
};

class KeyedQueues<T> implements OrderedWork<T> {
  readonly #options: Options<T>;
  readonly #queues = new Map<string, Queue<T>>();
  readonly #ready: string[] = [];
  readonly #retries = new Set<NodeJS.Timeout>();
  #waiting: (() => void)[] = [];
  #running = 0;
  #pending = 0;
  #stopped = false;

  constructor(options: Options<T>) {
    this.#options = options;
  }

  async add(key: string, position: bigint, value: T): Promise<void> {
    while (this.#pending >= PENDING_MAX && !this.#stopped) await this.#changed();
    this.#pending += 1;
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.items.push({ position, value });
      return;
    }
    this.#queues.set(key, { items: [{ position, value }], failures: 0 });
    this.#makeReady(key);
  }

  get lowestPending(): bigint | undefined {
    let lowest: bigint | undefined;
    // Positions need not ascend within a queue: a deadline has none of its own and may stand before an event.
    for (const { items } of this.#queues.values())
      for (const { position } of items) if (lowest === undefined || position < lowest) lowest = position;
    return lowest;
  }

  get pendingCount(): number {
    return this.#pending;
  }

  async idle(): Promise<void> {
    while (this.#pending > 0 && !this.#stopped) await this.#changed();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#retries) clearTimeout(timer);
    this.#wake();
    while (this.#running > 0) await this.#changed();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #makeReady(key: string): void {
    this.#ready.push(key);
    this.#startReady();
  }

  #startReady(): void {
    while (this.#running < PARALLEL_MAX && this.#ready.length > 0 && !this.#stopped) {
      const next = this.#ready.shift()!;
      this.#running += 1;
      void this.#run(next, this.#queues.get(next)!);
    }
  }

  async #run(key: string, queue: Queue<T>): Promise<void> {
    const items = queue.items.slice(0, this.#options.togetherMax ?? TOGETHER_MAX);
    const values = items.map(({ value }) => value);
    try {
      await this.#options.work(key, values);
      this.#running -= 1;
      queue.failures = 0;
      queue.items.splice(0, items.length);
      this.#pending -= items.length;
      if (queue.items.length === 0) this.#queues.delete(key);
      else this.#ready.push(key);
    } catch (error) {
      this.#running -= 1;
      queue.failures += 1;
      if (!this.#stopped) this.#retryLater(key, queue.failures);
      this.#options.onRetry(key, error, queue.failures);
    }
    this.#wake();
    this.#startReady();
  }

  /** A key that failed gives its place to others until its pause is over. */
  #retryLater(key: string, failures: number): void {
    const pauseMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(failures, DOUBLINGS_MAX));
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#makeReady(key);
    }, pauseMs);
    this.#retries.add(timer);
  }
}

/**
 * Keeps order within a key and runs keys in parallel. A failing key is retried with growing pauses for as long as the process
 * lives and holds back the checkpoint, never the other keys.
 */
export const orderedWork = <T>(options: Options<T>): OrderedWork<T> => new KeyedQueues(options);
