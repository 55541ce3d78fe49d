import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** One live process of this machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Resident memory in bytes; pages shared between processes count in each. */
  readonly residentBytes: number;
  /** When it began, in the words of the system: a pid that comes back to another process has another mark. */
  readonly started: string;
}

/** Reads `/proc/PID/stat` and `/proc/PID/status`. Undefined for a zombie, which is dead and only not yet collected. */
export function parseProc(stat: string, status: string, boot: string): ProcessEntry | undefined {
  // The name stands in parentheses and may itself hold spaces and parentheses, so fields are counted from the last one.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  const [state, parent] = fields;
  const ticks = fields[19];
  if (state === undefined || parent === undefined || ticks === undefined || 'ZX'.includes(state)) return undefined;
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? '0';
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(parent),
    residentBytes: Number(kilobytes) * 1024,
    started: `${boot}/${ticks}`,
  };
}

/** Reads one line of `ps -A -o pid=,ppid=,rss=,state=,lstart=`, for systems that have no `/proc`. */
export function parsePs(line: string): ProcessEntry | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
  const [, pid, parent, kilobytes, state, started] = match ?? [];
  if (started === undefined || state?.startsWith('Z') === true) return undefined;
  return { pid: Number(pid), parent: Number(parent), residentBytes: Number(kilobytes) * 1024, started };
}

/** Every live process. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform !== 'linux') {
    const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,state=,lstart='], { encoding: 'utf8' });
    return text.split('\n').flatMap((line) => parsePs(line) ?? []);
  }
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readProc(pid, boot) ?? []);
}

function readProc(pid: string, boot: string): ProcessEntry | undefined {
  try {
    return parseProc(readFileSync(`/proc/${pid}/stat`, 'utf8'), readFileSync(`/proc/${pid}/status`, 'utf8'), boot);
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}

export function findProcess(pid: number): ProcessEntry | undefined {
  return listProcesses().find((entry) => entry.pid === pid);
}

/** The process with all that it started, parents before children: Elasticsearch and PostgreSQL are several. */
export function processTree(root: number, all: readonly ProcessEntry[] = listProcesses()): ProcessEntry[] {
  const tree = all.filter((entry) => entry.pid === root);
  // The list grows while it is walked, and ends with the last generation.
  for (const ancestor of tree) {
    tree.push(...all.filter((entry) => entry.parent === ancestor.pid && !tree.includes(entry)));
  }
  return tree;
}
