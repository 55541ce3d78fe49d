import type { Domain } from '../kernel/aggregate.ts';
import { inventory } from './aggregate.ts';
import { stockProjection } from './read-model.ts';
import { stockWatch } from './watch/aggregate.ts';
import { stockWatchList } from './watch/read-model.ts';

export { inventory, stockWatch };
export { THRESHOLD_MAX } from './commands.ts';
export {
  CountedLine,
  Day,
  inventoryEvents,
  Lines,
  LINES_MAX,
  MAIN_WAREHOUSE,
  Warehouse,
  type InventoryEvent,
} from './events.ts';
export { availableOf, onHandOf, owedOf, reservedOf, shelfOf, stockOf, type Inventory, type Owed } from './stock.ts';
export { backOrderOf } from './turns.ts';
export { ClaimView, claimsView } from './claims-view.ts';
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
