import type { Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

type Texts = Readonly<Record<string, string>>;
/** Where the translations of something are, its path in a life, and what it is called in Hindi. */
const SUBJECTS: readonly (readonly [path: string, parameters: (life: Life) => Texts, texts: Texts])[] = [
  [
    '/products/{id}',
    (life) => ({ id: life.recall('product') }),
    { name: 'रेशमी कुर्ता', description: 'हाथ से बुना हुआ', returnPolicy: 'सात दिन में वापसी' },
  ],
  ['/categories/{categoryId}', (life) => ({ categoryId: life.recall('category') }), { name: 'कुर्ते' }],
  ['/vendors/{vendorId}', (life) => ({ vendorId: life.recall('vendor') }), { description: 'जयपुर के बुनकर' }],
  [
    '/vendors/{vendorId}/size-charts/{chartId}',
    (life) => ({ vendorId: life.recall('vendor'), chartId: life.recall('sizeChart') }),
    { name: 'कुर्ते', howToMeasure: 'फ़ीते से नापें' },
  ],
  ['/coupons/{id}', (life) => ({ id: life.recall('coupon') }), { description: 'दस प्रतिशत की छूट' }],
  ['/colours/{name}', () => ({ name: 'Blue' }), { name: 'नीला' }],
  ['/sizes/{name}', () => ({ name: 'M' }), { name: 'मझोला' }],
];

/** What the shop is called in Hindi. */
export const translationOperations: readonly Operation[] = SUBJECTS.flatMap(([path, parameters, body]) => [
  operation(`PUT ${path}/translations/{language}`, {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { ...parameters(life), language: 'hi' }, body }),
  }),
  operation(`GET ${path}/translations`, { ask: (life) => ({ as: 'admin', path: parameters(life) }) }),
  operation(`DELETE ${path}/translations/{language}`, {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { ...parameters(life), language: 'hi' } }),
  }),
]);
