import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cassandra } from './cassandra.ts';
import { elasticsearch } from './elasticsearch.ts';
import { eventLog } from './event-log.ts';
import { askServer } from './health.ts';
import { kafka } from './kafka.ts';
import { withLock } from './lock.ts';
import { isPortFree } from './network.ts';
import type { Launch, PackagedServer, Site } from './packaged-server.ts';
import { isRunning, readPidFile, removePidFile, writePidFile } from './pid-file.ts';
import type { PidRecord } from './pid-file.ts';
import { postgres } from './postgres.ts';
import { findProcess } from './processes.ts';
import { redis } from './redis.ts';
import { servers } from './servers.ts';
import type { PortEntry, ServerName } from './servers.ts';
import { stopRecorded } from './stop.ts';

const POLL_MS = 200;
/** For a new server to be ready on a loaded machine. */
const READY_MS_MAX = 180_000;
/** For a server that is already running to answer, which it may have begun to do a moment ago. */
const ANSWER_MS_MAX = 60_000;
/** Ten seconds for what a killed server left behind to give its port back. */
const PORT_POLLS_MAX = 50;
const LOG_TAIL_LINES_MAX = 20;

export const packagedServers: Readonly<Record<ServerName, PackagedServer>> = {
  eventstore: eventLog,
  kafka,
  cassandra,
  elasticsearch,
  postgres,
  redis,
};

/** A server that answers. */
export interface ReadyServer {
  readonly name: ServerName;
  readonly version: string;
  readonly port: number;
  /** False when it had been running before. */
  readonly startedHere: boolean;
  /** From the start of its process to its first answer, in milliseconds. */
  readonly readyMs: number;
}

/**
 * Makes one server run and answer: leaves a healthy one alone, replaces one that runs without answering, and starts one
 * that is gone. Throws when a port is taken, when something is missing, or with the end of its log when it fails.
 */
export async function ensureServer(
  name: ServerName,
  directory: string,
  plan: Omit<Site, 'folder'>,
): Promise<ReadyServer> {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  return withLock(join(directory, `${name}.lock`), async () => {
    const running = readPidFile(directory, name);
    if (running !== undefined && isRunning(running)) {
      const version = await waitReady(name, { record: running, directory, limitMs: ANSWER_MS_MAX }).catch(
        () => undefined,
      );
      if (version !== undefined) return { name, version, port: running.port, startedHere: false, readyMs: 0 };
      plan.report(`${servers[name].label}: runs without answering, starting it anew`);
      await stopRecorded(running, packagedServers[name].stopSignal);
    }
    removePidFile(directory, name);
    const launch = await packagedServers[name].prepare({ ...plan, folder: join(directory, name) });
    await claimPorts(name, plan.ports, running === undefined ? 0 : PORT_POLLS_MAX);
    const begun = performance.now();
    const record = await launchServer(name, directory, { launch, ports: plan.ports, path: plan.settings.path });
    const version = await waitReady(name, { record, directory, limitMs: READY_MS_MAX });
    return { name, version, port: record.port, startedHere: true, readyMs: Math.round(performance.now() - begun) };
  });
}

async function claimPorts(name: ServerName, ports: Site['ports'], pollsMax: number): Promise<void> {
  const { port, innerPort } = servers[name];
  const wanted: [PortEntry, number][] = [[port, ports.main]];
  if (innerPort !== undefined) wanted.push([innerPort, ports.inner]);
  for (const [entry, number] of wanted) {
    for (let poll = 0; !(await isPortFree(number)); poll += 1) {
      if (poll < pollsMax) await delay(POLL_MS);
      else throw new Error(portTaken(name, entry.variable, number));
    }
  }
}

/** What to say when another program has the port. */
export function portTaken(name: ServerName, variable: string, port: number): string {
  const { label } = servers[name];
  return `${label} cannot start: another program listens on port ${port}. End that, or set ${variable} to a free port.`;
}

async function launchServer(
  name: ServerName,
  directory: string,
  { launch, ports, path }: { launch: Launch; ports: Site['ports']; path: string },
): Promise<PidRecord> {
  const log = logPath(directory, name);
  mkdirSync(join(directory, 'logs'), { recursive: true });
  // The log of the run before is kept, once: it tells why that one ended.
  if (existsSync(log)) renameSync(log, `${log}.before`);
  const output = openSync(log, 'w');
  const child = spawn(launch.command, launch.parameters, {
    cwd: join(directory, name),
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: path, HOME: homedir(), LANG: 'C.UTF-8', ...launch.environment },
    ...launch.user,
  });
  closeSync(output);
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`${servers[name].label}: ${launch.command} cannot be started.`, { cause: error });
  }
  child.unref();
  const started = findProcess(child.pid)?.started;
  if (started === undefined) throw new Error(`${servers[name].label} ended at once.\n${logTail(directory, name)}`);
  const record = { pid: child.pid, started, port: ports.main, innerPort: ports.inner };
  writePidFile(directory, name, record);
  return record;
}

interface Wait {
  readonly record: PidRecord;
  readonly directory: string;
  readonly limitMs: number;
}

async function waitReady(name: ServerName, { record, directory, limitMs }: Wait): Promise<string> {
  const { label } = servers[name];
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (!isRunning(record)) throw new Error(`${label} ended while it started:\n${logTail(directory, name)}`);
    const version = await askServer(name, record.port).catch(() => undefined);
    if (version !== undefined) return version;
    await delay(POLL_MS);
  }
  throw new Error(`${label} does not answer on port ${record.port}:\n${logTail(directory, name)}`);
}

export const logPath = (directory: string, name: ServerName): string => join(directory, 'logs', `${name}.log`);

function logTail(directory: string, name: ServerName): string {
  const path = logPath(directory, name);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  return [...lines.slice(-LOG_TAIL_LINES_MAX), `(the whole log: ${path})`].join('\n');
}
