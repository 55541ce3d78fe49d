import { z } from 'zod';
import { cart } from '../../domains/cart/index.ts';
import { DAY_MS } from '../../domains/kernel/calendar.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { Refusal, writeRoute } from '../../domains/kernel/routes.ts';
import { guestCart } from '../../domains/policy/cart.ts';
import { Id, UserId } from '../../event-schemas/primitives.ts';
import { answerWith, cartRoute, Owner } from './cart.ts';
import { shopFacts } from '../../domains/shop-facts.ts';

const SECOND_MS = 1_000;
const { tokenDays, opensPerAddressMax, windowMs } = guestCart.value;

export const cartGuestWrites = [
  writeRoute({
    method: 'POST',
    path: '/cart/guest',
    tag: 'Cart',
    summary: 'Open a cart without an account; its token is the only key to it',
    allow: ['public'],
    status: 201,
    reply: z.object({ guestId: Id, token: z.string(), expiresInSeconds: z.int() }),
    refusals: ['TooManyRequests'],
    run: async (_, context) => {
      const { count, ttlMs } = await context.ports.cache.increment(`guest-carts:${context.ip}`, 1, windowMs);
      if (count > opensPerAddressMax)
        throw new Refusal('TooManyRequests', 'Too many carts were opened from here.', Math.ceil(ttlMs / SECOND_MS));
      const guestId = context.newId('guest');
      const expiresInSeconds = (tokenDays * DAY_MS) / SECOND_MS;
      const token = await context.ports.accessTokens.issue({ userId: guestId, roles: [] }, expiresInSeconds);
      return { guestId, token, expiresInSeconds };
    },
  }),
  writeRoute({
    ...cartRoute,
    allow: ['customer'],
    method: 'POST',
    path: '/cart/:userId/merge',
    summary: 'Take over the cart of a guest after login, and close it',
    params: Owner,
    body: z.object({ guestToken: z.string().min(1).max(4_096) }),
    refusals: ['InvalidGuestToken', 'CartClosed'],
    run: async ({ params: { userId }, body: { guestToken } }, context) => {
      const guest = await context.ports.accessTokens.verify(guestToken);
      if (guest === undefined || guest.roles.length > 0 || guest.sessionId !== undefined)
        throw new Refusal('InvalidGuestToken', 'guestToken must be the token of a guest cart.');
      const guestId = UserId.parse(guest.userId);
      // Closed first, so that what the guest's device adds meanwhile is refused there and not lost here.
      const closed = await context.aside(cart, {
        type: 'CloseGuestCart',
        data: { userId: guestId, mergedInto: userId },
      });
      if (isRejected(closed)) throw new Refusal(closed.rejected, closed.detail);
      const { mergedInto, handedOver } = closed.state;
      if (mergedInto !== userId) throw new Refusal('CartClosed', 'This guest cart was merged by somebody else.');
      const { lines = [], saved = [], coupon } = handedOver ?? {};
      const shop = shopFacts(context);
      const counted = await Promise.all(
        lines.map(async (line) => ({
          line,
          available: (await shop.article(line.productId, line.variantId, context.now))?.available ?? 0,
        })),
      );
      const merge = { userId, guestId, lines: counted, saved: [...saved], ...(coupon && { coupon }) };
      const { state } = await context.send(cart, { type: 'MergeGuestCart', data: merge });
      // The user's cart remembers the guest for a while, so a repeat after a crash in between adds nothing; this is for ever.
      await context.aside(cart, { type: 'RecordGuestCartTaken', data: { userId: guestId } });
      return answerWith(userId, state, context);
    },
  }),
];
