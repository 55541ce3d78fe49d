import { STATUS } from '../protocol/status.ts';

/** The log on disk is not what was written. Nothing of it is served; the message names the place. */
export class CorruptLog extends Error {
  override readonly name = 'CorruptLog';
  readonly grpcCode = STATUS.dataLoss;

  constructor(place: string) {
    super(`The event log is damaged: ${place}. Verify it with "log verify" and restore it from a backup.`);
  }
}

export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';

  constructor(directory: string) {
    super(`The directory ${directory} is in use by another event log server; stop it or choose another directory.`);
  }
}

/** The disk refused the write. Nothing of it was kept; reads go on, and the next write tries again. */
export class WriteRefused extends Error {
  override readonly name = 'WriteRefused';
  readonly grpcCode = STATUS.resourceExhausted;

  constructor(reason: string) {
    super(`The event log could not write (${reason}). Nothing was appended; free disk space and try again.`);
  }
}

/** SQLite's result codes for a file that is not what it wrote: SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGE_CODES = new Set([11, 26]);

/** Runs `action` and turns SQLite's report of damaged pages into a CorruptLog that names the file. */
export function namingDamage<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw isDamage(error) ? new CorruptLog(`${file}: ${error.message}`) : error;
  }
}

export function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'errcode' in error && DAMAGE_CODES.has(Number(error.errcode) & 0xff);
}
