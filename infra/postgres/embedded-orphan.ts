import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What the process was started with; '' when nobody can say, since then it must be left alone. */
const commandOf = async (pid: number): Promise<string> => {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    try {
      return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    } catch {
      return '';
    }
  }
};

/**
 * A server that outlived a killed parent still holds the directory: it is stopped before a new one starts. A process that only
 * got the same number later is left alone.
 */
export const stopOrphan = async (directory: string): Promise<void> => {
  const written = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(written.split('\n', 1)[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
  if (!(await commandOf(pid)).includes(directory)) return;
  process.kill(pid, 'SIGQUIT');
  for (let waited = 0; isAlive(pid); waited += POLL_MS) {
    if (waited >= STOP_TIMEOUT_MS)
      throw new Error(`PostgreSQL (process ${pid}) holds ${directory} and does not stop; end it and start again.`);
    await pause(POLL_MS);
  }
};
