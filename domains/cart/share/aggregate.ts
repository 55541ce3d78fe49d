import { z } from 'zod';
import { Id, Instant, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';
import { defineAggregate } from '../../kernel/aggregate.ts';
import { reject, type Decider } from '../../kernel/decider.ts';
import { cartLimits } from '../../policy/cart.ts';
import { sharedCartEvents, SharedLine, type SharedCartEvent } from './events.ts';

const sharedCartCommands = {
  ShareCart: z.object({
    shareId: Id,
    userId: UserId,
    lines: z.array(SharedLine).max(cartLimits.value.linesMax),
    expiresAt: Instant,
  }),
  RevokeCartShare: z.object({ shareId: Id, userId: UserId }),
};
type SharedCartCommand = MessageOf<typeof sharedCartCommands>;
export type SharedCartRejection = 'CartEmpty' | 'CartShareNotFound' | 'InvalidExpiry';

export type SharedCart =
  | {
      readonly userId: UserId;
      readonly lines: readonly SharedLine[];
      readonly expiresAt: Instant;
      readonly revoked: boolean;
    }
  | undefined;

/** Whether the link still shows the cart. */
export const isOpen = (shared: SharedCart, now: Instant): shared is NonNullable<SharedCart> =>
  shared !== undefined && !shared.revoked && now < shared.expiresAt;

export const sharedCartDecider: Decider<SharedCart, SharedCartCommand, SharedCartEvent, SharedCartRejection> = {
  initial: undefined,
  evolve: (shared, { type, data }) => {
    if (type === 'CartShareRevoked') return shared && { ...shared, revoked: true };
    const { userId, lines, expiresAt } = data;
    return { userId, lines, expiresAt, revoked: false };
  },
  decide: ({ type, data }, shared, now) => {
    if (type === 'RevokeCartShare') {
      // Somebody else's link looks like one that does not exist.
      if (shared?.userId !== data.userId) return reject('CartShareNotFound');
      return shared.revoked ? [] : [{ type: 'CartShareRevoked', data: { ...data, at: now } }];
    }
    if (shared !== undefined) return [];
    if (data.lines.length === 0) return reject('CartEmpty', 'Put something into the cart before sharing it.');
    if (data.expiresAt <= now) return reject('InvalidExpiry', 'A link must last beyond this moment.');
    return [{ type: 'CartShared', data: { ...data, at: now } }];
  },
};

/** `sharedCart-<shareId>`: what one link shows. */
export const sharedCart = defineAggregate({
  category: 'sharedCart',
  events: sharedCartEvents,
  commands: sharedCartCommands,
  streamId: ({ data }) => data.shareId,
  opens: ['ShareCart'],
  decider: sharedCartDecider,
});
