/** Something that runs until it dies by itself or is stopped. */
export type Running = { readonly exited: Promise<void>; stop(): Promise<void> };

const RESTART_PAUSE_MS = 500;
export const RESTARTS_MAX = 20;
/** What ran this long was not in a row of failures. */
const STABLE_MS = 60_000;

class KeptRunning<T extends Running> {
  readonly #launch: () => Promise<T>;
  readonly #onRestart: (restart: number) => void;
  /** What runs, or is being started. */
  #current: Promise<T>;
  #pause: NodeJS.Timeout | undefined;
  #restarts = 0;
  #stopping = false;

  constructor(launch: () => Promise<T>, onRestart: (restart: number) => void) {
    this.#launch = launch;
    this.#onRestart = onRestart;
    this.#current = this.#start();
  }

  get current(): Promise<T> {
    return this.#current;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#pause);
    await this.#current.then(
      (running) => running.stop(),
      () => undefined,
    );
  }

  async #start(): Promise<T> {
    const running = await this.#launch();
    const upSince = performance.now();
    void running.exited.then(() => {
      if (performance.now() - upSince > STABLE_MS) this.#restarts = 0;
      this.#startLater();
    });
    return running;
  }

  #startLater(): void {
    if (this.#stopping || this.#restarts >= RESTARTS_MAX) return;
    this.#restarts += 1;
    this.#onRestart(this.#restarts);
    this.#pause = setTimeout(() => {
      this.#current = this.#start();
      this.#current.catch(() => this.#startLater());
    }, RESTART_PAUSE_MS);
  }
}

/**
 * Launches something and launches it again when it dies, a bounded number of times in a row; `onRestart` hears of each. Throws
 * when it does not start the first time. Answers what runs first, with a `stop` that is about whatever runs then.
 */
export const keptRunning = async <T extends Running>(
  launch: () => Promise<T>,
  onRestart: (restart: number) => void,
): Promise<T> => {
  const kept = new KeptRunning(launch, onRestart);
  const first = await kept.current;
  return { ...first, stop: () => kept.stop() };
};
