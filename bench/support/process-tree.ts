import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const PAGE_BYTES = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));

type Process = {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly command: string;
};

/** proc(5): the fields after the name, which may itself hold spaces and brackets. */
const readProcess = (pid: number): Process | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // utime, stime and the same of children that have ended (a PostgreSQL backend that closed its connection).
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return {
      pid,
      parent: Number(fields[1]),
      cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
      rssBytes: Number(fields[21]) * PAGE_BYTES,
      command,
    };
  } catch {
    return undefined;
  }
};

/** What a process is to the system. The simulated vendors stand for others' machines. */
export type ProcessKind = 'hosts' | 'event log' | 'PostgreSQL' | 'simulated vendors';

export type Usage = {
  /** All processes but the simulated vendors. */
  readonly cpuMs: number;
  readonly providersCpuMs: number;
  readonly rssMb: number;
  readonly byProcess: Readonly<Record<ProcessKind, number>>;
};

const kindOf = ({ command }: Process): ProcessKind => {
  if (command.includes('child.ts simulators')) return 'simulated vendors';
  if (command.includes('child.ts event-log')) return 'event log';
  return command.includes('postgres') ? 'PostgreSQL' : 'hosts';
};

/** CPU time and memory of a process and everything below it; the simulated vendors are counted apart. */
export const usageOf = (root: number): Usage => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  const byProcess: Record<ProcessKind, number> = { hosts: 0, 'event log': 0, PostgreSQL: 0, 'simulated vendors': 0 };
  let rssBytes = 0;
  for (const process of all.filter(({ pid }) => tree.has(pid))) {
    const kind = kindOf(process);
    byProcess[kind] += process.cpuMs;
    if (kind !== 'simulated vendors') rssBytes += process.rssBytes;
  }
  return {
    cpuMs: byProcess.hosts + byProcess['event log'] + byProcess.PostgreSQL,
    providersCpuMs: byProcess['simulated vendors'],
    rssMb: rssBytes / 1_048_576,
    byProcess,
  };
};
