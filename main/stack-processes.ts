import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../infra/local/network.ts';

/** Long, since several start at once on what may be a small machine. */
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;
const ERROR_CHARACTERS_MAX = 4_000;

export type ChildEnvironment = Readonly<Record<string, string | undefined>>;
export type HostProcess = {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
  /** Asks it to finish what it took, and ends it when that takes too long. */
  stop(): Promise<void>;
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
};

/**
 * Starts one entry, such as `sagas/main.ts`, as a process of its own and resolves when it is ready. Its log lines go to
 * `onLog`. Throws with the end of what it wrote when it does not start.
 */
export const startHost = async (options: {
  readonly name: string;
  readonly entry: string;
  readonly environment: ChildEnvironment;
  readonly onLog: (text: string) => void;
}): Promise<HostProcess> => {
  const { name, entry, environment, onLog } = options;
  const port = environment['PORT'] ?? String(await freePort());
  const child = fork(fileURLToPath(new URL(`../${entry}`, import.meta.url)), {
    // The second start of the same code needs half the processor time of the first.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'only2u-compile-cache'), ...environment, PORT: port },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // kafkajs sets timers that have passed already, which Node warns of and takes as "now".
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-ERROR_CHARACTERS_MAX);
    onLog(chunk.toString());
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} was not ready within ${START_TIMEOUT_MS} ms. ${errors}`));
    }, START_TIMEOUT_MS);
    child.on('message', (message: { readonly ready?: string }) => {
      if (message.ready === undefined) return;
      clearTimeout(timer);
      resolve(message.ready);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`${name} did not start. ${errors}`));
    });
  });
  return { name, url, child, stop: () => stopChild(child) };
};
