import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageOf, type Usage } from './process-tree.ts';

const START_TIMEOUT_MS = 120_000;

export type BenchSystem = {
  readonly url: string;
  readonly tokens: Readonly<Record<'admin' | 'vendor' | 'customer', string>>;
  readonly directory: string;
  usage(): Usage;
  stop(): Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let errors = '';
    const timer = setTimeout(
      () => reject(new Error(`not ready within ${START_TIMEOUT_MS} ms: ${errors}`)),
      START_TIMEOUT_MS,
    );
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2_000)));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('ready ')) return;
      clearTimeout(timer);
      resolve();
    });
    child.on('exit', () => reject(new Error(`the system ended: ${errors}`)));
  });

/** The whole system as `npm start` brings it up, on free ports and an empty data directory. */
export const startBenchSystem = async (environment: Readonly<Record<string, string>> = {}): Promise<BenchSystem> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-bench-'));
  const [port, eventLog, postgres, simulators] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'main/start.ts'], {
    env: {
      ...process.env,
      LOG_LEVEL: 'warn',
      ...environment,
      DATA_DIR: directory,
      PORT: String(port),
      EVENTSTORE_PORT: String(eventLog),
      POSTGRES_PORT: String(postgres),
      SIMULATORS_PORT: String(simulators),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child);
  return {
    url: `http://127.0.0.1:${port}`,
    tokens: JSON.parse(await readFile(join(directory, 'demo-tokens.json'), 'utf8')) as BenchSystem['tokens'],
    directory,
    usage: () => usageOf(child.pid!),
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
};
