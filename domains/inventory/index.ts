import type { Domain } from '../kernel/aggregate.ts';
import { inventory } from './aggregate.ts';
import { stockProjection } from './read-model.ts';

export { inventory };
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

export const inventoryDomain: Domain = {
  name: 'inventory',
  aggregates: [inventory],
  projections: [stockProjection],
  writes: [],
  reads: [],
};
