import { z } from 'zod';
import { Id } from '../../event-schemas/primitives.ts';
import { coinsEarned, usualBasisPoints } from '../pricing/index.ts';
import { affected, isGone } from './facts.ts';
import type { Order } from './state.ts';

/** What the goods of an order earn that have not left it, and the rules that are the reason of it. */
export const EarningView = z.object({
  coins: z.int(),
  bonuses: z.array(z.object({ lineId: Id, ruleId: Id, name: z.string(), coins: z.int() })),
});

/** What has come back earns nothing: its pieces are told apart from those that the buyer keeps. */
export const earningView = (order: Order): z.infer<typeof EarningView> => {
  const lines = affected(
    order.lines
      .filter((line) => !isGone(line))
      .map((line) => ({ ...line, cancelledQuantity: line.cancelledQuantity + line.returnedQuantity })),
  );
  const kept = lines.map(({ totalPaise, earning }) => ({
    totalPaise,
    basisPoints: earning?.basisPoints ?? usualBasisPoints(),
    bonusCoins: earning?.bonus?.coins ?? 0,
  }));
  return {
    coins: coinsEarned(kept),
    bonuses: lines.flatMap(({ lineId, earning }) => {
      const { ruleId, name, coins = 0 } = earning?.bonus ?? {};
      return ruleId === undefined || name === undefined || coins === 0 ? [] : [{ lineId, ruleId, name, coins }];
    }),
  };
};
