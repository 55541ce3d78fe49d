import { fork, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const RESTART_PAUSE_MS = 500;
const RESTARTS_MAX = 20;

export type Supervised = { readonly pid: () => number | undefined; stop(): Promise<void> };

/** Says which port is taken and what to do about it, before anything is started. */
export const requireFreePort = async (port: number, variable: string, host = '127.0.0.1'): Promise<void> => {
  const taken = await new Promise<boolean>((resolve) => {
    const socket = connect({ port, host });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
  if (taken)
    throw new Error(
      `Port ${port} is in use. Stop what listens there (another "npm start"?) or set ${variable} to a free port.`,
    );
};

const started = (child: ChildProcess, name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let errors = '';
    const timer = setTimeout(
      () => reject(new Error(`${name} was not ready within ${START_TIMEOUT_MS} ms`)),
      START_TIMEOUT_MS,
    );
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2_000)));
    child.once('message', () => (clearTimeout(timer), resolve()));
    child.once('exit', () => (clearTimeout(timer), reject(new Error(`${name} did not start. ${errors.trim()}`))));
  });

/** Runs `main/child.ts` of one kind and starts it again when it dies, a bounded number of times. */
export const supervise = async (
  kind: 'event-log' | 'simulators',
  environment: Readonly<Record<string, string>>,
  onRestart: (kind: string, restart: number) => void,
): Promise<Supervised> => {
  let child: ChildProcess;
  let stopping = false;
  let restarts = 0;

  const launch = async (): Promise<void> => {
    child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [kind], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    await started(child, kind);
    child.once('exit', () => {
      if (stopping || restarts >= RESTARTS_MAX) return;
      restarts += 1;
      onRestart(kind, restarts);
      setTimeout(() => void launch().catch(() => undefined), RESTART_PAUSE_MS);
    });
  };

  await launch();
  return {
    pid: () => child.pid,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await gone;
      clearTimeout(timer);
    },
  };
};
