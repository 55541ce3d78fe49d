import { expect, it } from 'vitest';
import { ProductId, VariantId } from '../event-schemas/primitives.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { scheduledPrice } from './scheduled-price.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const [changeId, productId] = [uuid(1), ProductId.parse(uuid(2))];
const price = { productId, variantId: VariantId.parse(uuid(3)), pricePaise: 90_000, mrpPaise: 100_000 };
const dueAt = '2026-02-01T00:00:00.000Z';
const scheduled = { type: 'PriceChangeScheduled', data: { changeId, ...price, takesEffectAt: dueAt } } as const;
const cancelled = { type: 'PriceChangeCancelled', data: { changeId, productId } } as const;
const due = { type: 'DeadlineReached', data: { name: 'change', dueAt } } as const;
const named = { command: 'ChangeVariantPrice', key: 'ChangeVariantPrice' };
const accepted = { type: 'CommandAccepted', data: { ...named, events: [] } } as const;
const rejected = { type: 'CommandRejected', data: { ...named, rejected: 'PriceAboveMrp' } } as const;
const given = sagaSpec(scheduledPrice, dueAt);

it('waits for its time, and changes the price then', () => {
  expect(given().when(scheduled).step.deadlines).toEqual([{ name: 'change', dueAt }]);
  given(scheduled).when(due).sends({ type: 'ChangeVariantPrice', data: price });
});
it('says what became of it', () => {
  const settled = (refused: string | null) => ({ type: 'SettlePriceChange', data: { changeId, refused } });
  const done = given(scheduled, due).when(accepted);
  done.sends(settled(null));
  expect(done.done).toBe(true);
  given(scheduled, due).when(rejected).sends(settled('PriceAboveMrp'));
  given(scheduled, due, accepted).when(accepted).sends();
});
it('does nothing once it was called off', () => {
  expect(given(scheduled).when(cancelled).done).toBe(true);
  given(scheduled, cancelled).when(due).sends();
});
