import { askServer } from './health.ts';
import { isRunning, readPidFile } from './pid-file.ts';
import { listProcesses, processTree } from './processes.ts';
import { servers } from './servers.ts';
import type { ServerName } from './servers.ts';
import type { StackSettings } from './settings.ts';

export interface ServerStatus {
  readonly server: ServerName;
  readonly version: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly health: 'ready' | 'not answering' | 'down';
  /** Resident memory of all its processes in bytes. */
  readonly residentBytes: number;
}

/** Looks at each server once, changing nothing. */
export async function readStatus(settings: StackSettings, names: readonly ServerName[]): Promise<ServerStatus[]> {
  return Promise.all(names.map((name) => statusOf(name, settings)));
}

async function statusOf(name: ServerName, settings: StackSettings): Promise<ServerStatus> {
  const { version } = servers[name];
  const record = readPidFile(settings.directory, name);
  if (record === undefined || !isRunning(record)) {
    const { main } = settings.ports[name];
    return { server: name, version, port: main, pid: undefined, health: 'down', residentBytes: 0 };
  }
  const answered = await askServer(name, record.port).catch(() => undefined);
  const tree = processTree(record.pid, listProcesses());
  return {
    server: name,
    version: answered ?? version,
    port: record.port,
    pid: record.pid,
    health: answered === undefined ? 'not answering' : 'ready',
    residentBytes: tree.reduce((sum, entry) => sum + entry.residentBytes, 0),
  };
}

/** The lines of a table for people. */
export function formatStatus(rows: readonly ServerStatus[]): string {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const cells = rows.map((row) => [
    row.server,
    row.version,
    String(row.port),
    row.pid === undefined ? '-' : String(row.pid),
    row.health,
    megabytes(row.residentBytes),
  ]);
  const total = megabytes(rows.reduce((sum, row) => sum + row.residentBytes, 0));
  const table = [['server', 'version', 'port', 'pid', 'health', 'memory'], ...cells, ['all', '', '', '', '', total]];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const line = (words: string[]): string => words.map((word, column) => word.padEnd(widths[column]!)).join('  ');
  return table.map((words) => line(words).trimEnd()).join('\n');
}
