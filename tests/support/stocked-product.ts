import { expect } from 'vitest';
import type { TestSystem } from './system.ts';

export type StockedProduct = { readonly productId: string; readonly variantIds: readonly string[] };

/** A published product with one variant per price, in sizes S1, S2, ..., and so many pieces of each. */
export const stockedProduct = async (
  shop: TestSystem,
  pricesPaise: readonly number[],
  quantity: number,
): Promise<StockedProduct> => {
  const token = await shop.tokenFor(['admin']);
  const made = async (path: string, body: object) => {
    const answer = await shop.call('POST', path, { token, body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body as { id: string; variants: { variantId: string }[] };
  };
  const vendor = await made('/vendors', { name: `Vendor ${crypto.randomUUID().slice(0, 8)}` });
  const product = await made('/products', {
    vendorId: vendor.id,
    name: 'Block Print Kurta',
    brand: 'Neelam',
    hsnCode: '6204',
    variants: pricesPaise.map((pricePaise, n) => ({ size: `S${n + 1}`, pricePaise, mrpPaise: pricePaise * 2 })),
    publish: true,
  });
  const variantIds = product.variants.map(({ variantId }) => variantId);
  await made(`/products/${product.id}/inventory`, { lines: variantIds.map((variantId) => ({ variantId, quantity })) });
  return { productId: product.id, variantIds };
};
