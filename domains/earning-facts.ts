import type { Instant } from '../event-schemas/primitives.ts';
import { category, CATEGORY_TREE, pathOf, type CategoryTree } from './catalogue/index.ts';
import { bonusLeft, EARNING_LIST, earningRule, earningRuleList, isInForce, type EarningRule } from './earning/index.ts';
import type { WriteContext } from './kernel/routes.ts';
import type { Segment } from './policy/loyalty.ts';
import type { BonusTerms } from './pricing/index.ts';

/** Answers for the folds of a tree and of a rule's terms, which stay the same objects until something happens to them. */
const remembered = new WeakMap<CategoryTree, WeakMap<readonly string[], readonly string[]>>();

/** These categories and everything below them. Every product page and cart asks, so that it is worked out once for a tree. */
const withBelow = (tree: CategoryTree, categoryIds: readonly string[]): readonly string[] => {
  const ofTree = remembered.get(tree) ?? new WeakMap<readonly string[], readonly string[]>();
  remembered.set(tree, ofTree);
  const known = ofTree.get(categoryIds);
  if (known !== undefined) return known;
  const below = Object.keys(tree.categories).filter((id) => pathOf(tree, id).some((one) => categoryIds.includes(one)));
  const found = [...new Set([...categoryIds, ...below])];
  ofTree.set(categoryIds, found);
  return found;
};

const bonusTerms = (ruleId: string, state: EarningRule, tree: CategoryTree): BonusTerms => {
  const { name, reward, scope, orderMax, budgetCoins } = state.terms!;
  const { categoryIds } = scope ?? {};
  return {
    ...{ ruleId, name, reward, orderMax, leftCoins: bonusLeft(state), hasBudget: budgetCoins !== undefined },
    scope: categoryIds === undefined ? scope : { ...scope, categoryIds: withBelow(tree, categoryIds) },
  };
};

/** The rules by which buyers of these groups earn more coins than usual now, in the order in which they were drafted. */
export const earningRulesFor = async (
  facts: WriteContext['facts'],
  segments: readonly Segment[],
  now: Instant,
): Promise<readonly BonusTerms[]> => {
  const { ruleIds } = (await facts(earningRuleList, EARNING_LIST)).state;
  if (ruleIds.length === 0) return [];
  const [{ state: tree }, ...rules] = await Promise.all([
    facts(category, CATEGORY_TREE),
    ...ruleIds.map(async (ruleId) => ({ ruleId, state: (await facts(earningRule, ruleId)).state })),
  ]);
  return rules
    .filter(({ state }) => isInForce(state, now))
    .filter(({ state }) => state.terms!.segments?.some((segment) => segments.includes(segment)) ?? true)
    .map(({ ruleId, state }) => bonusTerms(ruleId, state, tree));
};
