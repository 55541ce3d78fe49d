import { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';
import type { PricedCart } from './priced-cart.ts';

/** The coins of a cart: what it spends, and what it earns. */
export const CartCoins = z.object({
  requested: z.int(),
  applied: z.int(),
  usable: z.int(),
  balance: z.int(),
  tentativeBalance: z.int(),
  /** By the usual rate and by rules, once the goods are delivered and cannot come back any more. */
  toEarn: z.int(),
  /** The part of it that comes by rules. */
  bonuses: z.array(z.object({ ruleId: Id, name: z.string(), coins: z.int() })),
});

export const cartCoins = ({ coins }: PricedCart): z.infer<typeof CartCoins> => ({
  requested: coins.requested,
  applied: coins.applied,
  usable: coins.usable,
  balance: coins.spendable,
  tentativeBalance: coins.spendable - coins.applied,
  toEarn: coins.toEarn,
  bonuses: [...coins.bonuses],
});
