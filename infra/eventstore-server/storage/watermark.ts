import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { CorruptLog } from './errors.ts';

const WATERMARK_FILE = 'watermark';
const BYTES = 12;

/**
 * The position up to which the log is known to be on disk, in a file of its own. SQLite takes a damaged
 * write-ahead log for one that was cut off by a crash and silently drops the rest; this file tells the two apart.
 * It is written after the fsync of what it claims, so it never claims too much, and needs no fsync itself.
 */
export class Watermark {
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(BYTES);

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Opens the file and compares it with the log. Throws CorruptLog when the log ends before what was acknowledged. */
  static open(directory: string, head: number): Watermark {
    const path = join(directory, WATERMARK_FILE);
    const descriptor = openSync(path, 'a+');
    closeSync(descriptor);
    const watermark = new Watermark(openSync(path, 'r+'));
    const known = watermark.#read();
    if (known !== undefined && known > head) {
      watermark.close();
      throw new CorruptLog(
        `the log ends at position ${head} but events up to ${known} were acknowledged; its write-ahead log (log.db-wal) is cut off or altered`,
      );
    }
    return watermark;
  }

  advance(head: number): void {
    this.#buffer.writeDoubleLE(head, 0);
    this.#buffer.writeUInt32LE(crc32(this.#buffer.subarray(0, 8)), 8);
    writeSync(this.#descriptor, this.#buffer, 0, BYTES, 0);
  }

  close(): void {
    fdatasyncSync(this.#descriptor);
    closeSync(this.#descriptor);
  }

  #read(): number | undefined {
    const read = readSync(this.#descriptor, this.#buffer, 0, BYTES, 0);
    if (read === 0) return undefined;
    if (read < BYTES || crc32(this.#buffer.subarray(0, 8)) !== this.#buffer.readUInt32LE(8)) {
      this.close();
      throw new CorruptLog(`file ${WATERMARK_FILE}: checksum does not match`);
    }
    return this.#buffer.readDoubleLE(0);
  }
}
