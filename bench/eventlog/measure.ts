import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';

const MS_PER_TICK = 10;

/** A server in a process of its own, whose CPU time and memory can be told from ours. */
export class Measured {
  readonly child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, port: string) {
    this.child = child;
    this.url = `esdb://127.0.0.1:${port}?tls=false`;
  }

  static async start(script: string, args: readonly string[] = []): Promise<Measured> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new Measured(child, line.split(':').at(-1)!);
  }

  /** User and system time of all its threads, in milliseconds. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.child.pid!}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }

  rssMb(): number {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid!}/status`, 'utf8'))?.[1];
    return Math.round(Number(kib) / 1024);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

export interface Run {
  readonly scenario: string;
  readonly connections: number;
  /** Events. */
  readonly requests: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
  readonly errors: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** One JSON line in the form all benches share; `cpu_ms_per_request` is the server's alone, per event. */
export function report(run: Run, extra: object = {}): number {
  const sorted = run.latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2));
  const rate = Math.round(run.requests / run.seconds);
  const line = {
    scenario: run.scenario,
    connections: run.connections,
    requests: run.requests,
    rate,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    errors: run.errors,
    cpu_ms_per_request: Number((run.cpuMs / run.requests).toFixed(4)),
    rss_mb: run.rssMb,
    load1: Number(loadavg()[0]!.toFixed(2)),
    ...extra,
  };
  console.log(JSON.stringify(line));
  return rate;
}

/** Runs `action` for each index with so many in flight and gives the time each took, in milliseconds. */
export async function inFlight(
  count: number,
  concurrency: number,
  action: (index: number) => Promise<unknown>,
): Promise<{ latenciesMs: number[]; seconds: number; errors: number }> {
  const latenciesMs: number[] = [];
  let next = 0;
  let errors = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const before = performance.now();
      await action(index).catch(() => (errors += 1));
      latenciesMs.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { latenciesMs, seconds: (performance.now() - startedAt) / 1000, errors };
}
