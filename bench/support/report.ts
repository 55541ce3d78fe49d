import { rounded, type Figures, type Scenario } from './load.ts';
import type { Usage } from './process-tree.ts';

const verdict = (figure: number, budget: number | undefined): string =>
  budget === undefined
    ? ''
    : `${figure} of ${budget} (${figure <= budget ? 'within' : `over by ${(figure / budget).toFixed(2)}x`})`;

/** One JSON line for tools, or one line with each figure beside its budget for people. */
export const report = (figures: Figures, { budget }: Scenario, asJson: boolean): void => {
  if (asJson) {
    console.log(JSON.stringify(figures));
    return;
  }
  const {
    scenario,
    connections,
    requests,
    rate,
    p50_ms: p50,
    p95_ms: p95,
    p99_ms: p99,
    errors,
    cpu_ms_per_request: cpu,
    providers_cpu_ms_per_request: providers,
    other_servers_cpu_ms_per_request: others,
    rss_mb: rss,
    load1,
    warm_up_units: warmUp,
    cpu_ms_by_process: { hosts, event_log, postgresql },
  } = figures;
  console.log(
    `${scenario} x${connections}: ${requests} units after ${warmUp} that warm up, ${rate}/s, request p50 ${p50} p95 ${p95} p99 ${p99} ms, errors ${errors}, memory ${rss} MB, load ${load1}
    CPU-ms per unit ${verdict(cpu, budget.cpuMs)}: hosts ${hosts}, event log ${event_log}, PostgreSQL ${postgresql}${providers > 0 ? `, simulated vendors ${providers} more` : ''}${others > 0 ? `, the other servers ${others} more` : ''}
    p95 ms ${verdict(p95, budget.p95Ms)}`,
  );
};

/**
 * The memory of each process, the largest first; a server of many processes (PostgreSQL) is one sum, in which what they share
 * is counted by each.
 */
export const reportMemory = ({ processes }: Usage): void => {
  const sums = new Map<string, number>();
  for (const { name, rssMb } of processes) sums.set(name, (sums.get(name) ?? 0) + rssMb);
  const lines = [...sums].toSorted(([, a], [, b]) => b - a).map(([name, rssMb]) => `  ${name} ${rounded(rssMb, 0)} MB`);
  console.log(['memory at the end', ...lines].join('\n'));
};
