import { z } from 'zod';
import { Id, Instant, UserId } from '../../event-schemas/primitives.ts';
import { Money, money } from '../pricing/index.ts';
import { creditBalance, type StoreCredit } from './state.ts';

export const Owner = z.object({ userId: UserId });
export const StoreCreditView = z.object({
  userId: Id,
  /** What the shop owes to the person. */
  balance: Money,
  /** Waiting with orders that are being paid. */
  held: Money,
  available: Money,
});

/** The balance at `now`: holds whose time is over count as available. */
export const storeCreditView = (userId: string, state: StoreCredit, now: Instant): z.infer<typeof StoreCreditView> => {
  const { balancePaise, heldPaise, availablePaise } = creditBalance(state, now);
  return { userId, balance: money(balancePaise), held: money(heldPaise), available: money(availablePaise) };
};
