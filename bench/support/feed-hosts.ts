import { loadavg } from 'node:os';
import type { RunningStack } from '../../infra/local/stack-handle.ts';
import { SLOTS } from '../../infra/kafka/names.ts';
import { openDatabase } from '../../infra/postgres/database.ts';
import { followProgress, type ProgressFollower } from '../../infra/postgres/progress-channel.ts';
import type { Core } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';

const WAIT_MS_MAX = 900_000;
const POLL_MS = 20;
const BYTES_PER_MB = 1_048_576;

export type Stack = RunningStack<'eventstore' | 'kafka' | 'postgres'>;
export type Environment = Readonly<Record<string, string>>;

export const say = (result: object): void => {
  console.log(JSON.stringify({ ...result, load1: Number(loadavg()[0]!.toFixed(1)) }));
};

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Throws when the condition does not come true within a quarter of an hour. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + WAIT_MS_MAX;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${WAIT_MS_MAX} ms`);
    await pause(POLL_MS);
  }
};

export const makeDatabase = async (stack: Stack, name: string): Promise<string> => {
  const admin = openDatabase(stack.urls.postgres, 1);
  await admin.pool.query(`create database ${name}`);
  await admin.close();
  const url = new URL(stack.urls.postgres);
  url.pathname = `/${name}`;
  return url.href;
};

export const startEntry = (name: string, entry: string, environment: Environment): Promise<HostProcess> =>
  startHost({
    name,
    entry,
    environment: { ...process.env, ...environment },
    onLog: (text) => process.stderr.write(text),
  });

/** A figure of a process, by the name of its metric; undefined when it has none yet. */
export const figureOf = async ({ url }: HostProcess, metric: string): Promise<number | undefined> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = new RegExp(`^${metric} (\\S+)`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
};

export const memoryMb = async (host: HostProcess): Promise<number> =>
  Math.round(((await figureOf(host, 'process_resident_memory_bytes')) ?? 0) / BYTES_PER_MB);

export const follow = (core: Core): Promise<ProgressFollower> =>
  followProgress({
    url: core.config.POSTGRES_URL!,
    database: core.database,
    projections: core.registry.projections,
    slots: SLOTS,
    consumers: [],
    onError: () => undefined,
  });

export const hasReached = (progress: ProgressFollower, core: Core, position: bigint): boolean =>
  core.registry.projections.every(({ name }) => (progress.positions.get(name) ?? -1n) >= position);
