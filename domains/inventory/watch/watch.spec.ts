import { describe, expect, it } from 'vitest';
import { ProductId, UserId, VariantId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import type { StockWatchCommand } from './commands.ts';
import { stockWatchDecider, TOLD_AT_ONCE_MAX, WATCHERS_MAX } from './decider.ts';
import type { StockWatchEvent } from './events.ts';
import { stockWatchList } from './read-model.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const productId = ProductId.parse(uuid(1));
const watch = (n: number, variant = 2) => ({
  productId,
  variantId: VariantId.parse(uuid(variant)),
  userId: UserId.parse(uuid(1_000 + n)),
});
const added = (n: number, variant = 2): StockWatchEvent => ({
  type: 'StockWatchAdded',
  data: { ...watch(n, variant), addedAt: NOW },
});
const told = (n: number): StockWatchEvent => ({ type: 'StockWatcherTold', data: { ...watch(n), toldAt: NOW } });
const tell: StockWatchCommand = { type: 'TellStockWatchers', data: { productId, variantIds: [watch(0).variantId] } };
const given = deciderSpec(stockWatchDecider, NOW);

describe('watching for stock', () => {
  it('is asked for once per variant, and taken back', () => {
    given()
      .when({ type: 'AddStockWatch', data: watch(1) })
      .then(added(1));
    given(added(1), added(1, 3))
      .when({ type: 'RemoveStockWatch', data: watch(1) })
      .then({ type: 'StockWatchRemoved', data: watch(1) });
    given(added(1, 3))
      .when({ type: 'RemoveStockWatch', data: watch(1) })
      .then();
  });
  it('tells everybody who waits for the variant, once, in turn', () => {
    given(added(1), added(2, 3), added(3)).when(tell).then(told(1), told(3));
    const many = Array.from({ length: TOLD_AT_ONCE_MAX + 1 }, (_, n) => added(n));
    const state = many.reduce(stockWatchDecider.evolve, stockWatchDecider.initial);
    expect(stockWatchDecider.decide(tell, state, NOW)).toHaveLength(TOLD_AT_ONCE_MAX);
  });
  it('has a limit', () => {
    const full = Array.from({ length: WATCHERS_MAX }, (_, n) => watch(n));
    expect(stockWatchDecider.decide({ type: 'AddStockWatch', data: watch(WATCHERS_MAX) }, full, NOW)).toMatchObject({
      rejected: 'TooManyWatchers',
    });
  });
});

it('lists what is waited for, and nothing that is over', () => {
  const recorded = (event: StockWatchEvent) => event as Parameters<typeof stockWatchList.evolve>[1];
  const [key] = stockWatchList.keysOf(recorded(added(1)));
  const row = stockWatchList.evolve(undefined, recorded(added(1)), key!);
  expect(row).toMatchObject({ watch_id: key, user_id: watch(1).userId, added_at: NOW });
  expect(stockWatchList.keysOf(recorded(told(1)))).toEqual([key]);
  expect(stockWatchList.evolve(row, recorded(told(1)), key!)).toBeUndefined();
});
