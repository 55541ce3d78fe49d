import { z } from 'zod';
import { Id, Instant, OrderId, UserId, type MessageOf } from '../../event-schemas/primitives.ts';
import { EarningTerms } from './events.ts';

const rule = { ruleId: Id };
const use = { ruleId: Id, orderId: OrderId };
const Coins = z.int().positive();
export const earningCommands = {
  DraftEarningRule: z.object({ ...rule, authorId: UserId, terms: EarningTerms }),
  ChangeEarningRule: z.object({ ...rule, authorId: UserId, terms: EarningTerms }),
  /** By another person than whoever wrote these terms. */
  ApproveEarningRule: z.object({ ...rule, approverId: UserId }),
  EndEarningRule: z.object({ ...rule, endedBy: UserId }),
  /** Takes coins out of the budget for an order: as many as there are, which may be none. */
  ReserveBonus: z.object({ ...use, userId: UserId, coins: Coins, expiresAt: Instant }),
  /** The order is placed with so many coins: they do not lapse any more, and what was reserved beyond them goes back. */
  KeepBonus: z.object({ ...use, coins: z.int().nonnegative() }),
  /** Gives coins back to the budget: those of some pieces, or all of the order where none are named. */
  ReleaseBonus: z.object({ ...use, causeId: Id, coins: Coins.optional() }),
};
export type EarningCommand = MessageOf<typeof earningCommands>;
