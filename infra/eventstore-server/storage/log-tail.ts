import { TAIL_BYTES_MAX, TAIL_EVENTS_MAX } from '../limits.ts';
import type { LogPage } from './log-reader.ts';
import type { LogRecord } from './record.ts';

/** The newest records, so that many live subscribers of the same events do not each read them from the database. */
export class LogTail {
  #records: LogRecord[] = [];
  #bytes = 0;

  push(records: readonly LogRecord[]): void {
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.span;
    }
    // Cut rarely and in one piece: shifting an array for every record would cost more than the reads it saves.
    if (this.#records.length > TAIL_EVENTS_MAX * 2 || this.#bytes > TAIL_BYTES_MAX) this.#trim();
  }

  /** The page at exactly this position, or undefined when it is not (or no longer) here. */
  from(position: number, limit: number): LogPage | undefined {
    const oldest = this.#records[0];
    if (oldest === undefined || position < oldest.position) return undefined;
    const index = this.#indexOf(position);
    if (this.#records[index]?.position !== position) return undefined;
    const records = this.#records.slice(index, index + limit);
    const last = records.at(-1)!;
    return { records, next: last.position + last.span };
  }

  #indexOf(position: number): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#records[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #trim(): void {
    let keep = 0;
    let bytes = 0;
    for (let index = this.#records.length - 1; index >= 0; index -= 1) {
      bytes += this.#records[index]!.span;
      if (keep >= TAIL_EVENTS_MAX || bytes > TAIL_BYTES_MAX / 2) break;
      keep += 1;
    }
    this.#records = keep === 0 ? [] : this.#records.slice(-keep);
    this.#bytes = this.#records.reduce((sum, record) => sum + record.span, 0);
  }
}
