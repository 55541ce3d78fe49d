import { describe, expect, it } from 'vitest';
import { ProductId, UserId, VariantId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import type { PriceWatchCommand } from './commands.ts';
import { priceWatchDecider, TOLD_AT_ONCE_MAX, WATCHERS_MAX } from './decider.ts';
import type { PriceWatchEvent } from './events.ts';
import { priceWatchList } from './read-model.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const productId = ProductId.parse(uuid(1));
const watch = (n: number, belowPaise = 1_000, variant = 2) => ({
  ...{ productId, variantId: VariantId.parse(uuid(variant)), userId: UserId.parse(uuid(1_000 + n)) },
  belowPaise,
});
const added = (...watched: Parameters<typeof watch>): PriceWatchEvent => ({
  type: 'PriceWatchAdded',
  data: { ...watch(...watched), addedAt: NOW },
});
const add = (...watched: Parameters<typeof watch>): PriceWatchCommand => ({
  type: 'AddPriceWatch',
  data: watch(...watched),
});
const told = (n: number, belowPaise: number, pricePaise: number): PriceWatchEvent => ({
  type: 'PriceWatcherTold',
  data: { ...watch(n, belowPaise), pricePaise, toldAt: NOW },
});
const whose = ({ variantId, userId }: ReturnType<typeof watch>) => ({ productId, variantId, userId });
const tell = (pricePaise: number): PriceWatchCommand => ({
  type: 'TellPriceWatchers',
  data: { productId, variantId: watch(0).variantId, pricePaise },
});
const given = deciderSpec(priceWatchDecider, NOW);

describe('watching for a lower price', () => {
  it('is asked for once per variant, at another price in its place, and taken back', () => {
    given().when(add(1)).then(added(1));
    given(added(1)).when(add(1, 900)).then(added(1, 900));
    given(added(1), added(1, 900)).when(tell(950)).then();
    given(added(1), added(1, 500, 3))
      .when({ type: 'RemovePriceWatch', data: whose(watch(1)) })
      .then({ type: 'PriceWatchRemoved', data: whose(watch(1)) });
    given(added(1, 500, 3))
      .when({ type: 'RemovePriceWatch', data: whose(watch(1)) })
      .then();
  });
  it('tells, once and in turn, everybody who waits for as little as this', () => {
    given(added(1), added(2, 1_000, 3), added(3, 900), added(4, 901))
      .when(tell(900))
      .then(told(1, 1_000, 900), told(4, 901, 900));
    given(added(1)).when(tell(1_000)).then();
    given(added(1), told(1, 1_000, 900))
      .when(tell(800))
      .then();
    const many = Array.from({ length: TOLD_AT_ONCE_MAX + 1 }, (_, n) => watch(n));
    expect(priceWatchDecider.decide(tell(1), many, NOW)).toHaveLength(TOLD_AT_ONCE_MAX);
  });
  it('has a limit, within which a price may still be changed', () => {
    const full = Array.from({ length: WATCHERS_MAX }, (_, n) => watch(n));
    expect(priceWatchDecider.decide(add(WATCHERS_MAX), full, NOW)).toMatchObject({ rejected: 'TooManyWatchers' });
    expect(priceWatchDecider.decide(add(5, 7), full, NOW)).toEqual([added(5, 7)]);
  });
});

it('lists what is waited for, and nothing that is over', () => {
  const recorded = (event: PriceWatchEvent) => event as Parameters<typeof priceWatchList.evolve>[1];
  const [key] = priceWatchList.keysOf(recorded(added(1)));
  const row = priceWatchList.evolve(undefined, recorded(added(1)), key!);
  expect(row).toMatchObject({ watch_id: key, user_id: watch(1).userId, below_paise: 1_000, added_at: NOW });
  expect(priceWatchList.keysOf(recorded(told(1, 1_000, 9)))).toEqual([key]);
  expect(priceWatchList.evolve(row, recorded(told(1, 1_000, 9)), key!)).toBeUndefined();
});
