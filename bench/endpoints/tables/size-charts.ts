import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const charts = (life: Life) => ({ as: 'admin', path: { vendorId: life.recall('vendor') } }) as const;
const chart = (life: Life) =>
  ({ as: 'admin', path: { vendorId: life.recall('vendor'), chartId: life.recall('sizeChart') } }) as const;
const range = (fromMm: number) => ({ fromMm, toMm: fromMm + 40 });
const body = {
  name: 'Kurtas',
  scope: {},
  sizes: ['S', 'M', 'L'].map((size, step) => ({
    size,
    body: { bust: range(820 + 50 * step), waist: range(660 + 50 * step) },
  })),
};

/** Which bodies the sizes of a seller fit. */
export const sizeChartOperations: readonly Operation[] = [
  operation('POST /vendors/{vendorId}/size-charts', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...charts(life), body }),
    learn: (life, answer) => life.remember('sizeChart', textAt(answer, 'id')),
  }),
  operation('PUT /vendors/{vendorId}/size-charts/{chartId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...chart(life), body: { ...body, howToMeasure: 'Around the fullest part' } }),
  }),
  operation('GET /vendors/{vendorId}/size-charts', { ask: charts }),
  operation('GET /products/{id}/size-chart', {
    cpuMs: CPU_MS.detail,
    ask: (life) => ({ as: 'nobody', path: { id: life.recall('product') } }),
  }),
];

export const sizeChartClosing: readonly Operation[] = [
  operation('DELETE /vendors/{vendorId}/size-charts/{chartId}', { cpuMs: CPU_MS.oneEvent, ask: chart }),
];
