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

const OTHER_SERVERS = ['Kafka', 'Cassandra', 'Elasticsearch', 'Redis'] as const;
/** What a process is to the system. The simulated vendors stand for others' machines. */
const PROCESS_KINDS = ['hosts', 'event log', 'PostgreSQL', ...OTHER_SERVERS, 'simulated vendors'] as const;
export type ProcessKind = (typeof PROCESS_KINDS)[number];

export type Usage = {
  /** The processes of this project and PostgreSQL, which both profiles have: what the budgets speak of. */
  readonly cpuMs: number;
  /** The stack profile's other servers, which also work while nobody asks them anything. */
  readonly otherServersCpuMs: number;
  /** All processes but the simulated vendors. */
  readonly rssMb: number;
  readonly byProcess: Readonly<Record<ProcessKind, number>>;
  readonly processes: readonly { readonly name: string; readonly rssMb: number }[];
};

/** What a command line holds, the first that fits; everything else is a host of this project. */
const KINDS: readonly (readonly [string, ProcessKind])[] = [
  ['child.ts simulators', 'simulated vendors'],
  ['child.ts event-log', 'event log'],
  ['infra/eventstore-server/main.ts', 'event log'],
  ['kafka.Kafka', 'Kafka'],
  ['CassandraDaemon', 'Cassandra'],
  ['elasticsearch', 'Elasticsearch'],
  ['redis-server', 'Redis'],
  ['postgres', 'PostgreSQL'],
];

const kindOf = ({ command }: Process): ProcessKind => KINDS.find(([part]) => command.includes(part))?.[1] ?? 'hosts';

/** The entry file of a host, such as `sagas/main.ts`; a server's kind. */
const nameOf = (process: Process): string => {
  const kind = kindOf(process);
  return kind === 'hosts' ? (/[\w-]+\/[\w-]+\.ts.*/.exec(process.command)?.[0].trim() ?? 'node') : kind;
};

const MEBIBYTE = 1_048_576;

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
  const members = all.filter(({ pid }) => tree.has(pid));
  const cpuMsOf = (kind: ProcessKind): number =>
    members.filter((process) => kindOf(process) === kind).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const byProcess = Object.fromEntries(PROCESS_KINDS.map((kind) => [kind, cpuMsOf(kind)])) as Record<
    ProcessKind,
    number
  >;
  const processes = members
    .filter((process) => kindOf(process) !== 'simulated vendors')
    .map((process) => ({ name: nameOf(process), rssMb: process.rssBytes / MEBIBYTE }));
  return {
    cpuMs: byProcess.hosts + byProcess['event log'] + byProcess.PostgreSQL,
    otherServersCpuMs: OTHER_SERVERS.reduce((sum, kind) => sum + byProcess[kind], 0),
    rssMb: processes.reduce((sum, { rssMb }) => sum + rssMb, 0),
    byProcess,
    processes,
  };
};
