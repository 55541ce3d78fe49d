import { z } from 'zod';
import { Instant, VariantId } from '../../event-schemas/primitives.ts';
import type { PricePoint } from '../../domains/catalogue/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { CATALOGUE_POLICY } from '../../domains/policy/catalogue.ts';
import { One, visibleProduct } from './product-detail.ts';
import { Money, money } from '../../domains/pricing/index.ts';

const MS_PER_DAY = 86_400_000;
/** The lowest price in force at any time of the last `days`, the one in force at their beginning included. */
export const lowestSince = (points: readonly PricePoint[], since: string): number | undefined => {
  const before = points.findLast((point) => point.since <= since);
  const inForce = [...(before === undefined ? [] : [before]), ...points.filter((point) => point.since > since)];
  return inForce.length === 0 ? undefined : Math.min(...inForce.map(({ pricePaise }) => pricePaise));
};

const PriceHistory = z.object({
  days: z.int(),
  variants: z.array(
    z.object({
      id: VariantId,
      lowest: Money,
      prices: z.array(z.object({ since: Instant, price: Money, mrp: Money })),
    }),
  ),
});
export const priceHistory = readRoute({
  tag: 'Products',
  allow: ['public'],
  params: One,
  path: '/products/:id/price-history',
  summary: 'What each variant cost since when, and the lowest price of the last 30 days',
  reply: PriceHistory,
  projections: ['product'],
  run: async ({ params }, context) => {
    const row = await visibleProduct(params.id, context);
    if (row === undefined) return undefined;
    const days = CATALOGUE_POLICY.lowestPriceDays.value;
    const since = new Date(Date.parse(context.now) - days * MS_PER_DAY).toISOString();
    const active = row.product.variants.filter((variant) => variant.active);
    return {
      days,
      variants: active.map(({ variantId, pricePaise }) => {
        const points = row.prices.filter((point) => point.variantId === variantId);
        return {
          id: variantId,
          lowest: money(lowestSince(points, since) ?? pricePaise),
          prices: points.map((point) => ({
            since: point.since,
            price: money(point.pricePaise),
            mrp: money(point.mrpPaise),
          })),
        };
      }),
    };
  },
});
