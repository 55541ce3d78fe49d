import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const colour = (life: Life) => ({ as: 'admin', path: { id: life.recall('colour') } }) as const;
const size = (life: Life) => ({ as: 'admin', path: { id: life.recall('size') } }) as const;

/** The colours and sizes that variants come in. */
export const optionListOperations: readonly Operation[] = [
  operation('POST /colours', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', body: { name: `Bench ${life.number}`, hex: '#123456' } }),
    learn: (life, answer) => life.remember('colour', textAt(answer, 'id')),
  }),
  operation('PUT /colours/{id}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...colour(life), body: { hex: '#654321', active: true } }),
  }),
  operation('POST /sizes', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', body: { name: `Bench ${life.number}`, sortOrder: life.number } }),
    learn: (life, answer) => life.remember('size', textAt(answer, 'id')),
  }),
  operation('PUT /sizes/{id}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...size(life), body: { sortOrder: life.number + 1, active: true } }),
  }),
  ...['colours', 'sizes'].flatMap((many) => [
    operation(`GET /${many}`, { ask: () => ({ as: 'nobody' }) }),
    operation(`GET /${many}/managed`, { ask: () => ({ as: 'admin' }) }),
  ]),
];

export const optionListClosing: readonly Operation[] = [
  operation('DELETE /colours/{id}', { cpuMs: CPU_MS.oneEvent, ask: colour }),
  operation('DELETE /sizes/{id}', { cpuMs: CPU_MS.oneEvent, ask: size }),
];
