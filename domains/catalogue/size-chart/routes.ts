import { z } from 'zod';
import { Id, ProductId, VendorId } from '../../../event-schemas/primitives.ts';
import { inLanguage, labelsOf, subjectOf, wordSubjects } from '../../kernel/ports/translations.ts';
import { readRoute, Refusal, writeRoute, type ReadContext } from '../../kernel/routes.ts';
import { SOURCE_LANGUAGE } from '../../policy/languages.ts';
import { category, CATEGORY_TREE } from '../category/aggregate.ts';
import { pathOf } from '../category/decider.ts';
import { product } from '../product/aggregate.ts';
import { isVisible, type ProductState } from '../product/state.ts';
import { requireVendor } from '../vendor/access.ts';
import { sizeChart } from './aggregate.ts';
import { chartFor } from './chart-for.ts';
import type { SizeCharts } from './decider.ts';
import { SizeChart } from './events.ts';

const Of = z.object({ vendorId: VendorId });
const One = Of.extend({ chartId: Id });
const ChartView = SizeChart.extend({ id: Id });
const route = { tag: 'Vendors', allow: ['admin', 'vendor', 'service'], reply: ChartView } as const;
const NOT_MINE = ['VendorNotFound', 'NotYourVendor', 'VendorSuspended'] as const;
const Body = SizeChart.extend({ published: z.boolean().default(true) });
const view = (chartId: string, charts: SizeCharts): z.infer<typeof ChartView> => ({
  id: chartId,
  ...charts.get(chartId)!,
});

export const sizeChartWrites = [
  writeRoute({
    ...route,
    method: 'POST',
    path: '/vendors/:vendorId/size-charts',
    summary: 'Add a size chart for a product, a brand, a category or all that a vendor sells',
    status: 201,
    params: Of,
    body: Body,
    refusals: [...NOT_MINE, 'TooManySizeCharts', 'SizeChartScopeTaken'],
    run: async ({ params: { vendorId }, body: chart }, context) => {
      await requireVendor(vendorId, context);
      const chartId = context.newId('size chart');
      return view(
        chartId,
        (await context.send(sizeChart, { type: 'AddSizeChart', data: { vendorId, chartId, chart } })).state,
      );
    },
  }),
  writeRoute({
    ...route,
    method: 'PUT',
    path: '/vendors/:vendorId/size-charts/:chartId',
    summary: 'Replace a size chart',
    params: One,
    body: Body,
    refusals: [...NOT_MINE, 'SizeChartNotFound', 'SizeChartScopeTaken', 'RevisionMismatch'],
    run: async ({ params, body: chart }, context) => {
      await requireVendor(params.vendorId, context);
      const { state } = await context.send(sizeChart, { type: 'ChangeSizeChart', data: { ...params, chart } });
      return view(params.chartId, state);
    },
  }),
  writeRoute({
    ...route,
    method: 'DELETE',
    path: '/vendors/:vendorId/size-charts/:chartId',
    summary: 'Remove a size chart',
    params: One,
    reply: z.object({ removed: z.literal(true) }),
    refusals: NOT_MINE,
    run: async ({ params }, context) => {
      await requireVendor(params.vendorId, context);
      await context.send(sizeChart, { type: 'RemoveSizeChart', data: params });
      return { removed: true };
    },
  }),
];

/** The chart that holds for a product, folded from the log: charts and categories are few and stay in memory. */
export const chartOfProduct = async (
  productId: string,
  { vendorId, details }: ProductState,
  { facts }: Pick<ReadContext, 'facts'>,
): Promise<ReturnType<typeof chartFor>> => {
  const [{ state: charts }, { state: tree }] = await Promise.all([
    facts(sizeChart, vendorId),
    facts(category, CATEGORY_TREE),
  ]);
  const paths = details.categoryIds.map((categoryId) => pathOf(tree, categoryId));
  return chartFor(charts, { productId, brand: details.brand }, paths);
};

/** @throws Refusal for what the public does not see. */
export const visibleProduct = async (
  productId: string,
  { facts, now }: Pick<ReadContext, 'facts' | 'now'>,
): Promise<ProductState> => {
  const { state } = await facts(product, productId);
  if (!isVisible(state, now)) throw new Refusal('ProductNotFound');
  return state;
};

const Shown = z.record(z.string(), z.string());
const ProductChart = ChartView.omit({ scope: true, published: true }).extend({
  /** What the sizes are called in the reader's language; not in the source language. */
  labels: z.object({ colours: Shown, sizes: Shown }).optional(),
});
export const sizeChartReads = [
  readRoute({
    tag: 'Vendors',
    allow: ['admin', 'vendor', 'service'],
    path: '/vendors/:vendorId/size-charts',
    summary: 'All size charts of a vendor, drafts included',
    params: Of,
    reply: z.object({ charts: z.array(ChartView), revision: z.string() }),
    projections: [],
    run: async ({ params: { vendorId } }, context) => {
      await requireVendor(vendorId, context);
      const { state, revision } = await context.facts(sizeChart, vendorId);
      return { charts: [...state.keys()].map((chartId) => view(chartId, state)), revision: String(revision) };
    },
  }),
  readRoute({
    tag: 'Products',
    allow: ['public'],
    localised: true,
    path: '/products/:id/size-chart',
    summary: 'The sizes of a product: which bodies each fits, in millimetres, smallest first',
    params: z.object({ id: ProductId }),
    reply: ProductChart,
    projections: [],
    run: async ({ params: { id } }, context) => {
      const found = await chartOfProduct(id, await visibleProduct(id, context), context);
      if (found === undefined) return undefined;
      const { name, sizes, howToMeasure } = found.chart;
      const chart: z.infer<typeof ProductChart> = {
        id: Id.parse(found.chartId),
        name,
        sizes,
        ...(howToMeasure === undefined ? {} : { howToMeasure }),
      };
      if (context.language === SOURCE_LANGUAGE) return chart;
      const words = { colours: [], sizes: sizes.map(({ size }) => size) };
      const subject = subjectOf('sizeChart', found.chartId);
      const texts = await context.translations([subject, ...wordSubjects(words)]);
      const translated = inLanguage(chart, texts.get(subject), ['name', 'howToMeasure']);
      return { ...translated, labels: labelsOf(texts, words) };
    },
  }),
];
