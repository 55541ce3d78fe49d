import { loadavg } from 'node:os';
import type { LoadClient } from '../support/load.ts';
import type { Measured, OperationFigures } from './measure.ts';
import { CONNECTIONS, WARM_UP_LIVES } from './measure.ts';
import type { Operation } from './operation.ts';

type Result = Measured & { readonly operation: Operation };

/** How much of its p95 budget an operation takes; 1 is all of it. */
const share = ({ p95_ms, budget_p95_ms }: OperationFigures): number => p95_ms / budget_p95_ms;
const columns = [-72, 7, 8, 8, 8, 8, 9, 9] as const;
const row = (...cells: readonly (string | number)[]): string =>
  cells
    .map((cell, index) => {
      const width = columns[index] ?? 0;
      return width < 0 ? String(cell).padEnd(-width) : String(cell).padStart(width);
    })
    .join(' ');

/** The operations with the largest share of their p95 budget first. */
export const sayTable = (
  results: readonly Result[],
  { lives, restShare }: { readonly lives: number; readonly restShare: number },
): void => {
  const sorted = results.toSorted((a, b) => share(b.figures) - share(a.figures));
  const isOverCpu = ({ budget_cpu_ms, cpu_ms_per_request }: OperationFigures): boolean =>
    budget_cpu_ms !== undefined && cpu_ms_per_request > budget_cpu_ms;
  console.log(row('operation', 'p50 ms', 'p95 ms', 'p99 ms', 'budget', 'CPU-ms', 'budget', 'errors'));
  for (const { operation, figures } of sorted) {
    const { p50_ms, p95_ms, p99_ms, cpu_ms_per_request, budget_p95_ms, budget_cpu_ms, errors } = figures;
    const late = share(figures) > 1 ? '!' : '';
    const dear = isOverCpu(figures) ? '!' : '';
    const name = operation.name.replace('/api/v1', '');
    const cells = [p50_ms, `${late}${p95_ms}`, p99_ms, budget_p95_ms, `${dear}${cpu_ms_per_request}`] as const;
    const note = operation.note === undefined ? '' : `  (${operation.note})`;
    console.log(`${row(name, ...cells, budget_cpu_ms ?? '', errors)}${note}`);
  }
  const late = results.filter(({ figures }) => share(figures) > 1).length;
  const withCpu = results.filter(({ figures }) => figures.budget_cpu_ms !== undefined);
  const dear = withCpu.filter(({ figures }) => isOverCpu(figures)).length;
  const load = loadavg().map((each) => each.toFixed(2));
  console.log(
    `${results.length} operations, ${CONNECTIONS} connections, ${lives} users measured after ${WARM_UP_LIVES} that warm up; ` +
      `${late} over their p95, ${dear} of ${withCpu.length} over their CPU-ms. ` +
      `At rest the system uses ${(restShare * 1_000).toFixed(0)} CPU-ms a second, which is taken off. ` +
      `Load average at the end: ${load.join(' ')}.`,
  );
};

/** `POST /api/v1/orders` for every operation of the running system's document. */
export const documentedOperations = async (client: LoadClient): Promise<readonly string[]> => {
  const { body } = await client.send({ path: '/openapi.json' });
  const { paths } = body as { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
};

/** Names what the table leaves out, and what it calls that the document does not have. @returns how many these are. */
export const sayUncalled = (documented: readonly string[], operations: readonly Operation[]): number => {
  const called = operations.map(({ name }) => name);
  const uncalled = documented.filter((name) => !called.includes(name));
  const unknown = called.filter((name) => !documented.includes(name));
  for (const name of uncalled) console.error(`not called: ${name}`);
  for (const name of unknown) console.error(`not in the document: ${name}`);
  return uncalled.length + unknown.length;
};
