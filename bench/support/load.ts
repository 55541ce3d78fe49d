import { loadavg } from 'node:os';
import { Pool } from 'undici';
import { v7 as uuidV7 } from 'uuid';
import type { ProcessKind } from './process-tree.ts';
import { settle } from './settle.ts';
import type { BenchSystem } from './system.ts';

export type Figures = {
  readonly scenario: string;
  readonly connections: number;
  readonly requests: number;
  readonly rate: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly errors: number;
  readonly cpu_ms_per_request: number;
  /** Where the CPU time goes. */
  readonly cpu_ms_by_process: Readonly<Record<'hosts' | 'event_log' | 'postgresql', number>>;
  readonly providers_cpu_ms_per_request: number;
  /** Kafka, Cassandra, Elasticsearch and Redis; no part of the budget, since they also work when nobody asks. */
  readonly other_servers_cpu_ms_per_request: number;
  /** Units that were run before the measurement, so that the code was compiled. */
  readonly warm_up_units: number;
  readonly rss_mb: number;
  readonly load1: number;
};

export type Reply = { readonly status: number; readonly position: string | undefined; readonly body: unknown };
export type Request = {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  /** Sent instead of a JSON body, as a form. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One connection pool for a scenario; latencies of single requests are kept for the percentiles. */
export class LoadClient {
  readonly latencies: number[] = [];
  errors = 0;
  readonly #pool: Pool;
  constructor(url: string, connections: number) {
    this.#pool = new Pool(url, { connections, pipelining: 1 });
  }
  /** @returns the answer; an answer of 400 or more counts as an error unless it is expected. */
  async send(
    { method = 'GET', path, token, body, form, headers }: Request,
    isExpected: (status: number) => boolean = (status) => status < 400,
  ): Promise<Reply> {
    const began = performance.now();
    const answer = await this.#pool.request({
      method: method,
      path,
      headers: {
        ...(method === 'GET' ? {} : { 'idempotency-key': uuidV7() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body:
        form !== undefined ? new URLSearchParams(form).toString() : body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    this.latencies.push(performance.now() - began);
    if (!isExpected(answer.statusCode)) this.errors += 1;
    const position = answer.headers['x-position'];
    return {
      status: answer.statusCode,
      position: typeof position === 'string' ? position : undefined,
      body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : text,
    };
  }
  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** The value that this share of the sorted values does not reach. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export type Scenario = {
  readonly name: string;
  /** What the contracts allow per unit, in CPU-ms over all processes of the system, and for the 95th percentile of a request. */
  readonly budget: { readonly cpuMs: number; readonly p95Ms?: number };
  readonly connections: number;
  readonly units: number;
  /** Units before the measurement; a quarter of the measured ones unless told otherwise. */
  readonly warmUp?: number;
  /** Whether one unit is several requests, whose percentiles are then those of the single requests. */
  prepare(system: BenchSystem, client: LoadClient): Promise<(unit: number) => Promise<void>>;
};

/** Runs one unit per free connection until all are done. */
export const spread = async (
  units: number,
  connections: number,
  work: (unit: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < units) await work(next++);
  };
  await Promise.all(Array.from({ length: connections }, worker));
};

const WARM_UP_SHARE = 0.25;

/** Runs a scenario on a system, after its warm-up. */
export const runScenario = async (scenario: Scenario, system: BenchSystem): Promise<Figures> => {
  const client = new LoadClient(system.url, scenario.connections);
  const unit = await scenario.prepare(system, client);
  const warmUp = scenario.warmUp ?? Math.ceil(scenario.units * WARM_UP_SHARE);
  await spread(warmUp, scenario.connections, (n) => unit(n));
  await settle(system);
  client.latencies.length = 0;
  client.errors = 0;
  const before = system.usage();
  const began = performance.now();
  await spread(scenario.units, scenario.connections, (n) => unit(warmUp + n));
  const seconds = (performance.now() - began) / 1000;
  // Work that the answers did not wait for (sagas, read models) belongs to the units too.
  await settle(system);
  const after = system.usage();
  await client.close();
  const sorted = client.latencies.toSorted((a, b) => a - b);
  const each = (kind: ProcessKind): number =>
    rounded((after.byProcess[kind] - before.byProcess[kind]) / scenario.units, 3);
  return {
    scenario: scenario.name,
    connections: scenario.connections,
    requests: scenario.units,
    rate: rounded(scenario.units / seconds, 1),
    p50_ms: rounded(percentile(sorted, 0.5)),
    p95_ms: rounded(percentile(sorted, 0.95)),
    p99_ms: rounded(percentile(sorted, 0.99)),
    errors: client.errors,
    cpu_ms_per_request: rounded((after.cpuMs - before.cpuMs) / scenario.units, 3),
    cpu_ms_by_process: { hosts: each('hosts'), event_log: each('event log'), postgresql: each('PostgreSQL') },
    providers_cpu_ms_per_request: each('simulated vendors'),
    other_servers_cpu_ms_per_request: rounded((after.otherServersCpuMs - before.otherServersCpuMs) / scenario.units, 3),
    warm_up_units: warmUp,
    rss_mb: rounded(after.rssMb, 0),
    load1: rounded(loadavg()[0]!, 2),
  };
};
