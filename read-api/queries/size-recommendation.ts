import { z } from 'zod';
import {
  BODY_MEASUREMENTS,
  chartOfProduct,
  isOnSale,
  recommendSize,
  visibleProduct,
  type Body,
} from '../../domains/catalogue/index.ts';
import { readRoute } from '../../domains/kernel/routes.ts';
import { measurementsReply, preference } from '../../domains/user/index.ts';
import { Id, Instant, ProductId, UserId, VariantId } from '../../event-schemas/primitives.ts';

const MM_PER = { cm: 10, in: 25.4 } as const;
type Measured = NonNullable<ReturnType<typeof measurementsReply>['current']>;
const bodyOf = (measured: Measured): Body =>
  Object.fromEntries(
    BODY_MEASUREMENTS.flatMap((name) => {
      const value = measured[name];
      return value === undefined ? [] : [[name, Math.round(value * MM_PER[measured.lengthUnit])]];
    }),
  );

const Fit = z.object({
  measurement: z.enum(BODY_MEASUREMENTS),
  bodyMm: z.int(),
  fromMm: z.int(),
  toMm: z.int(),
  /** Outside the range of the size: above 0 where the body is larger, below 0 where it is smaller. */
  offMm: z.int(),
});
const Reply = z.object({
  size: z.string().nullable(),
  confidence: z.enum(['high', 'medium', 'low']).nullable(),
  /** Why there is no size. */
  reason: z.enum(['NoSizeChart', 'NoMeasurements', 'NothingInCommon', 'OutsideChart']).nullable(),
  fits: z.array(Fit),
  /** What is sold in this size, in stock or not. */
  variantIds: z.array(VariantId),
  chartId: Id.nullable(),
  measuredAt: Instant.nullable(),
});
const NOTHING = {
  size: null,
  confidence: null,
  reason: null,
  fits: [],
  variantIds: [],
  chartId: null,
  measuredAt: null,
};

export const sizeRecommendation = readRoute({
  tag: 'Users',
  allow: ['customer', 'vendor', 'influencer', 'reseller'],
  owner: 'userId',
  path: '/users/:userId/size-recommendation',
  summary: 'The size of a product that fits the present measurements of a user best, and how it fits',
  params: z.object({ userId: UserId }),
  query: z.object({ productId: ProductId }),
  reply: Reply,
  projections: [],
  run: async ({ params: { userId }, query: { productId } }, context): Promise<z.infer<typeof Reply>> => {
    const goods = await visibleProduct(productId, context);
    const [found, { state }] = await Promise.all([
      chartOfProduct(productId, goods, context),
      context.facts(preference, userId),
    ]);
    if (found === undefined) return { ...NOTHING, reason: 'NoSizeChart' };
    const { current } = measurementsReply(state);
    const told = { ...NOTHING, chartId: found.chartId, measuredAt: current?.takenAt ?? null };
    if (current === null) return { ...told, reason: 'NoMeasurements' };
    const best = recommendSize(found.chart.sizes, bodyOf(current));
    if ('reason' in best) return { ...told, reason: best.reason };
    const sold = goods.variants.filter(
      ({ size, variantId }) => size === best.size && isOnSale(goods, variantId, context.now),
    );
    const { size, confidence, fits } = best;
    return { ...told, size, confidence, fits: [...fits], variantIds: sold.map(({ variantId }) => variantId) };
  },
});
