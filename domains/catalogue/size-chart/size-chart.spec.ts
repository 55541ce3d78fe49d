import { describe, expect, it } from 'vitest';
import { CategoryId, Id, ProductId, VendorId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { chartFor } from './chart-for.ts';
import { sizeChartDecider } from './decider.ts';
import { SIZE_CHARTS_MAX, SizeChart, type ChartScope, type SizeChartEvent } from './events.ts';

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const vendorId = VendorId.parse(id(1));
const [chartId, otherId] = [Id.parse(id(2)), Id.parse(id(3))];
const bust = (fromMm: number, toMm: number) => ({ body: { bust: { fromMm, toMm } } });
const chartOf = (scope: ChartScope, more: Partial<SizeChart> = {}): SizeChart => ({
  ...{ name: 'Kurtas', scope, published: true },
  sizes: [
    { size: 'S', ...bust(820, 860) },
    { size: 'M', ...bust(870, 910) },
  ],
  ...more,
});
const saved = (chart: SizeChart, of = chartId): SizeChartEvent => ({
  type: 'SizeChartSaved',
  data: { vendorId, chartId: of, chart },
});
const given = deciderSpec(sizeChartDecider, '2026-01-01T00:00:00.000Z');
const brand = chartOf({ brand: 'Neelam' });

describe('the size charts of a vendor', () => {
  it('are added, changed and removed', () => {
    given()
      .when({ type: 'AddSizeChart', data: { vendorId, chartId, chart: brand } })
      .then(saved(brand));
    const wider = chartOf({ brand: 'Neelam' }, { name: 'All kurtas' });
    given(saved(brand))
      .when({ type: 'ChangeSizeChart', data: { vendorId, chartId, chart: wider } })
      .then(saved(wider));
    given(saved(brand))
      .when({ type: 'RemoveSizeChart', data: { vendorId, chartId } })
      .then({ type: 'SizeChartRemoved', data: { vendorId, chartId } });
  });
  it('must be there to be changed, and an id is of one chart', () => {
    given()
      .when({ type: 'ChangeSizeChart', data: { vendorId, chartId, chart: brand } })
      .rejects('SizeChartNotFound');
    given(saved(brand))
      .when({ type: 'AddSizeChart', data: { vendorId, chartId, chart: chartOf({}) } })
      .rejects('SizeChartIdTaken');
  });
  it('never say two things about the same goods, but may be drafted for them', () => {
    const other = { vendorId, chartId: otherId };
    given(saved(brand))
      .when({ type: 'AddSizeChart', data: { ...other, chart: brand } })
      .rejects('SizeChartScopeTaken');
    given(saved(brand))
      .when({ type: 'AddSizeChart', data: { ...other, chart: chartOf({ brand: 'NEELAM' }) } })
      .rejects('SizeChartScopeTaken');
    const draft = { ...brand, published: false };
    given(saved(brand))
      .when({ type: 'AddSizeChart', data: { ...other, chart: draft } })
      .then(saved(draft, otherId));
    given(saved(brand), saved(draft, otherId))
      .when({ type: 'ChangeSizeChart', data: { ...other, chart: brand } })
      .rejects('SizeChartScopeTaken');
  });
  it('are bounded', () => {
    const all = Array.from({ length: SIZE_CHARTS_MAX }, (_, n) => saved(chartOf({ brand: `B${n}` }), id(100 + n)));
    given(...all)
      .when({ type: 'AddSizeChart', data: { vendorId, chartId, chart: brand } })
      .rejects('TooManySizeCharts');
  });
});

it.each([
  ['a range that ends before it begins', { sizes: [{ size: 'S', ...bust(860, 820) }] }],
  ['a size twice', { sizes: [brand.sizes[0], brand.sizes[0]] }],
  ['a size without measurements', { sizes: [{ size: 'S', body: {} }] }],
  ['no sizes', { sizes: [] }],
])('a chart does not hold %s', (_, wrong) => {
  expect(SizeChart.safeParse({ ...brand, ...wrong }).success).toBe(false);
});

describe('the chart of a product', () => {
  const productId = ProductId.parse(id(9));
  const [kurtas, women] = [CategoryId.parse(id(11)), CategoryId.parse(id(12))];
  const goods = { productId, brand: 'neelam' };
  const chosen = (...charts: SizeChart[]): string | undefined =>
    chartFor(new Map(charts.map((chart, n) => [id(50 + n), chart])), goods, [[kurtas, women]])?.chart.name;
  const named = (name: string, scope: ChartScope, published = true): SizeChart => chartOf(scope, { name, published });
  const all = [
    named('all', {}),
    named('brand', { brand: 'Neelam' }),
    named('women', { categoryId: women }),
    named('kurtas', { categoryId: kurtas }),
    named('kurtas of the brand', { categoryId: kurtas, brand: 'NEELAM' }),
    named('product', { productId }),
  ];

  it('is the one that fits most closely', () => {
    for (let count = all.length; count > 0; count -= 1)
      expect(chosen(...all.slice(0, count).reverse())).toBe(all[count - 1]!.name);
  });
  it('is never a draft, nor one for other goods', () => {
    expect(chosen(named('draft', { productId }, false))).toBeUndefined();
    expect(
      chosen(named('other', { brand: 'Bagru' }), named('shoes', { categoryId: CategoryId.parse(id(13)) })),
    ).toBeUndefined();
    expect(chosen(named('other product', { productId: ProductId.parse(id(8)) }))).toBeUndefined();
  });
});
