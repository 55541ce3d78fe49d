import type { EarningRule } from '../../domains/earning/state.ts';
import { EARNING_LIST } from '../../domains/earning/list/aggregate.ts';
import { isGone } from '../../domains/order/facts.ts';
import type { Order } from '../../domains/order/state.ts';
import { portionOf } from '../../domains/pricing/split.ts';
import type { Violation } from './invariants.ts';
import type { World } from './world.ts';

/** A rule of which the budget runs out, and one without a budget that lets some lines earn more than the first. */
const rulesFor = (checkouts: number) => [
  { name: 'Twice the coins', reward: { type: 'multiplier', percent: 200 }, budgetCoins: checkouts * 15, orderMax: 120 },
  { name: 'Forty a piece', reward: { type: 'perPiece', coins: 40 } },
];

/** Drafts and approves the rules of the simulated shop; `until` repeats what breaks. */
export const openRules = async (
  world: World,
  checkouts: number,
  until: (work: () => Promise<unknown>) => Promise<unknown>,
): Promise<void> => {
  const [authorId, approverId] = [world.random.uuid(), world.random.uuid()];
  for (const rule of rulesFor(checkouts)) {
    const ruleId = world.random.uuid();
    const terms = { ...rule, from: '2020-01-01T00:00:00.000Z', until: '2099-01-01T00:00:00.000Z' };
    for (const command of [
      { type: 'ListEarningRule', data: { listId: EARNING_LIST, ruleId } },
      { type: 'DraftEarningRule', data: { ruleId, authorId, terms } },
      { type: 'ApproveEarningRule', data: { ruleId, approverId } },
    ])
      await until(() => world.execute(command));
  }
};

/** The rule of the budget, asked after each event. */
export const budgetIsKept = (state: unknown): string | undefined => {
  const { terms, usedCoins, uses } = state as EarningRule;
  const sum = uses.reduce((coins, use) => coins + use.coins, 0);
  if (sum !== usedCoins) return `${usedCoins} coins are counted, ${sum} are in use`;
  return usedCoins > (terms?.budgetCoins ?? Infinity) ? `${usedCoins} coins of ${terms?.budgetCoins}` : undefined;
};

/** The coins of the pieces that stay with the buyer. */
const coinsOf = ({ lines }: Order): number =>
  lines
    .filter((line) => !isGone(line))
    .reduce((sum, { earning, quantity, cancelledQuantity, returnedQuantity }) => {
      const coins = earning?.bonus?.reserved === true ? earning.bonus.coins : 0;
      return sum + coins - portionOf(coins, cancelledQuantity + returnedQuantity, quantity);
    }, 0);

/** Once nothing is under way, the budgets have given exactly what the orders that stand were promised. */
export const budgetsAtRest = (
  rules: readonly EarningRule[],
  orders: readonly Order[],
  position: number,
): Violation[] => {
  const promised = orders.reduce((sum, order) => sum + coinsOf(order), 0);
  // A reservation whose order was never placed lapses by itself.
  const kept = rules.flatMap(({ uses }) => [...uses.values()]).filter((use) => use.kept);
  const given = kept.reduce((sum, { coins }) => sum + coins, 0);
  return promised === given
    ? []
    : [{ position, stream: 'earningRule', rule: `${promised} coins are promised, budgets have given ${given}` }];
};
