import type { Reactor } from '../../domains/kernel/reactor.ts';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import type { InventoryEvent } from '../../domains/inventory/events.ts';
import type { StockWatchCommand } from '../../domains/inventory/watch/commands.ts';
import type { StockWatchEvent } from '../../domains/inventory/watch/events.ts';
import { mailToWatcher, tellAll } from './watch-mail.ts';

type CameBack = Extract<InventoryEvent, { type: 'StockCameBack' }>;
type Told = Extract<StockWatchEvent, { type: 'StockWatcherTold' }>;

/** Ends the watches for variants of which pieces are left after all that is owed. */
export const stockWatchers: Reactor = {
  name: 'stockWatchers',
  handles: ['StockCameBack'],
  react: async (event, context) => {
    const { productId, variantIds } = (event as unknown as CameBack).data;
    const command: StockWatchCommand = { type: 'TellStockWatchers', data: { productId, variantIds } };
    await tellAll(command, context);
  },
};

/** Tells one person by e-mail what can be bought again, where they have a proven address. */
export const stockWatchMail: Reactor = {
  name: 'stockWatchMail',
  handles: ['StockWatcherTold'],
  react: async (event, context) => {
    const { productId, userId } = (event as unknown as Told).data;
    const name = (await context.facts(product, productId)).state?.details.name;
    if (name === undefined) return;
    const text = `${name} is back in stock.\n\nYou asked us to tell you. There may be few pieces, so be quick.\n\nOnly2U`;
    await mailToWatcher(userId, { subject: `Back in stock: ${name}`, text, key: event.eventId }, context);
  },
};
