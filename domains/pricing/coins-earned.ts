import { coinsForPurchase } from '../policy/coins.ts';
import { coinSpending } from '../policy/pricing.ts';
import { inScope, type DiscountScope } from './discount.ts';
import { splitByWeight } from './split.ts';

const FULL = 10_000;
const HUNDRED = 100;

/** A rule by which lines earn more than the usual rate, as it is for one buyer now. */
export type BonusTerms = {
  readonly ruleId: string;
  readonly name: string;
  readonly reward:
    | { readonly type: 'rate'; readonly coinsPerHundredRupees: number }
    | { readonly type: 'multiplier'; readonly percent: number }
    | { readonly type: 'perPiece'; readonly coins: number };
  readonly scope?: DiscountScope | undefined;
  /** The most coins beside the usual ones that one order gets by it. */
  readonly orderMax?: number | undefined;
  /** Coins that its budget has left; Infinity without a budget. */
  readonly leftCoins: number;
  /** Whether what an order gets has to be reserved. */
  readonly hasBudget: boolean;
};
/** Coins beside the usual ones for a whole line, and the rule that gives them. */
export type LineBonus = { readonly ruleId: string; readonly name: string; readonly coins: number };
/** What a buyer keeps of a line: the rate is basis points, `bonusCoins` is the share of these pieces. */
export type KeptLine = { readonly totalPaise: number; readonly basisPoints: number; readonly bonusCoins: number };
export type EarningLine = {
  readonly totalPaise: number;
  readonly quantity: number;
  readonly productId: string;
  readonly vendorId?: string | undefined;
  readonly categoryIds?: readonly string[] | undefined;
};

/** The rate of orders that are placed now. */
export const usualBasisPoints = (): number => coinsForPurchase.value.basisPoints;

/** Coins for `paise × basis points`, summed over goods of any rates: to the nearest coin. */
export const coinsOfWeight = (weight: number): number => Math.round(weight / (FULL * coinSpending.value.coinPaise));

/** The coins of what a buyer keeps; rounded once for all lines, so that many small lines earn what one large one does. */
export const coinsEarned = (lines: readonly KeptLine[]): number =>
  coinsOfWeight(lines.reduce((sum, { totalPaise, basisPoints }) => sum + totalPaise * basisPoints, 0)) +
  lines.reduce((sum, { bonusCoins }) => sum + bonusCoins, 0);

/** Coins beside the usual ones that the rule would give for the line, before its limits; 0 when it gives no more than usual. */
const bonusOf = ({ reward, scope }: BonusTerms, line: EarningLine): number => {
  const { totalPaise, quantity } = line;
  if (totalPaise === 0 || !inScope({ ...line, leftPaise: totalPaise }, scope)) return 0;
  if (reward.type === 'perPiece') return reward.coins * quantity;
  const usual = usualBasisPoints();
  const rate =
    reward.type === 'rate' ? reward.coinsPerHundredRupees * HUNDRED : Math.floor((usual * reward.percent) / HUNDRED);
  return Math.max(0, coinsOfWeight(totalPaise * rate) - coinsOfWeight(totalPaise * usual));
};

/** Cuts one rule's coins of all lines to what it may still give, each line's part in proportion. */
export const cutBonus = (bonuses: readonly number[], most: number): number[] => {
  const whole = bonuses.reduce((sum, coins) => sum + coins, 0);
  return whole <= most ? [...bonuses] : splitByWeight(most, bonuses);
};

/**
 * Which rule each line earns by, and how many coins beside the usual ones. Rules do not add up: a line has the one that gives it
 * most (of equal ones the first), and then the limits of that rule are looked at over the whole order.
 */
export const bonusesOf = (
  lines: readonly EarningLine[],
  rules: readonly BonusTerms[],
): readonly (LineBonus | undefined)[] => {
  const open = rules.filter(({ leftCoins }) => leftCoins > 0);
  const best = lines.map((line) =>
    open.reduce<{ rule: BonusTerms; coins: number } | undefined>((found, rule) => {
      const coins = bonusOf(rule, line);
      return coins > (found?.coins ?? 0) ? { rule, coins } : found;
    }, undefined),
  );
  const parts = new Map(
    open.map((rule) => {
      const asked = best.map((one) => (one?.rule === rule ? one.coins : 0));
      return [rule.ruleId, cutBonus(asked, Math.min(rule.orderMax ?? Infinity, rule.leftCoins))];
    }),
  );
  return best.map((one, index) => {
    const coins = one === undefined ? 0 : parts.get(one.rule.ruleId)![index]!;
    return one === undefined || coins === 0 ? undefined : { ruleId: one.rule.ruleId, name: one.rule.name, coins };
  });
};
