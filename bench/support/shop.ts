import { v7 as uuidV7 } from 'uuid';
import type { LoadClient } from './load.ts';
import type { BenchSystem } from './system.ts';

export type Article = { readonly productId: string; readonly variantId: string };
export type Buyer = { readonly userId: string; readonly token: string };

const PRODUCTS = 1_000;
const ROWS_AT_ONCE = 250;
const STOCK = 100_000;
const KINDS = ['Kurta', 'Saree', 'Shirt', 'Jeans', 'Dress', 'Jacket', 'Skirt', 'Top'] as const;
const COLOURS = ['Blue', 'Red', 'Green', 'Black', 'White', 'Pink'] as const;
const SIZES = ['S', 'M', 'L'] as const;

/** The peers' yardstick: 1,000 products with 3 variants each, in stock. */
export const fillShop = async (system: BenchSystem, client: LoadClient): Promise<void> => {
  const rows = Array.from({ length: PRODUCTS }, (_, n) => ({
    externalId: `bench-${n}`,
    name: `${COLOURS[n % COLOURS.length]!} ${KINDS[n % KINDS.length]!} number ${n}`,
    vendor: `Vendor ${n % 20}`,
    categories: [`Women > ${KINDS[n % KINDS.length]!}`],
    hsnCode: '6109',
    pricePaise: 49_900 + (n % 50) * 1_000,
    mrpPaise: 149_900,
    colour: COLOURS[n % COLOURS.length],
    stock: STOCK,
    variants: SIZES.map((size) => ({ size })),
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const answer = await client.send({
      method: 'POST',
      path: '/api/v1/catalogue/imports',
      token: system.tokens.admin,
      body: rows.slice(from, from + ROWS_AT_ONCE),
    });
    if (answer.status !== 200 || (answer.body as { failed: number }).failed > 0)
      throw new Error(`the shop was not filled: ${JSON.stringify(answer.body).slice(0, 300)}`);
  }
};

type Listed = { readonly products: readonly { readonly id: string }[]; readonly next: string | null };
type Detail = { readonly variants: readonly { readonly id: string }[] };

/** Some articles that every scenario may buy. */
export const articlesOf = async (client: LoadClient, count: number): Promise<readonly Article[]> => {
  const { body } = await client.send({ path: `/api/v1/products?limit=${count}&facets=false` });
  return Promise.all(
    (body as Listed).products.map(async ({ id }) => {
      const detail = await client.send({ path: `/api/v1/products/${id}` });
      return { productId: id, variantId: (detail.body as Detail).variants[0]!.id };
    }),
  );
};

const ADDRESS = {
  fullName: 'A Buyer',
  phone: '9876543210',
  line1: '4 Lake Road',
  city: 'Hyderabad',
  state: 'Telangana',
  postalCode: '500081',
};

/** Buyers with an address, each with a token. */
export const makeBuyers = async (system: BenchSystem, client: LoadClient, count: number): Promise<readonly Buyer[]> => {
  const buyers: Buyer[] = [];
  for (let n = 0; n < count; n += 1) {
    const userId = uuidV7();
    const token = await system.tokenFor(userId);
    await client.send({ method: 'POST', path: `/api/v1/users/${userId}/addresses`, token, body: ADDRESS });
    buyers.push({ userId, token });
  }
  return buyers;
};
