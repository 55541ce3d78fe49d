import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { cartLimits } from '../../policy/cart.ts';
import { CartLine } from '../events.ts';

/** What somebody else may see of a line: not when it was put there, and not what a reseller would ask for it. */
export const SharedLine = CartLine.pick({ productId: true, variantId: true, quantity: true });
export type SharedLine = z.infer<typeof SharedLine>;

const share = { shareId: Id, userId: UserId, at: Instant };
export const sharedCartEvents = {
  /** A picture of the cart at that time; later edits of the cart do not change it. */
  CartShared: z.object({
    ...share,
    lines: z.array(SharedLine).min(1).max(cartLimits.value.linesMax),
    expiresAt: Instant,
  }),
  CartShareRevoked: z.object(share),
};
export type SharedCartEvent = MessageOf<typeof sharedCartEvents>;
