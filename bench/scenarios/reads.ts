import type { LoadClient, Scenario } from '../support/load.ts';
import { articlesOf } from '../support/shop.ts';

const UNITS = 2_000;
const CONNECTIONS = 16;
const WORDS = ['kurta', 'blue shirt', 'red saree', 'jeans', 'black dress', 'jaket', 'green top', 'skirt'] as const;

const reading = (name: string, cpuMs: number, path: (unit: number, ids: readonly string[]) => string): Scenario => ({
  name,
  budget: { cpuMs },
  connections: CONNECTIONS,
  units: UNITS,
  prepare: async (_system, client: LoadClient) => {
    const ids = (await articlesOf(client, 50)).map(({ productId }) => productId);
    return async (unit) => {
      await client.send({ path: path(unit, ids) });
    };
  },
});

export const readScenarios: readonly Scenario[] = [
  reading(
    'list',
    1,
    (unit) => `/api/v1/products?limit=20&colour=${['Blue', 'Red', 'Green'][unit % 3]!}&sort=price_asc`,
  ),
  reading('detail', 0.5, (unit, ids) => `/api/v1/products/${ids[unit % ids.length]!}`),
  reading(
    'search',
    2,
    (unit) => `/api/v1/products/search?q=${encodeURIComponent(WORDS[unit % WORDS.length]!)}&inStock=true&limit=20`,
  ),
];
