import { Map, Set } from 'immutable';
import type { Instant, OrderId, UserId } from '../../event-schemas/primitives.ts';
import type { EarningEvent, EarningTerms } from './events.ts';

export type BonusUse = {
  readonly userId: UserId;
  readonly coins: number;
  readonly kept: boolean;
  readonly expiresAt: Instant;
  /** Cancellations and returns that gave a part of it back. */
  readonly causes: Set<string>;
};
/** One rule with what its budget was used for; persistent maps, so that the ten thousandth order costs what the first does. */
export type EarningRule = {
  readonly status: 'unknown' | 'draft' | 'approved' | 'ended';
  readonly terms: EarningTerms | undefined;
  readonly authorId: UserId | undefined;
  readonly approverId: UserId | undefined;
  readonly uses: Map<OrderId, BonusUse>;
  /** How many orders of each person have a part of the budget. */
  readonly usesByUser: Map<string, number>;
  readonly usedCoins: number;
  /** Orders that ever had a part: what bounds the stream. */
  readonly usesEver: number;
  /** No reservation lapses before this instant; undefined when none can. */
  readonly noLapseBefore: Instant | undefined;
};
export const initialEarningRule: EarningRule = {
  status: 'unknown',
  terms: undefined,
  authorId: undefined,
  approverId: undefined,
  uses: Map(),
  usesByUser: Map(),
  usedCoins: 0,
  usesEver: 0,
  noLapseBefore: undefined,
};

/** Coins that the rule may still give; Infinity without a budget. */
export const bonusLeft = ({ terms, usedCoins }: EarningRule): number => (terms?.budgetCoins ?? Infinity) - usedCoins;

const withUse = (rule: EarningRule, orderId: OrderId, use: BonusUse): EarningRule => ({
  ...rule,
  uses: rule.uses.set(orderId, use),
  usesByUser: rule.usesByUser.update(use.userId, 0, (count) => count + 1),
  usedCoins: rule.usedCoins + use.coins,
  usesEver: rule.usesEver + 1,
  noLapseBefore:
    rule.noLapseBefore === undefined || use.expiresAt < rule.noLapseBefore ? use.expiresAt : rule.noLapseBefore,
});

const released = (
  rule: EarningRule,
  { orderId, causeId, coins }: Extract<EarningEvent, { type: 'BonusReleased' }>['data'],
): EarningRule => {
  const use = rule.uses.get(orderId);
  if (use === undefined) return rule;
  const usedCoins = rule.usedCoins - coins;
  if (coins < use.coins) {
    const left = { ...use, coins: use.coins - coins, causes: use.causes.add(causeId) };
    return { ...rule, usedCoins, uses: rule.uses.set(orderId, left) };
  }
  const others = (rule.usesByUser.get(use.userId) ?? 1) - 1;
  return {
    ...rule,
    usedCoins,
    uses: rule.uses.remove(orderId),
    usesByUser: others === 0 ? rule.usesByUser.remove(use.userId) : rule.usesByUser.set(use.userId, others),
  };
};

export const evolveEarningRule = (rule: EarningRule, { type, data }: EarningEvent): EarningRule => {
  switch (type) {
    case 'EarningRuleDrafted':
    case 'EarningRuleChanged':
      return { ...rule, status: 'draft', terms: data.terms, authorId: data.authorId };
    case 'EarningRuleApproved':
      return { ...rule, status: 'approved', approverId: data.approverId };
    case 'EarningRuleEnded':
      return { ...rule, status: 'ended' };
    case 'BonusReserved': {
      const { orderId, userId, coins, expiresAt } = data;
      return withUse(rule, orderId, { userId, coins, expiresAt, kept: false, causes: Set() });
    }
    case 'BonusKept': {
      const use = rule.uses.get(data.orderId);
      return use === undefined ? rule : { ...rule, uses: rule.uses.set(data.orderId, { ...use, kept: true }) };
    }
    case 'BonusReleased':
      return released(rule, data);
  }
};
