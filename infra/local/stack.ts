import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { missingForPackages } from './commands.ts';
import { startContainers } from './containers.ts';
import { chooseEngine } from './engine.ts';
import { freePort } from './network.ts';
import { ensureServer, packagedServers } from './packages.ts';
import type { ReadyServer } from './packages.ts';
import { isRunning, readPidFile, removePidFile } from './pid-file.ts';
import { serverNames, servers } from './servers.ts';
import type { ServerName } from './servers.ts';
import { readSettings } from './settings.ts';
import type { Ports, StackSettings } from './settings.ts';
import { urlOf } from './stack-handle.ts';
import type { RunningStack } from './stack-handle.ts';
import { signalRecorded, stopRecorded } from './stop.ts';

export interface StackOptions<Name extends ServerName> {
  /** Which servers; all when absent. */
  readonly servers?: readonly Name[];
  /** Data, logs and pid files; the settings' when absent. Servers that run from this folder already are used. */
  readonly directory?: string;
  /** `table`: the settings' ports (the default). `free`: any free ones, for a test that has its own directory. */
  readonly ports?: 'table' | 'free';
  readonly settings?: StackSettings;
  /** Takes the lines of progress; standard error when absent. */
  readonly report?: (line: string) => void;
}

const toStandardError = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/**
 * Makes the vendors' servers run and returns how to reach them: by Docker where an engine answers, else from packages.
 * The choice and every server's version are reported. Throws, with what to do, when a server cannot be had.
 */
export async function startStack<Name extends ServerName = ServerName>(
  options: StackOptions<Name> = {},
): Promise<RunningStack<Name>> {
  const settings = options.settings ?? readSettings();
  const report = options.report ?? toStandardError;
  const names = options.servers ?? (serverNames as readonly ServerName[] as readonly Name[]);
  const { engine, reason } = await chooseEngine(settings);
  report(`stack: ${names.join(', ')} by ${engine}, since ${reason}`);
  if (engine === 'docker') return startContainers(names, report);
  const plan = {
    directory: options.directory ?? settings.directory,
    ports: options.ports ?? 'table',
    settings,
    report,
  };
  return startPackages(names, plan);
}

type Plan = Required<Omit<StackOptions<ServerName>, 'servers'>>;

async function startPackages<Name extends ServerName>(names: readonly Name[], plan: Plan): Promise<RunningStack<Name>> {
  const { directory } = plan;
  mkdirSync(directory, { recursive: true });
  // Servers that must not run as root have their folders in here.
  if (process.getuid?.() === 0) chmodSync(directory, 0o755);
  const outcomes = await Promise.allSettled(names.map((name) => ensureOne(name, plan)));
  const failed = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map((outcome) => outcome.reason as unknown);
  // What did start stays, so that a second try has less to do; the failures are told together.
  if (failed.length === 1) throw failed[0];
  if (failed.length > 1) throw new AggregateError(failed, failed.map((error) => (error as Error).message).join('\n'));
  const ready = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const table = Object.fromEntries(ready.map((server) => [server.name, server])) as Record<Name, ReadyServer>;
  const urls = ready.map(({ name, port }) => [name, urlOf(name, '127.0.0.1', port)] as const);
  return {
    engine: 'packages',
    servers: table,
    urls: Object.fromEntries(urls) as Record<Name, string>,
    signal: (name, signal) => signalServer(name, directory, signal),
    restart: async (name) => {
      await ensureOne(name, plan, table[name].port);
    },
    stop: () =>
      stopStack(
        directory,
        ready.filter((server) => server.startedHere).map((server) => server.name),
      ),
  };
}

async function ensureOne(name: ServerName, plan: Plan, keptPort?: number): Promise<ReadyServer> {
  const { directory, settings, report } = plan;
  const ports = await portsFor(name, plan, keptPort);
  const server = await ensureServer(name, directory, { ports, settings, report });
  const how = server.startedHere ? `ready in ${(server.readyMs / 1000).toFixed(1)} s` : 'was running';
  report(`${servers[name].label} ${server.version}: ${how}, port ${server.port}`);
  return server;
}

async function portsFor(name: ServerName, plan: Plan, keptPort: number | undefined): Promise<Ports> {
  if (plan.ports === 'table') return plan.settings.ports[name];
  // A killed server comes back where its clients look for it.
  const before = readPidFile(plan.directory, name);
  if (before !== undefined) return { main: before.port, inner: before.innerPort };
  return { main: keptPort ?? (await freePort()), inner: await freePort() };
}

async function signalServer(name: ServerName, directory: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') {
  const record = readPidFile(directory, name);
  if (record === undefined) throw new Error(`${servers[name].label} was not started from ${directory}.`);
  await signalRecorded(record, signal);
}

/** Ends the servers that were started from this folder and returns their names; what runs elsewhere is left alone. */
export async function stopServers(directory: string, names: readonly ServerName[]): Promise<ServerName[]> {
  const stopped = names.map(async (name) => {
    const record = readPidFile(directory, name);
    if (record === undefined) return [];
    const running = isRunning(record);
    await stopRecorded(record, packagedServers[name].stopSignal);
    removePidFile(directory, name);
    return running ? [name] : [];
  });
  return (await Promise.all(stopped)).flat();
}

async function stopStack(directory: string, names: readonly ServerName[]): Promise<void> {
  if (existsSync(directory)) await stopServers(directory, names);
}

/** Which servers this machine can run, and why not the others: so that a test run says what it leaves out. */
export async function stackAvailability(
  settings: StackSettings = readSettings(),
): Promise<Record<ServerName, { available: boolean; reason: string }>> {
  const { engine, reason } = await chooseEngine(settings);
  const missing = engine === 'docker' ? { java: [], redis: [] } : await missingForPackages(settings);
  const state = (problems: string[]) => ({ available: problems.length === 0, reason: problems.join(' ') || reason });
  return {
    eventstore: state([]),
    postgres: state([]),
    redis: state(missing.redis),
    kafka: state(missing.java),
    cassandra: state(missing.java),
    elasticsearch: state(missing.java),
  };
}
