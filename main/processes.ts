import { fork, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const RESTART_PAUSE_MS = 500;
const RESTARTS_MAX = 20;
/** A child that ran this long was not in a row of failures. */
const STABLE_MS = 60_000;

/** What this process was given, for its children. */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env });

export type Supervised = { pid(): number | undefined; stop(): Promise<void> };

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

class SupervisedChild implements Supervised {
  readonly #kind: Kind;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #onRestart: (kind: string, restart: number) => void;
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #restarts = 0;
  #stopping = false;

  constructor(
    kind: Kind,
    environment: Readonly<Record<string, string>>,
    onRestart: (kind: string, restart: number) => void,
  ) {
    this.#kind = kind;
    this.#environment = environment;
    this.#onRestart = onRestart;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  async launch(): Promise<void> {
    const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [this.#kind], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#child = child;
    await started(child, this.#kind);
    const upSince = performance.now();
    child.once('exit', () => {
      if (performance.now() - upSince > STABLE_MS) this.#restarts = 0;
      this.#relaunchLater();
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // Not by a signal, which may reach all processes at once and long before the others are done with this one.
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(timer);
  }

  #relaunchLater(): void {
    if (this.#stopping || this.#restarts >= RESTARTS_MAX) return;
    this.#restarts += 1;
    this.#onRestart(this.#kind, this.#restarts);
    this.#restart = setTimeout(() => {
      this.launch().catch(() => this.#relaunchLater());
    }, RESTART_PAUSE_MS);
  }
}

/**
 * Runs `main/child.ts` of one kind and starts it again when it dies, a bounded number of times in a row; `onRestart` hears of
 * each. Throws when it does not start the first time.
 */
export const supervise = async (
  kind: Kind,
  environment: Readonly<Record<string, string>>,
  onRestart: (kind: string, restart: number) => void,
): Promise<Supervised> => {
  const child = new SupervisedChild(kind, environment, onRestart);
  await child.launch();
  return child;
};
