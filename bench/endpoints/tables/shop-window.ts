import { CPU_MS, operation, type Ask, type Operation } from '../operation.ts';
import type { Life } from '../life.ts';

const COLOURS = ['Blue', 'Red', 'Green', 'Black', 'White', 'Pink'];
const WORDS = ['kurta', 'blue shirt', 'red saree', 'jeans', 'black dress', 'jaket', 'green top', 'skirt'];
const pick = (values: readonly string[], { number }: Life): string =>
  encodeURIComponent(values[number % values.length]!);
const product = (life: Life): Ask => ({ as: 'nobody', path: { id: life.recall('product') } });

/** What somebody without an account sees. */
export const shopWindowOperations: readonly Operation[] = [
  operation('GET /products', {
    cpuMs: CPU_MS.list,
    ask: (life) => ({ as: 'nobody', query: `limit=20&colour=${pick(COLOURS, life)}&sort=price_asc` }),
    note: '20 with facets, filtered and sorted',
  }),
  operation('GET /products/{id}', { cpuMs: CPU_MS.detail, ask: product }),
  operation('GET /products/by-slug/{slug}', {
    cpuMs: CPU_MS.detail,
    ask: (life) => ({ as: 'nobody', path: { slug: life.recall('slug') } }),
  }),
  operation('GET /products/{id}/variants', { cpuMs: CPU_MS.detail, ask: product }),
  operation('GET /products/{id}/price-history', { ask: product }),
  operation('GET /products/search', {
    cpuMs: CPU_MS.search,
    ask: (life) => ({ as: 'nobody', query: `q=${pick(WORDS, life)}&inStock=true&limit=20` }),
  }),
  operation('GET /products/suggestions', {
    ask: (life) => ({ as: 'nobody', query: `q=${pick(['ku', 'blu', 'red s', 'jea', 'dre'], life)}` }),
  }),
  operation('GET /products/trending', { ask: () => ({ as: 'nobody', query: 'limit=20' }) }),
  operation('GET /products/recommended/{userId}', { ask: () => ({ query: 'limit=20' }) }),
  operation('GET /payments/methods', { ask: () => ({ as: 'nobody' }) }),
  operation('GET /addresses/serviceability/{postalCode}', {
    ask: () => ({ as: 'nobody', path: { postalCode: '500081' } }),
  }),
];
