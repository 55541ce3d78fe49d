import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { LOG_FILE, openForReading } from '../storage/database.ts';
import { requireSoundLog, type VerifyReport } from './verify.ts';

/**
 * Writes a copy of the log as it is at this moment, while a server goes on using it: a directory that a server could be
 * started on. The copy is verified before it gets its name, so that a directory of that name is always a good backup.
 */
export function backupLog(directory: string, target: string): VerifyReport {
  refuseExisting(target);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const database = openForReading(directory);
  try {
    database.prepare('VACUUM INTO ?').run(join(unfinished, LOG_FILE));
  } finally {
    database.close();
  }
  return finish(unfinished, target);
}

/** Puts a backup where a server can use it. The directory must not hold a log already. */
export function restoreBackup(backup: string, directory: string): VerifyReport {
  refuseExisting(directory);
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  copyFileSync(join(backup, LOG_FILE), join(unfinished, LOG_FILE));
  return finish(unfinished, directory);
}

function finish(unfinished: string, target: string): VerifyReport {
  sync(join(unfinished, LOG_FILE));
  const report = requireSoundLog(unfinished);
  for (const extra of readdirSync(unfinished)) if (extra !== LOG_FILE) rmSync(join(unfinished, extra));
  if (existsSync(target)) rmSync(target, { recursive: true });
  renameSync(unfinished, target);
  sync(dirname(target));
  return report;
}

function refuseExisting(directory: string): void {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new Error(`${directory} exists and is not empty; choose another place or remove it first.`);
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
