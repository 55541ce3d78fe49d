import { fork, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { keptRunning, type Running } from './kept-running.ts';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;

/** What this process was given, for its children. */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env });

/** Says which port is taken and what to do about it, before anything is started. */
export const requireFreePort = async (port: number, variable: string, host = '127.0.0.1'): Promise<void> => {
  const taken = await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (taken)
    throw new Error(
      `Port ${port} is in use. Stop what listens there (another "npm start"?) or set ${variable} to a free port.`,
    );
};

/** Resolves at the child's first message. A child that does not get that far is ended. */
const started = (child: ChildProcess, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let errors = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${name} was not ready within ${START_TIMEOUT_MS} ms`));
    }, START_TIMEOUT_MS);
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2_000)));
    child.once('message', () => {
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`${name} did not start. ${errors.trim()}`));
    });
  });

type Kind = 'event-log' | 'simulators';

/** A child of this process, of which it hears when it is up. */
const forked = async (kind: Kind, environment: Readonly<Record<string, string>>): Promise<Running> => {
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [kind], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await started(child, kind);
  return {
    exited,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Not by a signal, which may reach all processes at once and long before the others are done with this one.
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
};

/** Runs `main/child.ts` of one kind and starts it again when it dies; throws when it does not start the first time. */
export const supervise = (
  kind: Kind,
  environment: Readonly<Record<string, string>>,
  onRestart: (kind: string, restart: number) => void,
): Promise<Running> =>
  keptRunning(
    () => forked(kind, environment),
    (restart) => onRestart(kind, restart),
  );
