import type { EventLog } from '../storage/event-log.ts';
import type { LogRecord } from '../storage/record.ts';

/** One live subscriber's alarm: rings when something it may care about was committed. */
export class Alarm {
  #isRinging = false;
  #resolve: (() => void) | undefined;

  ring(): void {
    this.#isRinging = true;
    this.#resolve?.();
    this.#resolve = undefined;
  }

  /** Resolves at the next ring, or at once when it rang since the last wait. */
  async wait(): Promise<void> {
    if (!this.#isRinging) await new Promise<void>((resolve) => (this.#resolve = resolve));
    this.#isRinging = false;
  }
}

/** Rings the alarms of exactly those subscribers whose stream was written to, and of all that follow `$all`. */
export class WakeUp {
  readonly #all = new Set<Alarm>();
  readonly #streams = new Map<string, Set<Alarm>>();

  constructor(log: EventLog) {
    log.onCommit((records) => this.#ring(records));
  }

  get subscribers(): number {
    let count = this.#all.size;
    for (const alarms of this.#streams.values()) count += alarms.size;
    return count;
  }

  /** An alarm for one stream, or for `$all`. Give it back with `remove`. */
  add(stream: string | undefined): Alarm {
    const alarm = new Alarm();
    if (stream === undefined) this.#all.add(alarm);
    else {
      const alarms = this.#streams.get(stream) ?? new Set();
      this.#streams.set(stream, alarms.add(alarm));
    }
    return alarm;
  }

  remove(stream: string | undefined, alarm: Alarm): void {
    if (stream === undefined) {
      this.#all.delete(alarm);
      return;
    }
    const alarms = this.#streams.get(stream);
    alarms?.delete(alarm);
    if (alarms?.size === 0) this.#streams.delete(stream);
  }

  #ring(records: readonly LogRecord[]): void {
    for (const alarm of this.#all) alarm.ring();
    if (this.#streams.size === 0) return;
    const rung = new Set<Set<Alarm>>();
    for (const record of records) {
      const alarms = this.#streams.get(record.stream);
      if (alarms === undefined || rung.has(alarms)) continue;
      rung.add(alarms);
      for (const alarm of alarms) alarm.ring();
    }
  }
}
