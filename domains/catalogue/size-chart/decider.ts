import { reject, sameData, type Decider, type Rejected } from '../../kernel/decider.ts';
import type { SizeChartCommand } from './commands.ts';
import { SIZE_CHARTS_MAX, type ChartScope, type SizeChart, type SizeChartEvent } from './events.ts';

/** The charts of one vendor by their ids. */
export type SizeCharts = ReadonlyMap<string, SizeChart>;
export type SizeChartRejection = 'SizeChartNotFound' | 'TooManySizeCharts' | 'SizeChartIdTaken' | 'SizeChartScopeTaken';

const isSameScope = (a: ChartScope, b: ChartScope): boolean =>
  a.productId === b.productId && a.categoryId === b.categoryId && a.brand?.toLowerCase() === b.brand?.toLowerCase();

/** Two published charts for the same goods would say two things about them. */
const refuseScope = (
  charts: SizeCharts,
  { chartId, chart }: { readonly chartId: string; readonly chart: SizeChart },
): Rejected<SizeChartRejection> | undefined => {
  const taken = [...charts].find(
    ([id, other]) => id !== chartId && other.published && chart.published && isSameScope(other.scope, chart.scope),
  );
  return taken && reject('SizeChartScopeTaken', `${taken[1].name} is for the same goods; change it instead.`);
};

export const sizeChartDecider: Decider<SizeCharts, SizeChartCommand, SizeChartEvent, SizeChartRejection> = {
  initial: new Map(),

  evolve: (charts, { type, data }) => {
    const next = new Map(charts);
    if (type === 'SizeChartSaved') next.set(data.chartId, data.chart);
    else next.delete(data.chartId);
    return next;
  },

  decide: ({ type, data }, charts) => {
    const present = charts.get(data.chartId);
    switch (type) {
      case 'AddSizeChart':
        if (present !== undefined)
          return sameData(present, data.chart) ? [] : reject('SizeChartIdTaken', 'Change the chart instead.');
        if (charts.size >= SIZE_CHARTS_MAX)
          return reject('TooManySizeCharts', `A vendor has at most ${SIZE_CHARTS_MAX} charts; remove one first.`);
        return refuseScope(charts, data) ?? [{ type: 'SizeChartSaved', data }];
      case 'ChangeSizeChart':
        if (present === undefined) return reject('SizeChartNotFound');
        if (sameData(present, data.chart)) return [];
        return refuseScope(charts, data) ?? [{ type: 'SizeChartSaved', data }];
      case 'RemoveSizeChart':
        return present === undefined ? [] : [{ type: 'SizeChartRemoved', data }];
    }
  },
};
