import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from './pid-file.ts';
import type { PidRecord } from './pid-file.ts';
import { listProcesses, processTree } from './processes.ts';
import type { ProcessEntry } from './processes.ts';

const POLL_MS = 100;
/** Half a minute to write everything out and leave. */
const STOP_POLLS_MAX = 300;
/** Ten seconds for the system to end what was killed. */
const KILL_POLLS_MAX = 100;

/**
 * Ends a recorded server and all that it started, with its own signal first and SIGKILL after half a minute.
 * Does nothing when the recorded process is gone, also when its pid belongs to another process by now.
 */
export async function stopRecorded(record: PidRecord, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(record)) return;
  const tree = processTree(record.pid);
  sendSignal(tree.slice(0, 1), signal);
  // A paused process takes its signal only when it goes on.
  sendSignal(tree, 'SIGCONT');
  if (await allGone(tree, STOP_POLLS_MAX)) return;
  sendSignal(living(tree), 'SIGKILL');
  if (!(await allGone(tree, KILL_POLLS_MAX))) throw new Error(`Process ${record.pid} cannot be ended.`);
}

/** Sends a signal to the recorded server and all that it started: SIGKILL, SIGSTOP and SIGCONT in failure tests. */
export async function signalRecorded(record: PidRecord, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  if (!isRunning(record)) throw new Error(`Process ${record.pid} is not running any more.`);
  const tree = processTree(record.pid);
  sendSignal(tree, signal);
  if (signal === 'SIGKILL' && !(await allGone(tree, KILL_POLLS_MAX))) {
    throw new Error(`Process ${record.pid} cannot be ended.`);
  }
}

/** Those of the processes that still live, as themselves and not as another with the same pid. */
function living(tree: readonly ProcessEntry[]): ProcessEntry[] {
  const now = listProcesses();
  return tree.filter((entry) => now.some((other) => other.pid === entry.pid && other.started === entry.started));
}

function sendSignal(tree: readonly ProcessEntry[], signal: NodeJS.Signals): void {
  for (const { pid } of tree) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It has ended since it was listed.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function allGone(tree: readonly ProcessEntry[], pollsMax: number): Promise<boolean> {
  for (let poll = 0; poll < pollsMax; poll += 1) {
    if (living(tree).length === 0) return true;
    await delay(POLL_MS);
  }
  return false;
}
