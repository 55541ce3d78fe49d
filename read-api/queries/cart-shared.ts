import { z } from 'zod';
import { CartView, isShareOpen, localisedArticles, shareIdOf, sharedCart } from '../../domains/cart/index.ts';
import { readRoute, Refusal } from '../../domains/kernel/routes.ts';
import { Money, money } from '../../domains/pricing/index.ts';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

const Text = z.string().nullable();

/** What a link shows to anybody who has it: the articles with their prices of this moment, and nothing about the person. */
export const sharedCartQuery = readRoute({
  path: '/shared-carts/:token',
  tag: 'Cart',
  summary: 'A shared cart, read-only, with live prices and stock',
  allow: ['public'],
  localised: true,
  params: z.object({ token: z.string().min(1).max(200) }),
  reply: z.object({
    items: z.array(
      z.object({
        productId: Id,
        variantId: Id,
        quantity: z.int(),
        name: Text,
        imageUrl: Text,
        size: Text,
        colour: Text,
        price: Money.nullable(),
        available: z.int(),
      }),
    ),
    labels: CartView.shape.labels,
    expiresAt: Instant,
  }),
  projections: [],
  run: async ({ params: { token } }, context) => {
    const shareId = shareIdOf(context.ports.secrets, token);
    if (shareId === undefined) throw new Refusal('CartShareNotFound');
    const { state: shared } = await context.facts(sharedCart, shareId);
    if (!isShareOpen(shared, context.now)) throw new Refusal('CartShareExpired', 'Ask for a new link.');
    const shop = shopFacts(context);
    const items = await Promise.all(
      shared.lines.map(async (line) => {
        const article = await shop.article(line.productId, line.variantId, context.now);
        const { name = null, imageUrl = null, size = null, colour = null, pricePaise } = article ?? {};
        const price = pricePaise === undefined ? null : money(pricePaise);
        const available = article?.isOnSale === true ? article.available : 0;
        return { ...line, name, imageUrl, size, colour, price, available };
      }),
    );
    return { ...(await localisedArticles(items, context)), expiresAt: shared.expiresAt };
  },
});
