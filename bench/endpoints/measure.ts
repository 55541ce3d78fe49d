import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, rounded, spread } from '../support/load.ts';
import { settle } from '../support/settle.ts';
import type { BenchSystem } from '../support/system.ts';
import type { Life } from './life.ts';
import { nameOf, P95_MS, type Operation, type World } from './operation.ts';
import { problemOf, requestOf } from './send.ts';

export const CONNECTIONS = 16;
/** Lives that send each operation before it is measured, so that its code is compiled. */
export const WARM_UP_LIVES = 40;
/** Reads are sent several times by each life: CPU time is counted in steps of 10 ms. */
const READ_ROUNDS = 5;
const KINDS_OF_ERRORS_MAX = 3;

export type OperationFigures = {
  readonly scenario: string;
  readonly connections: number;
  readonly requests: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly errors: number;
  readonly cpu_ms_per_request: number;
  readonly budget_p95_ms: number;
  readonly budget_cpu_ms?: number;
};

export type Measured = { readonly figures: OperationFigures; readonly problems: readonly string[] };

type Errands = { readonly world: World; readonly lives: readonly Life[]; readonly problems: Map<string, number> };

const send = async (operation: Operation, { world, lives, problems }: Errands): Promise<void> => {
  const failed = (problem: string): void => void problems.set(problem, (problems.get(problem) ?? 0) + 1);
  const isExpected = (status: number): boolean =>
    operation.expects === undefined ? status >= 200 && status < 300 : status === operation.expects;
  await spread(lives.length, CONNECTIONS, async (index) => {
    const life = lives[index]!;
    try {
      const request = requestOf(operation.name, life, world, operation.ask?.(life, world) ?? {});
      const reply = await world.client.send(request, isExpected);
      if (isExpected(reply.status)) operation.learn?.(life, reply.body);
      else failed(problemOf(reply));
    } catch (error) {
      failed((error as Error).message);
    }
  });
};

/** @param restShare CPU-ms that the system uses in a millisecond when nobody asks it anything; it is taken off. */
export const operationMeter = (system: BenchSystem, world: World, restShare: number) => {
  const lastSent = new Map<string, number>();

  const prepare = async ({ before, waits }: Operation, lives: readonly Life[], problems: Map<string, number>) => {
    if (waits !== undefined) {
      const until = (lastSent.get(nameOf(waits.after)) ?? 0) + waits.seconds * 1_000;
      await sleep(Math.max(0, until - performance.now()));
    }
    if (before === undefined) return;
    await spread(lives.length, CONNECTIONS, async (index) => {
      try {
        await before(lives[index]!, world);
      } catch (error) {
        const problem = `not prepared: ${(error as Error).message}`;
        problems.set(problem, (problems.get(problem) ?? 0) + 1);
      }
    });
  };

  return async (operation: Operation, all: readonly Life[]): Promise<Measured> => {
    const problems = new Map<string, number>();
    const { warmUp = WARM_UP_LIVES } = operation;
    const lives = all.slice(0, operation.lives === undefined ? undefined : warmUp + operation.lives);
    const isRead = operation.name.startsWith('GET ') && operation.writes !== true;
    await prepare(operation, lives, problems);
    await send(operation, { world, lives: lives.slice(0, warmUp), problems });
    await settle(system);
    world.client.latencies.length = 0;
    const measured = lives.slice(warmUp);
    const turns = isRead ? Array.from({ length: READ_ROUNDS }, () => measured).flat() : measured;
    const before = system.usage().cpuMs;
    const began = performance.now();
    await send(operation, { world, lives: turns, problems });
    lastSent.set(operation.name, performance.now());
    // Work that the answers did not wait for (sagas, read models) belongs to a write too.
    if (!isRead) await settle(system);
    const cpuMs = system.usage().cpuMs - before - restShare * (performance.now() - began);
    const latencies = world.client.latencies.toSorted((a, b) => a - b);
    const errors = [...problems.values()].reduce((sum, count) => sum + count, 0);
    return {
      figures: {
        scenario: operation.name,
        connections: CONNECTIONS,
        requests: turns.length,
        p50_ms: rounded(percentile(latencies, 0.5)),
        p95_ms: rounded(percentile(latencies, 0.95)),
        p99_ms: rounded(percentile(latencies, 0.99)),
        errors,
        cpu_ms_per_request: rounded(Math.max(0, cpuMs) / turns.length),
        budget_p95_ms: operation.p95Ms ?? P95_MS,
        ...(operation.cpuMs === undefined ? {} : { budget_cpu_ms: operation.cpuMs }),
      },
      problems: [...problems].slice(0, KINDS_OF_ERRORS_MAX).map(([problem, count]) => `${count} x ${problem}`),
    };
  };
};
