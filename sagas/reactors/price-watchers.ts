import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { PriceWatchCommand } from '../../domains/catalogue/price-watch/commands.ts';
import type { PriceWatchEvent } from '../../domains/catalogue/price-watch/events.ts';
import { product } from '../../domains/catalogue/product/aggregate.ts';
import type { ProductEvent } from '../../domains/catalogue/product/events.ts';
import { isOnSale, variantOf } from '../../domains/catalogue/product/state.ts';
import { rupees } from './person-mail.ts';
import { mailToWatcher, tellAll } from './watch-mail.ts';

type Priced =
  Extract<ProductEvent, { type: 'VariantPriceChanged' }> | Extract<PriceWatchEvent, { type: 'PriceWatchAdded' }>;
type Told = Extract<PriceWatchEvent, { type: 'PriceWatcherTold' }>;

/**
 * Ends the watches for variants that cost less now. It asks for the price of now, not that of the event, so that a price
 * which went up again is not told; and it hears of new watches too, since a price may fall while one is being added.
 */
export const priceWatchers: Reactor = {
  name: 'priceWatchers',
  handles: ['VariantPriceChanged', 'PriceWatchAdded'],
  react: async (event, context) => {
    const { productId, variantId } = (event as unknown as Priced).data;
    const { state } = await context.facts(product, productId);
    if (!isOnSale(state, variantId, context.now())) return;
    const { pricePaise } = variantOf(state, variantId)!;
    const command: PriceWatchCommand = { type: 'TellPriceWatchers', data: { productId, variantId, pricePaise } };
    await tellAll(command, context);
  },
};

/** Tells one person by e-mail what costs less, where they have a proven address. */
export const priceWatchMail: Reactor = {
  name: 'priceWatchMail',
  handles: ['PriceWatcherTold'],
  react: async (event, context) => {
    const { productId, userId, pricePaise } = (event as unknown as Told).data;
    const name = (await context.facts(product, productId)).state?.details.name;
    if (name === undefined) return;
    const text = `${name} now costs ${rupees(pricePaise)}.\n\nYou asked us to tell you. Prices change, so be quick.\n\nOnly2U`;
    await mailToWatcher(userId, { subject: `Price drop: ${name}`, text, key: event.eventId }, context);
  },
};
