import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../infra/local/network.ts';

const START_TIMEOUT_MS = 120_000;
const STDERR_KEPT = 4_000;

export type DemoToken = 'admin' | 'vendor' | 'customer';

/** The whole system as `npm start` brings it up, in processes of its own, on free ports and a data directory of its own. */
export type SpawnedSystem = {
  readonly url: string;
  /** Where the simulated vendors listen, which are no part of the system. */
  readonly simulatorsUrl: string;
  readonly directory: string;
  readonly pid: () => number;
  /** With these settings a command works on it. */
  readonly environment: Readonly<Record<string, string>>;
  tokens(): Promise<Readonly<Record<DemoToken, string>>>;
  /** Ends the main process as a power cut would; its children notice. */
  kill(): Promise<void>;
  /** Brings it up again on the same data. */
  restart(): Promise<void>;
  /** Stops it in order and removes its data. */
  stop(): Promise<void>;
};

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let errors = '';
    const timer = setTimeout(
      () => reject(new Error(`not ready within ${START_TIMEOUT_MS} ms: ${errors}`)),
      START_TIMEOUT_MS,
    );
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-STDERR_KEPT)));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('ready ')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`the system ended: ${errors}`));
    });
  });

export const spawnSystem = async (environment: Readonly<Record<string, string>> = {}): Promise<SpawnedSystem> => {
  const directory = await mkdtemp(join(tmpdir(), 'only2u-spawned-'));
  const ports = [freePort(), freePort(), freePort(), freePort(), freePort()] as const;
  const [port, eventLog, postgres, simulators, smtp] = await Promise.all(ports);
  const place = {
    DATA_DIR: directory,
    PORT: String(port),
    EVENTSTORE_PORT: String(eventLog),
    POSTGRES_PORT: String(postgres),
    SIMULATORS_PORT: String(simulators),
    SMTP_PORT: String(smtp),
  };
  const env = { ...process.env, LOG_LEVEL: 'warn', ...environment, ...place };
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const args = ['--disable-warning=ExperimentalWarning', 'main/start.ts'];
    child = spawn('node', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    await ready(child);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    simulatorsUrl: `http://127.0.0.1:${simulators}`,
    directory,
    pid: () => child.pid!,
    environment: place,
    tokens: async () =>
      JSON.parse(await readFile(join(directory, 'demo-tokens.json'), 'utf8')) as Record<DemoToken, string>,
    kill: () => end('SIGKILL'),
    restart: start,
    stop: async () => {
      await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
};
