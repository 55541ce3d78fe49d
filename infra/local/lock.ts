import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProcess } from './processes.ts';

const LOCK_POLL_MS = 200;
/** Ten minutes: longer than the slowest download and start together. */
const LOCK_POLLS_MAX = 3000;

/**
 * Runs `work` while holding the lock file, so that two commands or test workers never start one server twice.
 * The lock of a process that is gone is taken over. Throws when it stays held for ten minutes.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  for (let poll = 0; !tryLock(path); poll += 1) {
    if (poll >= LOCK_POLLS_MAX)
      throw new Error(`${path} stayed locked for ten minutes; see who holds it, or remove it.`);
    await delay(LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  const mark = `${process.pid} ${findProcess(process.pid)?.started ?? ''}`;
  try {
    writeFileSync(path, mark, { flag: 'wx' });
    return true;
  } catch {
    if (!isStale(path)) return false;
    rmSync(path, { force: true });
    return false;
  }
}

function isStale(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    // An empty file is one that its owner is about to fill.
    if (text === '') return false;
    const [pid, started] = text.split(' ');
    return findProcess(Number(pid))?.started !== started;
  } catch {
    return false;
  }
}
