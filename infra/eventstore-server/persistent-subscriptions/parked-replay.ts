import { PERSISTENT_BUFFER_MAX, PERSISTENT_BYTES_MAX } from '../limits.ts';
import { messageKey } from './group-message.ts';
import type { GroupQueue } from './group-queue.ts';
import type { GroupStreams } from './group-streams.ts';

/** Brings parked messages back into a group's queue, page by page, as far as there is room. */
export class ParkedReplay {
  readonly #streams: GroupStreams;
  #range: { next: number; readonly end: number } | undefined;

  constructor(streams: GroupStreams) {
    this.#streams = streams;
  }

  get isRunning(): boolean {
    return this.#range !== undefined;
  }

  /** `stopAt`: the first revision of the parked stream that is not replayed. */
  start(stopAt: number): void {
    const { first, end } = this.#streams.parkedRange();
    if (first < Math.min(stopAt, end)) this.#range = { next: first, end: Math.min(stopAt, end) };
  }

  fill(queue: GroupQueue): void {
    while (
      this.#range !== undefined &&
      queue.retries.length < PERSISTENT_BUFFER_MAX &&
      queue.bytes < PERSISTENT_BYTES_MAX
    ) {
      const page = this.#streams.readParked(this.#range.next, this.#range.end);
      for (const { shown, link } of page) {
        // What a link led to may be gone by now; there is nothing left to deliver then.
        if (shown.event === undefined) continue;
        const key = messageKey(shown);
        queue.addReplayed({
          sequence: link.revision,
          previous: -1,
          original: link,
          shown,
          key,
          isReplayed: true,
          retryCount: 0,
        });
      }
      this.#range.next = page.at(-1)!.link.revision + 1;
      // What is parked again meanwhile gets a revision of its own behind this one.
      void this.#streams.truncateParked(this.#range.next);
      if (this.#range.next >= this.#range.end) this.#range = undefined;
    }
  }
}
