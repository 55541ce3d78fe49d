import { afterAll } from 'vitest';
import { orderDesk } from './order-desk.ts';
import { openShop, type Article, type Shop } from './purchase.ts';
import { startTestSystem, type TestSystem } from './system.ts';

export type OpenedShop = {
  readonly system: TestSystem;
  readonly shop: Shop;
  readonly article: Article;
  readonly desk: ReturnType<typeof orderDesk>;
};

/** For the top of a file of journeys: a system with one shop that sells one article, which ends after the last test. */
export const openedShop = async (pieces = 100, pricePaise?: number): Promise<OpenedShop> => {
  const system = await startTestSystem();
  afterAll(() => system.stop());
  const shop = await openShop(system);
  const article = await shop.sell(pieces, pricePaise);
  return { system, shop, article, desk: orderDesk(system, shop, article) };
};
