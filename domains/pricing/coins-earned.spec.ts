import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bonusesOf, coinsEarned, type BonusTerms, type EarningLine } from './coins-earned.ts';

const rule = (n: number, reward: BonusTerms['reward'], more: Partial<BonusTerms> = {}): BonusTerms => ({
  ...{ ruleId: `rule-${n}`, name: `Rule ${n}`, reward, leftCoins: Infinity, hasBudget: false },
  ...more,
});
const line = (totalPaise: number, more: Partial<EarningLine> = {}): EarningLine => ({
  ...{ totalPaise, quantity: 1, productId: 'kurta', vendorId: 'loom', categoryIds: ['kurtas'] },
  ...more,
});
const twice = rule(1, { type: 'multiplier', percent: 200 });
const given = (lines: readonly EarningLine[], ...rules: readonly BonusTerms[]) =>
  bonusesOf(lines, rules).map((bonus) => (bonus === undefined ? null : [bonus.ruleId, bonus.coins]));

describe('coins by rules', () => {
  it('come beside the usual coins, by rate, by multiple or by piece', () => {
    expect(given([line(100_000)], twice)).toEqual([['rule-1', 100]]);
    expect(given([line(100_000)], rule(1, { type: 'rate', coinsPerHundredRupees: 15 }))).toEqual([['rule-1', 50]]);
    expect(given([line(100_000, { quantity: 3 })], rule(1, { type: 'perPiece', coins: 20 }))).toEqual([['rule-1', 60]]);
    expect(given([line(100_000)], rule(1, { type: 'rate', coinsPerHundredRupees: 9 }))).toEqual([null]);
    expect(given([line(0)], rule(1, { type: 'perPiece', coins: 20 }))).toEqual([null]);
  });
  it('do not add up: each line has the rule that gives it most, of equal ones the first', () => {
    const pieces = rule(2, { type: 'perPiece', coins: 60 });
    expect(given([line(100_000), line(50_000)], twice, pieces)).toEqual([
      ['rule-1', 100],
      ['rule-2', 60],
    ]);
    expect(given([line(100_000)], twice, rule(3, { type: 'perPiece', coins: 100 }))).toEqual([['rule-1', 100]]);
  });
  it('are for what the rule names', () => {
    const kurtas = { ...twice, scope: { categoryIds: ['kurtas'], vendorIds: ['loom'] } };
    expect(given([line(100_000), line(100_000, { vendorId: 'mill' })], kurtas)).toEqual([['rule-1', 100], null]);
    expect(given([line(100_000, { categoryIds: ['saris'] })], kurtas)).toEqual([null]);
    expect(given([line(100_000)], { ...twice, scope: { productIds: ['sari'] } })).toEqual([null]);
  });
  it('are cut to the cap of an order and to what the budget has left, by part', () => {
    expect(given([line(100_000), line(200_000)], { ...twice, orderMax: 90 })).toEqual([
      ['rule-1', 30],
      ['rule-1', 60],
    ]);
    expect(given([line(100_000)], { ...twice, orderMax: 90, leftCoins: 7 })).toEqual([['rule-1', 7]]);
    // A rule whose budget is used up leaves the line to the next one.
    const next = rule(2, { type: 'perPiece', coins: 5 });
    expect(given([line(100_000)], { ...twice, leftCoins: 0 }, next)).toEqual([['rule-2', 5]]);
  });
  it('never exceed their limits, and never take from the usual ones', () => {
    const lines = fc.array(fc.record({ totalPaise: fc.nat(900_000), quantity: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 8,
    });
    const reward = fc.oneof(
      fc.integer({ min: 1, max: 100 }).map((n): BonusTerms['reward'] => ({ type: 'rate', coinsPerHundredRupees: n })),
      fc.integer({ min: 101, max: 1_000 }).map((percent): BonusTerms['reward'] => ({ type: 'multiplier', percent })),
      fc.integer({ min: 1, max: 50 }).map((coins): BonusTerms['reward'] => ({ type: 'perPiece', coins })),
    );
    const limited = fc
      .tuple(reward, fc.nat(200), fc.nat(300))
      .map(([one, orderMax, leftCoins]) => ({ one, orderMax, leftCoins }));
    fc.assert(
      fc.property(lines, fc.array(limited, { maxLength: 4 }), (some, rewards) => {
        const rules = rewards.map(({ one, orderMax, leftCoins }, n) => rule(n, one, { orderMax, leftCoins }));
        const bonuses = bonusesOf(
          some.map((one) => line(one.totalPaise, one)),
          rules,
        );
        for (const { ruleId, orderMax = 0, leftCoins } of rules) {
          const sum = bonuses.reduce((coins, one) => coins + (one?.ruleId === ruleId ? one.coins : 0), 0);
          expect(sum).toBeLessThanOrEqual(Math.min(orderMax, leftCoins));
        }
        expect(bonuses.every((one) => one === undefined || one.coins > 0)).toBe(true);
      }),
    );
  });
});

it('the coins of an order are rounded once, at the rate of each line', () => {
  const kept = (totalPaise: number, basisPoints = 1_000) => ({ totalPaise, basisPoints, bonusCoins: 0 });
  expect(coinsEarned([kept(400), kept(400)])).toBe(1);
  expect(coinsEarned([kept(44_400), kept(44_400, 2_000)])).toBe(133);
  expect(coinsEarned([{ ...kept(10_000), bonusCoins: 3 }])).toBe(13);
});
