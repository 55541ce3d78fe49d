import { z } from 'zod';
import { CategoryId, Id, ProductId, VendorId, type MessageOf } from '../../../event-schemas/primitives.ts';

/** What is measured of a body. The names are those of a person's own measurements. */
export const BODY_MEASUREMENTS = ['height', 'bust', 'waist', 'hip', 'shoulder', 'inseam', 'foot'] as const;
export type BodyMeasurement = (typeof BODY_MEASUREMENTS)[number];

export const SIZES_OF_CHART_MAX = 40;
export const SIZE_CHARTS_MAX = 200;
const MILLIMETRES_MIN = 10;
const MILLIMETRES_MAX = 3_000;
const Millimetres = z.int().min(MILLIMETRES_MIN).max(MILLIMETRES_MAX);

/** The bodies that something fits, in whole millimetres, both ends included. */
export const BodyRange = z
  .object({ fromMm: Millimetres, toMm: Millimetres })
  .refine(({ fromMm, toMm }) => fromMm <= toMm, { path: ['toMm'], error: 'must not be below fromMm' });
export type BodyRange = z.infer<typeof BodyRange>;

export const ChartSize = z.object({
  size: z.string().trim().min(1).max(40),
  body: z
    .partialRecord(z.enum(BODY_MEASUREMENTS), BodyRange)
    .refine((ranges) => Object.keys(ranges).length > 0, 'must hold at least one measurement'),
});
export type ChartSize = z.infer<typeof ChartSize>;

/** What a chart is for: one product, or all of a brand, a category and what is below it, or both. Nothing given: everything. */
export const ChartScope = z.object({
  productId: ProductId.optional(),
  categoryId: CategoryId.optional(),
  brand: z.string().trim().min(1).max(120).optional(),
});
export type ChartScope = z.infer<typeof ChartScope>;

const isEachOnce = (sizes: readonly ChartSize[]): boolean =>
  new Set(sizes.map(({ size }) => size)).size === sizes.length;
/** The sizes of a vendor, smallest first. */
export const SizeChart = z.object({
  name: z.string().trim().min(1).max(120),
  scope: ChartScope,
  sizes: z.array(ChartSize).min(1).max(SIZES_OF_CHART_MAX).refine(isEachOnce, 'must name each size once'),
  howToMeasure: z.string().trim().min(1).max(2_000).optional(),
  /** Others see it; until then it is a draft. */
  published: z.boolean(),
});
export type SizeChart = z.infer<typeof SizeChart>;

const one = { vendorId: VendorId, chartId: Id };
export const sizeChartEvents = {
  SizeChartSaved: z.object({ ...one, chart: SizeChart }),
  SizeChartRemoved: z.object(one),
};
export type SizeChartEvent = MessageOf<typeof sizeChartEvents>;
