import type { Domain } from '../kernel/aggregate.ts';
import { inventory } from './aggregate.ts';
import { stockProjection } from './read-model.ts';
import { stockWatch } from './watch/aggregate.ts';
import { stockWatchList } from './watch/read-model.ts';

export { inventory, stockWatch };
export { THRESHOLD_MAX } from './commands.ts';
export {
  CountedLine,
  inventoryEvents,
  Lines,
  LINES_MAX,
  MAIN_WAREHOUSE,
  Warehouse,
  type InventoryEvent,
} from './events.ts';
export { availableOf, onHandOf, reservedOf, stockOf, type Inventory } from './stock.ts';
export { StockView, stockView } from './view.ts';
export type { StockLevel, StockRow } from './read-model.ts';
export type { StockWatchRow } from './watch/read-model.ts';

export const inventoryDomain: Domain = {
  name: 'inventory',
  aggregates: [inventory, stockWatch],
  projections: [stockProjection, stockWatchList],
  writes: [],
  reads: [],
};
