import { CPU_MS, operation, type Operation } from '../operation.ts';
import type { Life } from '../life.ts';

const product = (life: Life) => ({ kind: 'product', entityId: life.recall('product') });
const referenceOf = ({ number }: Life): string => `PIM-${number}`;

/** What other systems write down about the products of the lives. */
export const annotationOperations: readonly Operation[] = [
  operation('PATCH /annotations/{kind}/{entityId}', {
    ask: (life) => ({
      as: 'service',
      path: product(life),
      body: { externalReference: referenceOf(life), metadata: { 'pim.season': 'monsoon' } },
    }),
    note: 'two events: the reference is claimed, then written down',
  }),
  operation('GET /annotations/{kind}/{entityId}', {
    cpuMs: CPU_MS.detail,
    ask: (life) => ({ as: 'nobody', path: product(life) }),
  }),
  operation('GET /annotations/{kind}', {
    cpuMs: CPU_MS.list,
    ask: (life) => ({ as: 'nobody', path: { kind: 'product' }, query: `ids=${life.recall('product')}` }),
  }),
  operation('GET /annotations/{kind}/search', {
    cpuMs: CPU_MS.list,
    ask: () => ({ as: 'service', path: { kind: 'product' }, query: 'key=pim.season&value=monsoon&limit=20' }),
  }),
  operation('GET /references/{kind}/{reference}', {
    cpuMs: CPU_MS.detail,
    ask: (life) => ({ as: 'service', path: { kind: 'product', reference: referenceOf(life) } }),
  }),
];
