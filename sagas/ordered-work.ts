/** Work that waits or runs at once; when it is reached the feed is held back. */
export const PENDING_MAX = 10_000;
export const PARALLEL_MAX = 64;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 30_000;

type Item<T> = { readonly position: bigint; readonly value: T };
type Options<T> = {
  /** Does the work of one key, in order, everything that has gathered for it at once. Must be idempotent: it is retried. */
  readonly work: (key: string, items: readonly T[]) => Promise<void>;
  readonly onRetry: (key: string, error: unknown, attempt: number) => void;
};

export type OrderedWork<T> = {
  add(key: string, position: bigint, value: T): Promise<void>;
  /** Everything at or before `position` is done once this is undefined or greater. */
  readonly lowestPending: bigint | undefined;
  readonly pendingCount: number;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Keeps order within a key and runs keys in parallel. A failing key is retried with growing pauses for as long as the process
 * lives and holds back the checkpoint, never the other keys.
 */
export const orderedWork = <T>({ work, onRetry }: Options<T>): OrderedWork<T> => {
  const queues = new Map<string, Item<T>[]>();
  const ready: string[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let pending = 0;
  let stopped = false;
  const timers = new Set<() => void>();

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => (clearTimeout(timer), timers.delete(end), resolve());
      const timer = setTimeout(end, ms);
      timers.add(end);
    });
  const wakeWaiting = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };

  const runKey = async (key: string, queue: Item<T>[]): Promise<void> => {
    for (let attempt = 1; queue.length > 0 && !stopped;) {
      const items = [...queue];
      try {
        await work(
          key,
          items.map(({ value }) => value),
        );
        queue.splice(0, items.length);
        pending -= items.length;
        attempt = 1;
        wakeWaiting();
      } catch (error) {
        onRetry(key, error, attempt);
        await pause(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(attempt, 12)));
        attempt += 1;
      }
    }
    if (queue.length === 0) queues.delete(key);
  };

  const startReady = (): void => {
    while (running < PARALLEL_MAX && ready.length > 0 && !stopped) {
      const key = ready.shift()!;
      running += 1;
      void runKey(key, queues.get(key)!).finally(() => {
        running -= 1;
        wakeWaiting();
        startReady();
      });
    }
  };

  const changed = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

  return {
    add: async (key, position, value) => {
      while (pending >= PENDING_MAX && !stopped) await changed();
      pending += 1;
      const queue = queues.get(key);
      if (queue !== undefined) return void queue.push({ position, value });
      queues.set(key, [{ position, value }]);
      ready.push(key);
      startReady();
    },
    get lowestPending() {
      let lowest: bigint | undefined;
      for (const [first] of queues.values())
        if (first !== undefined && (lowest === undefined || first.position < lowest)) lowest = first.position;
      return lowest;
    },
    get pendingCount() {
      return pending;
    },
    idle: async () => {
      while (pending > 0 && !stopped) await changed();
    },
    stop: async () => {
      stopped = true;
      for (const end of timers) end();
      while (running > 0) await changed();
      wakeWaiting();
    },
  };
};
