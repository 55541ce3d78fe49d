import { v7 as uuidV7 } from 'uuid';
import { textAt } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const of = (vendorId: string) => ({ as: 'admin', path: { vendorId } }) as const;

/** The seller, the category and the products that the later groups sell. */
export const vendorOperations: readonly Operation[] = [
  operation('POST /vendors', {
    cpuMs: CPU_MS.oneEvent,
    ask: ({ number }) => ({ as: 'admin', body: { name: `House ${number}`, description: 'Weavers since 1974' } }),
    learn: (life, body) => life.remember('vendor', textAt(body, 'id')),
  }),
  operation('GET /vendors', { ask: () => ({ as: 'nobody', query: 'limit=20' }) }),
  operation('GET /vendors/{vendorId}', { ask: (life) => ({ ...of(life.recall('vendor')), as: 'nobody' }) }),
  operation('PUT /vendors/{vendorId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...of(life.recall('vendor')), body: { name: `House ${life.number} & daughters` } }),
  }),
  operation('PUT /vendors/{vendorId}/owner', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ ...of(life.recall('vendor')), body: { ownerUserId: uuidV7() } }),
  }),
  operation('POST /categories', {
    cpuMs: CPU_MS.oneEvent,
    ask: ({ number }) => ({ as: 'admin', body: { name: `Weaves ${number}` } }),
    learn: (life, body) => life.remember('category', textAt(body, 'id')),
  }),
  operation('GET /categories', { ask: () => ({ as: 'nobody' }), note: 'a category for each life, all in one answer' }),
  operation('PUT /categories/{categoryId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: { categoryId: life.recall('category') },
      body: { name: `Handloom ${life.number}`, displayOrder: life.number },
    }),
  }),
];
