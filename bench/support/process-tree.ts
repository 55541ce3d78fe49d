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

export type Usage = { readonly cpuMs: number; readonly providersCpuMs: number; readonly rssMb: number };

/** CPU time and memory of a process and everything below it; the simulated vendors are counted apart, since they stand for others' machines. */
export const usageOf = (root: number): Usage => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  const own = all.filter(({ pid }) => tree.has(pid));
  const isProvider = ({ command }: Process): boolean => command.includes('child.ts simulators');
  const sum = (processes: readonly Process[], of: (process: Process) => number): number =>
    processes.reduce((total, process) => total + of(process), 0);
  return {
    cpuMs: sum(
      own.filter((process) => !isProvider(process)),
      ({ cpuMs }) => cpuMs,
    ),
    providersCpuMs: sum(own.filter(isProvider), ({ cpuMs }) => cpuMs),
    rssMb:
      sum(
        own.filter((process) => !isProvider(process)),
        ({ rssBytes }) => rssBytes,
      ) / 1_048_576,
  };
};
