import { z } from 'zod';
import { cart, isShareOpen, shareIdOf, shareToken, sharedCart } from '../../domains/cart/index.ts';
import { DAY_MS, instantAfter } from '../../domains/kernel/calendar.ts';
import { Refusal, writeRoute } from '../../domains/kernel/routes.ts';
import { cartSharing } from '../../domains/policy/cart.ts';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { answerWith, cartRoute, Owner } from './cart.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

const { days, daysMax } = cartSharing.value;

export const cartShareWrites = [
  writeRoute({
    ...cartRoute,
    allow: ['customer'],
    method: 'POST',
    path: '/cart/:userId/shares',
    summary: 'Make a link that shows the cart as it is now; whoever has the link can copy it',
    status: 201,
    params: Owner,
    body: z.object({ days: z.int().min(1).max(daysMax).default(days) }).default({ days }),
    reply: z.object({ shareId: Id, token: z.string(), expiresAt: Instant }),
    refusals: ['CartEmpty'],
    secretAnswer: true,
    run: async ({ params: { userId }, body }, context) => {
      const { state } = await context.facts(cart, userId);
      const lines = state.lines.map(({ productId, variantId, quantity }) => ({ productId, variantId, quantity }));
      const shareId = context.newId('share');
      const expiresAt = instantAfter(context.now, body.days * DAY_MS);
      const shared = await context.send(sharedCart, { type: 'ShareCart', data: { shareId, userId, lines, expiresAt } });
      return { shareId, token: shareToken(context.ports.secrets, shareId), expiresAt: shared.state?.expiresAt };
    },
  }),
  writeRoute({
    ...cartRoute,
    allow: ['customer'],
    method: 'DELETE',
    path: '/cart/:userId/shares/:shareId',
    summary: 'Take a link back',
    params: z.object({ userId: UserId, shareId: Id }),
    reply: z.object({ shareId: Id }),
    refusals: ['CartShareNotFound'],
    run: async ({ params: { userId, shareId } }, context) => {
      await context.send(sharedCart, { type: 'RevokeCartShare', data: { shareId, userId } });
      return { shareId };
    },
  }),
  writeRoute({
    ...cartRoute,
    method: 'POST',
    path: '/cart/:userId/copies',
    summary: 'Add what a shared cart shows, as far as it can be bought now; the rest is saved for later',
    params: Owner,
    body: z.object({ token: z.string().min(1).max(200) }),
    refusals: ['CartShareNotFound', 'CartShareExpired', 'CartClosed'],
    run: async ({ params: { userId }, body: { token } }, context) => {
      const shareId = shareIdOf(context.ports.secrets, token);
      if (shareId === undefined) throw new Refusal('CartShareNotFound');
      const { state: shared } = await context.facts(sharedCart, shareId);
      if (!isShareOpen(shared, context.now)) throw new Refusal('CartShareExpired', 'Ask for a new link.');
      const shop = shopFacts(context);
      const lines = await Promise.all(
        shared.lines.map(async (line) => {
          const article = await shop.article(line.productId, line.variantId, context.now);
          const available = article?.isOnSale === true ? article.available : 0;
          return { line: { ...line, seenPaise: article?.pricePaise ?? 0, addedAt: context.now }, available };
        }),
      );
      const data = { userId, copyId: context.newId('copy'), shareId, lines };
      const { state } = await context.send(cart, { type: 'CopySharedCart', data });
      return answerWith(userId, state, context);
    },
  }),
];
