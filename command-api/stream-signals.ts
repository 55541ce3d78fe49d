import type { RecordedEvent } from '../domains/kernel/event-store.ts';

/** Somebody who waits for events of some streams, from when they began to listen. */
export type Listening = {
  /** The streams that have had an event since. */
  readonly heard: ReadonlySet<string>;
  /** True when there was an event since the last call, or comes one; false when the time is over before. */
  next(timeoutMs: number): Promise<boolean>;
  stop(): void;
};

/** Wakes requests that wait for the next event of one of some streams. */
export type StreamSignals = {
  listen(streams: readonly string[]): Listening;
  observe(event: RecordedEvent): void;
};

class Listener implements Listening {
  readonly heard = new Set<string>();
  readonly #stopped: () => void;
  #hasNews = false;
  #wake: () => void = () => undefined;

  constructor(stopped: () => void) {
    this.#stopped = stopped;
  }

  hear(stream: string): void {
    this.heard.add(stream);
    this.#hasNews = true;
    this.#wake();
  }

  async next(timeoutMs: number): Promise<boolean> {
    if (!this.#hasNews && timeoutMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
    }
    const came = this.#hasNews;
    this.#hasNews = false;
    return came;
  }

  stop(): void {
    this.#stopped();
    this.#wake();
  }
}

export const streamSignals = (): StreamSignals => {
  const listeners = new Map<string, Set<Listener>>();
  const leave = (stream: string, listener: Listener): void => {
    const others = listeners.get(stream);
    others?.delete(listener);
    if (others?.size === 0) listeners.delete(stream);
  };
  return {
    listen: (streams) => {
      const listener: Listener = new Listener(() => {
        for (const stream of streams) leave(stream, listener);
      });
      for (const stream of streams) listeners.set(stream, (listeners.get(stream) ?? new Set<Listener>()).add(listener));
      return listener;
    },
    observe: ({ stream }) => {
      for (const listener of listeners.get(stream) ?? []) listener.hear(stream);
    },
  };
};
