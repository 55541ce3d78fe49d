import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** The event log server as a process of its own, so that it can be killed. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    this.url = `esdb://127.0.0.1:${port}?tls=false`;
  }

  /** Starts it on a free port. `wrapper`: a command it runs under, such as strace. Throws with what it wrote when it does not start. */
  static async start(directory: string, wrapper: readonly string[] = []): Promise<ServerProcess> {
    const all = [...wrapper, process.execPath, MAIN, '--port', '0', '--data', directory];
    const [command = process.execPath, ...args] = all;
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
    const lines = createInterface({ input: child.stdout });
    const exited = once(child, 'exit').then(() => {
      throw new Error(`the server did not start: ${complaint}`);
    });
    const [line] = (await Promise.race([once(lines, 'line'), exited])) as [string];
    exited.catch(() => undefined);
    return new ServerProcess(child, Number(/^listening 127\.0\.0\.1:(\d+)$/.exec(line)?.[1]));
  }

  /** Ends it without any warning. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }
}
