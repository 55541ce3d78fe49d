import { v7 as uuidV7 } from 'uuid';
import { textAt, type Life } from '../life.ts';
import { CPU_MS, operation, type Operation } from '../operation.ts';

const PIECES = 1_000;
const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
const product = (life: Life) => ({ id: life.recall('product') });
const third = (life: Life) => ({ ...product(life), variantId: life.recall('thirdVariant') });
const watch = (life: Life) => ({
  path: { userId: life.userId, productId: life.recall('product'), variantId: life.recall('thirdVariant') },
});
const details = (life: Life) => ({
  name: `Kurta of life ${life.number}`,
  brand: 'Neelam',
  hsnCode: '6204',
  categoryIds: [life.recall('category')],
  description: 'Hand-block print on cotton',
});
const variant = (size: string) => ({ size, colour: 'Blue', pricePaise: 60_000, mrpPaise: 120_000 });

const importRow = ({ number }: Life, kind: string) => ({
  externalId: `${kind}-${number}`,
  name: `Dupatta ${kind} ${number}`,
  vendor: 'Vendor 1',
  categories: ['Women > Dupatta'],
  hsnCode: '6117',
  pricePaise: 49_900,
  mrpPaise: 99_900,
  stock: 10,
  variants: [{ size: 'Free Size' }],
});

/** A product as its seller makes, changes, stocks and publishes it. */
export const productOperations: readonly Operation[] = [
  operation('POST /products', {
    ask: (life) => ({
      as: 'admin',
      body: {
        ...details(life),
        vendorId: life.recall('vendor'),
        variants: [variant('M'), variant('L')],
        publish: true,
      },
    }),
    learn: (life, body) => {
      life.remember('product', textAt(body, 'id'));
      life.remember('slug', textAt(body, 'details', 'slug'));
      life.remember('variant', textAt(body, 'variants', 0, 'variantId'));
      life.remember('otherVariant', textAt(body, 'variants', 1, 'variantId'));
    },
  }),
  operation('PUT /products/{id}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: product(life), body: { ...details(life), brand: 'Neelam Crafts' } }),
  }),
  operation('DELETE /products/{id}/publication', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: product(life) }),
  }),
  operation('POST /products/{id}/publication', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: product(life), body: {} }),
  }),
  operation('POST /products/{id}/variants', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: product(life), body: variant('S') }),
    learn: (life, body) => life.remember('thirdVariant', textAt(body, 'variants', 2, 'variantId')),
  }),
  operation('PUT /products/{id}/variants/{variantId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: third(life), body: { ...variant('S'), weightGrams: 300 } }),
  }),
  operation('PUT /products/{id}/variants/{variantId}/price', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: third(life), body: { pricePaise: 55_000, mrpPaise: 120_000 } }),
  }),
  operation('POST /products/{id}/variants/{variantId}/price-changes', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: third(life),
      body: { pricePaise: 50_000, mrpPaise: 120_000, takesEffectAt: new Date(Date.now() + DAY_MS).toISOString() },
    }),
    learn: (life, body) => life.remember('priceChange', textAt(body, 'changeId')),
  }),
  operation('GET /products/{id}/price-changes', { ask: (life) => ({ as: 'admin', path: product(life) }) }),
  operation('DELETE /products/{id}/price-changes/{changeId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { ...product(life), changeId: life.recall('priceChange') } }),
  }),
  operation('POST /products/{id}/inventory', {
    ask: (life) => ({
      as: 'admin',
      path: product(life),
      body: {
        lines: ['variant', 'otherVariant'].map((name) => ({ variantId: life.recall(name), quantity: PIECES })),
      },
    }),
    note: 'two articles',
  }),
  operation('PUT /products/{id}/inventory', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: product(life),
      body: { reason: 'yearly count', lines: [{ variantId: life.recall('variant'), onHand: PIECES - 1 }] },
    }),
  }),
  operation('PUT /products/{id}/inventory/{variantId}/threshold', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: { ...product(life), variantId: life.recall('variant') },
      body: { threshold: 5 },
    }),
  }),
  operation('POST /products/{id}/inventory/transfers', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: product(life),
      body: { from: 'main', to: 'pune', lines: [{ variantId: life.recall('variant'), quantity: 10 }] },
    }),
  }),
  operation('PUT /products/{id}/inventory/arrivals/{arrivalId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({
      as: 'admin',
      path: { ...product(life), arrivalId: life.recall('variant') },
      body: {
        expectedOn: new Date(Date.now() + WEEK_MS).toISOString().slice(0, 10),
        lines: [{ variantId: life.recall('variant'), quantity: 10 }],
      },
    }),
  }),
  operation('DELETE /products/{id}/inventory/arrivals/{arrivalId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: { ...product(life), arrivalId: life.recall('variant') } }),
  }),
  operation('GET /inventory/low-stock', { ask: () => ({ as: 'admin', query: 'below=3&limit=20' }) }),
  operation('GET /inventory/owed', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('GET /products/{id}/inventory/claims', { ask: (life) => ({ as: 'admin', path: product(life) }) }),
  operation('GET /products/{id}/inventory', { ask: (life) => ({ as: 'admin', path: product(life) }) }),
  operation('GET /products/{id}/manage', { ask: (life) => ({ as: 'admin', path: product(life) }) }),
  operation('PUT /users/{userId}/stock-watches/{productId}/{variantId}', { ask: watch, note: 'a sold-out size' }),
  operation('GET /users/{userId}/stock-watches'),
  operation('DELETE /users/{userId}/stock-watches/{productId}/{variantId}', { ask: watch }),
  operation('PUT /users/{userId}/price-watches/{productId}/{variantId}', {
    ask: (life) => ({ ...watch(life), body: {} }),
  }),
  operation('GET /users/{userId}/price-watches'),
  operation('DELETE /users/{userId}/price-watches/{productId}/{variantId}', { ask: watch }),
  operation('DELETE /products/{id}/variants/{variantId}', {
    cpuMs: CPU_MS.oneEvent,
    ask: (life) => ({ as: 'admin', path: third(life) }),
  }),
  operation('POST /catalogue/imports', {
    ask: (life) => ({ as: 'admin', body: [importRow(life, 'batch')] }),
    note: 'one product with its stock; batches of 250 are a scenario of their own',
  }),
  operation('POST /catalogue/import-jobs', {
    ask: (life) => ({
      as: 'admin',
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': uuidV7() },
      body: importRow(life, 'job'),
    }),
    learn: (life, body) => life.remember('importJob', textAt(body, 'id')),
    note: 'one product with its stock, which is imported after the answer',
  }),
  operation('GET /catalogue/import-jobs/{jobId}', {
    ask: (life) => ({ as: 'admin', path: { jobId: life.recall('importJob') } }),
  }),
];
