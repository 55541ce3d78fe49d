import type { RecordedEvent } from '../domains/kernel/event-store.ts';

/** Wakes requests that wait for the next event of one of some streams. */
export type StreamSignals = {
  /** `came` is true when one of the streams got an event, false when the time was over. */
  next(streams: readonly string[], timeoutMs: number): { readonly came: Promise<boolean>; cancel(): void };
  observe(event: RecordedEvent): void;
};

export const streamSignals = (): StreamSignals => {
  const waiting = new Map<string, Set<(came: boolean) => void>>();
  return {
    next: (streams, timeoutMs) => {
      let finish: (came: boolean) => void = () => undefined;
      const came = new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => finish(false), Math.max(0, timeoutMs));
        finish = (value) => {
          clearTimeout(timer);
          for (const stream of streams) {
            const waiters = waiting.get(stream);
            waiters?.delete(finish);
            if (waiters?.size === 0) waiting.delete(stream);
          }
          resolve(value);
        };
        for (const stream of streams) waiting.set(stream, (waiting.get(stream) ?? new Set()).add(finish));
      });
      return { came, cancel: () => finish(false) };
    },
    observe: ({ stream }) => {
      for (const finish of [...(waiting.get(stream) ?? [])]) finish(true);
    },
  };
};
