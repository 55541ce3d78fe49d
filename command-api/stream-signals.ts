import type { RecordedEvent } from '../domains/kernel/event-store.ts';

/** Wakes requests that wait for the next event of a stream. */
export type StreamSignals = {
  /** `came` is true when the stream got an event, false when the time was over. */
  next(stream: string, timeoutMs: number): { readonly came: Promise<boolean>; cancel(): void };
  observe(event: RecordedEvent): void;
};

export const streamSignals = (): StreamSignals => {
  const waiting = new Map<string, Set<(came: boolean) => void>>();
  return {
    next: (stream, timeoutMs) => {
      let finish: (came: boolean) => void = () => undefined;
      const came = new Promise<boolean>((resolve) => {
        const waiters = waiting.get(stream) ?? new Set();
        waiting.set(stream, waiters);
        const timer = setTimeout(() => finish(false), Math.max(0, timeoutMs));
        finish = (value) => {
          clearTimeout(timer);
          waiters.delete(finish);
          if (waiters.size === 0 && waiting.get(stream) === waiters) waiting.delete(stream);
          resolve(value);
        };
        waiters.add(finish);
      });
      return { came, cancel: () => finish(false) };
    },
    observe: ({ stream }) => {
      for (const finish of [...(waiting.get(stream) ?? [])]) finish(true);
    },
  };
};
