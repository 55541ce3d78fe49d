import { COLOURS, KINDS } from '../scripts/seed/demo-words.ts';
import { generatedShop } from '../scripts/seed/demo-shop.ts';
import type { LoadClient, Scenario } from './support/load.ts';
import type { BenchSystem } from './support/system.ts';

const PRODUCTS = 5_000;
const ROWS_PER_REQUEST = 250;
const SEED = 7;
const READS = 4_000;
const CONNECTIONS = 16;
const PAGE = 20;

const filled = new WeakMap<BenchSystem, Promise<readonly string[]>>();

/** Brings generated products into the system once; answers the ids of some that are on sale. */
const fill = (system: BenchSystem, client: LoadClient): Promise<readonly string[]> => {
  const known = filled.get(system);
  if (known !== undefined) return known;
  const work = (async () => {
    const rows = generatedShop(PRODUCTS, SEED);
    let position = '0';
    for (let from = 0; from < rows.length; from += ROWS_PER_REQUEST) {
      const body = { rows: rows.slice(from, from + ROWS_PER_REQUEST) };
      const answer = await client.send({
        method: 'POST',
        path: '/api/v1/catalogue/imports',
        token: system.tokens.admin,
        body,
      });
      position = answer.position ?? position;
    }
    const list = { path: '/api/v1/products?limit=100&facets=false', headers: { 'read-after': position } };
    // The read model says 503 while it is behind the import.
    const isLate = (status: number): boolean => status === 503 || status === 200;
    let answer = await client.send(list, isLate);
    for (let tried = 1; answer.status !== 200 && tried < 60; tried += 1) answer = await client.send(list, isLate);
    return (answer.body as { products: { id: string }[] }).products.map(({ id }) => id);
  })();
  filled.set(system, work);
  return work;
};

const pick = <T>(values: readonly T[], unit: number): T => values[unit % values.length]!;
const slugs = KINDS.map(({ category }) =>
  category
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/-+$/, ''),
);
const reading = (name: string, cpuMs: number, pathOf: (unit: number, ids: readonly string[]) => string): Scenario => ({
  name,
  budget: { cpuMs, p95Ms: 50 },
  connections: CONNECTIONS,
  units: READS,
  prepare: async (system, client) => {
    const ids = await fill(system, client);
    return async (unit) => {
      await client.send({ path: `/api/v1${pathOf(unit, ids)}` });
    };
  },
});

/** Reads of a shop with thousands of products, and an import of 250 with their variants and stock. */
export const catalogueScenarios: readonly Scenario[] = [
  reading('catalogue-list', 1, (unit) => `/products?limit=${PAGE}&category=${pick(slugs, unit)}&sort=price_asc`),
  reading('catalogue-detail', 0.5, (unit, ids) => `/products/${pick(ids, unit)}`),
  reading(
    'catalogue-search',
    2,
    (unit) =>
      `/products/search?limit=${PAGE}&q=${pick(COLOURS, unit)}+${pick(['shirt', 'kurta', 'dress', 'jeans', 'saree', 'bag'], unit)}&priceMax=200000`,
  ),
  {
    name: `catalogue-import-${ROWS_PER_REQUEST}`,
    // Two CPU-ms a product, which two cores turn into 1,000 products a second.
    budget: { cpuMs: 2 * ROWS_PER_REQUEST },
    connections: 4,
    units: 40,
    prepare: (system, client) =>
      Promise.resolve(async (unit) => {
        const rows = generatedShop(ROWS_PER_REQUEST, unit).map((row) => ({
          ...row,
          externalId: `B${unit}-${row.externalId}`,
        }));
        await client.send({
          method: 'POST',
          path: '/api/v1/catalogue/imports',
          token: system.tokens.admin,
          body: { rows },
        });
      }),
  },
];
