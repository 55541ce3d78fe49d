import type { ProductDetails } from '../product/events.ts';
import type { SizeCharts } from './decider.ts';
import type { ChartScope, SizeChart } from './events.ts';

type Goods = { readonly productId: string } & Pick<ProductDetails, 'brand'>;

/**
 * How closely a scope fits goods, undefined when it does not: the product itself before any category, a category the nearer
 * it is, then the brand.
 * @param paths the categories of the goods, each with what is above it, nearest first
 */
const closeness = (
  { productId, categoryId, brand }: ChartScope,
  goods: Goods,
  paths: readonly (readonly string[])[],
): readonly [number, number, number] | undefined => {
  if (productId !== undefined && productId !== goods.productId) return undefined;
  if (brand !== undefined && brand.toLowerCase() !== goods.brand.toLowerCase()) return undefined;
  const steps = categoryId === undefined ? [] : paths.map((path) => path.indexOf(categoryId)).filter((at) => at >= 0);
  if (categoryId !== undefined && steps.length === 0) return undefined;
  return [
    productId === undefined ? 0 : 1,
    categoryId === undefined ? -Infinity : -Math.min(...steps),
    brand === undefined ? 0 : 1,
  ];
};

/** The published chart that fits the goods most closely; of two alike the one that was added first. */
export const chartFor = (
  charts: SizeCharts,
  goods: Goods,
  paths: readonly (readonly string[])[],
): { readonly chartId: string; readonly chart: SizeChart } | undefined => {
  const fitting = [...charts].flatMap(([chartId, chart]) => {
    const near = chart.published ? closeness(chart.scope, goods, paths) : undefined;
    return near === undefined ? [] : [{ chartId, chart, near }];
  });
  const [best] = fitting.sort((a, b) => {
    const at = a.near.findIndex((value, index) => value !== b.near[index]);
    return at === -1 ? 0 : b.near[at]! - a.near[at]!;
  });
  return best && { chartId: best.chartId, chart: best.chart };
};
