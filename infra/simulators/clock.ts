const DAY_MS = 86_400_000;

/** The simulators' time: the machine's, moved forward as far as asked. */
export class VirtualClock {
  readonly #base: () => number;
  #offsetMs: number;

  constructor(base: () => number = () => Date.now(), offsetMs = 0) {
    this.#base = base;
    this.#offsetMs = offsetMs;
  }

  /** Unix milliseconds. */
  now(): number {
    return this.#base() + this.#offsetMs;
  }

  /** Unix seconds, as the vendors write them. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  advanceDays(days: number): void {
    this.#offsetMs += Math.round(days * DAY_MS);
  }
}

export { DAY_MS };
