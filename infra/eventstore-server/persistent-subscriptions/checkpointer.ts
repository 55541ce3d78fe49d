import type { GroupSource } from './group-source.ts';
import type { GroupStreams } from './group-streams.ts';
import type { GroupSettings } from './settings.ts';

/** Decides when a group's progress is written down, and writes it, one write at a time. */
export class Checkpointer {
  readonly #streams: GroupStreams;
  readonly #source: GroupSource;
  readonly #settings: GroupSettings;
  readonly #current: () => number;
  #saved: number;
  #processed = 0;
  #savedAtMs = Date.now();
  #isSaving = false;

  /** `current`: the sequence up to which everything is settled, -1 for none. */
  constructor(
    streams: GroupStreams,
    source: GroupSource,
    options: { settings: GroupSettings; saved: number; current: () => number },
  ) {
    this.#streams = streams;
    this.#source = source;
    this.#settings = options.settings;
    this.#saved = options.saved;
    this.#current = options.current;
  }

  /** The last written checkpoint as text, '' when there is none. */
  get text(): string {
    return this.#saved < 0 ? '' : this.#source.format(this.#saved);
  }

  processed(): void {
    this.#processed += 1;
    if (this.#processed >= Math.max(1, this.#settings.maxCheckpointCount)) void this.save();
  }

  tick(nowMs: number): void {
    const { checkpointAfterMs, minCheckpointCount } = this.#settings;
    if (checkpointAfterMs <= 0 || nowMs - this.#savedAtMs < checkpointAfterMs) return;
    if (this.#processed > 0 && this.#processed >= minCheckpointCount) void this.save();
  }

  /** A checkpoint that could not be written is written with the next one: messages are then delivered again. */
  async save(): Promise<void> {
    const sequence = this.#current();
    if (this.#isSaving || sequence <= this.#saved) return;
    this.#isSaving = true;
    const previous = this.#saved;
    try {
      this.#processed = 0;
      this.#savedAtMs = Date.now();
      this.#saved = sequence;
      await this.#streams.saveCheckpoint(this.#source.format(sequence));
    } catch {
      this.#saved = previous;
    } finally {
      this.#isSaving = false;
    }
  }
}
