import { describe, expect, it } from 'vitest';
import { ProductId, VariantId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { priceChangeDecider } from './decider.ts';
import type { PriceChangeEvent } from './events.ts';
import { priceChangeList, type PriceChangeRow } from './read-model.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const uuid = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const [changeId, productId] = [uuid(1), ProductId.parse(uuid(2))];
const data = {
  changeId,
  productId,
  variantId: VariantId.parse(uuid(3)),
  pricePaise: 90_000,
  mrpPaise: 100_000,
  takesEffectAt: '2026-01-01T00:00:00.001Z',
};
const scheduled: PriceChangeEvent = { type: 'PriceChangeScheduled', data };
const cancelled: PriceChangeEvent = { type: 'PriceChangeCancelled', data: { changeId, productId } };
const settled = (refused: string | null): PriceChangeEvent => ({
  type: 'PriceChangeSettled',
  data: { changeId, productId, refused, settledAt: NOW },
});
const settle = { type: 'SettlePriceChange', data: { changeId, refused: null } } as const;
const cancel = { type: 'CancelPriceChange', data: { changeId } } as const;
const given = deciderSpec(priceChangeDecider, NOW);

describe('a change of price to come', () => {
  it('is scheduled once, below the MRP and ahead of time', () => {
    given().when({ type: 'SchedulePriceChange', data }).then(scheduled);
    given(scheduled)
      .when({ type: 'SchedulePriceChange', data: { ...data, pricePaise: 1 } })
      .rejects('PriceChangeIdTaken');
    given()
      .when({ type: 'SchedulePriceChange', data: { ...data, pricePaise: 100_001 } })
      .rejects('PriceAboveMrp');
    given()
      .when({ type: 'SchedulePriceChange', data: { ...data, takesEffectAt: NOW } })
      .rejects('InvalidPriceChangeTime');
  });
  it('is called off before it takes effect, and not after', () => {
    given(scheduled).when(cancel).then(cancelled);
    given(scheduled, settled(null)).when(cancel).rejects('PriceChangeOver');
    given().when(cancel).rejects('PriceChangeNotFound');
  });
  it('is settled once', () => {
    given(scheduled).when(settle).then(settled(null));
    given(scheduled, cancelled).when(settle).then();
    given().when(settle).rejects('PriceChangeNotFound');
  });
  it('is listed with what became of it', () => {
    const after = (...events: PriceChangeEvent[]) =>
      events.reduce<PriceChangeRow | undefined>(
        (row, event) => priceChangeList.evolve(row, event as never, changeId),
        undefined,
      );
    expect(after(scheduled)?.status).toBe('scheduled');
    expect(after(scheduled, cancelled)?.status).toBe('cancelled');
    expect(after(scheduled, settled(null))?.status).toBe('done');
    expect(after(scheduled, settled('PriceAboveMrp'))).toMatchObject({ status: 'refused', refused: 'PriceAboveMrp' });
  });
});
