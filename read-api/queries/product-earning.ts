import { z } from 'zod';
import type { ProductRow } from '../../domains/catalogue/index.ts';
import { earningRulesFor } from '../../domains/earning-facts.ts';
import type { ReadContext } from '../../domains/kernel/routes.ts';
import { bonusesOf, coinsEarned, usualBasisPoints, type BonusTerms } from '../../domains/pricing/index.ts';
import { Id } from '../../event-schemas/primitives.ts';

/** Coins for one piece at its price: by the usual rate, or by the rule for everybody that gives most. */
export const Earns = z.object({ coins: z.int(), rule: z.object({ ruleId: Id, name: z.string() }).nullable() });

/** The rules that a page for everybody may promise: not those of a tier, or of first orders. */
export const rulesForEverybody = (context: ReadContext): Promise<readonly BonusTerms[]> =>
  earningRulesFor(context.facts, [], context.now);

export const earnsOf = (
  { productId, product }: { readonly productId: string; readonly product: ProductRow['product'] },
  pricePaise: number,
  rules: readonly BonusTerms[],
): z.infer<typeof Earns> => {
  const { vendorId, details } = product;
  const line = { productId, vendorId, categoryIds: details.categoryIds, quantity: 1, totalPaise: pricePaise };
  const [bonus] = bonusesOf([line], rules);
  const kept = { totalPaise: pricePaise, basisPoints: usualBasisPoints(), bonusCoins: bonus?.coins ?? 0 };
  return {
    coins: coinsEarned([kept]),
    rule: bonus === undefined ? null : { ruleId: bonus.ruleId, name: bonus.name },
  };
};
