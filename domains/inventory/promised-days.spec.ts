import { describe, expect, it } from 'vitest';
import { announced, arrival, open, owing, promises, receive, told, two } from './back-orders.examples.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import type { InventoryEvent } from './events.ts';
import { cameBack, fold, given, line, now, productId, received, small, uuid } from './inventory.examples.ts';
import { backOrderOf } from './turns.ts';

describe('the promised day', () => {
  const soon = announced(1, 2, '2026-01-10');
  const then = announced(2, 5, '2026-02-01');
  it('is that of the arrival which brings the last of the pieces, after those who are before', () => {
    const dayOf = (events: readonly InventoryEvent[], quantity: number) =>
      backOrderOf(fold(events), small, quantity, now);
    expect(dayOf([...open, soon, then], 2)).toEqual({ quantity: 2, promisedOn: '2026-01-10' });
    expect(dayOf([...open, then, soon], 3)).toEqual({ quantity: 3, promisedOn: '2026-02-01' });
    expect(dayOf([...two, soon, then], 1).promisedOn).toBe('2026-02-01');
    expect(dayOf([...open, soon], 3).promisedOn).toBeUndefined();
    expect(dayOf([...open, announced(1, 9, '2025-12-31')], 1).promisedOn).toBeUndefined();
    expect(dayOf([received(3), cameBack, soon], 2)).toEqual({ quantity: 0, promisedOn: undefined });
  });
  it('is told again when the arrival has another day, is withdrawn, or brings less', () => {
    const promised = [...open, soon, told(1, 1, 1, '2026-01-10'), owing(1, 1, '2026-01-10')];
    given(...promised)
      .when({ type: 'AnnounceStock', data: arrival(1, 2, '2026-01-20') })
      .then(announced(1, 2, '2026-01-20'), promises([1, '2026-01-20']));
    given(...promised)
      .when({ type: 'WithdrawStockAnnouncement', data: { productId, arrivalId: uuid(801) } })
      .then(
        { type: 'StockAnnouncementWithdrawn', data: { productId, arrivalId: uuid(801) } },
        promises([1, undefined]),
      );
    given(...promised, told(2, 2, 2), owing(2, 2), then, promises([2, '2026-02-01']))
      .when({ type: 'AnnounceStock', data: arrival(1, 5, '2026-01-10') })
      .then(announced(1, 5, '2026-01-10'), promises([2, '2026-01-10']));
  });
  it('is not known any more once it has passed', () => {
    const passed = [...open, soon, told(1, 1, 1, '2026-01-10'), owing(1, 1, '2026-01-10')];
    const check: InventoryCommand = { type: 'CheckStockPromises', data: { productId } };
    expect(inventoryDecider.decide(check, fold(passed), '2026-01-10T12:00:00.000Z')).toEqual([]);
    const next = '2026-01-10T18:30:00.000Z';
    expect(inventoryDecider.decide(check, fold(passed), next)).toEqual([promises([1, undefined])]);
    expect(inventoryDecider.decide(check, fold([...passed, promises([1, undefined])]), next)).toEqual([]);
  });
  it('is announced for a day to come, and what was received is expected no more', () => {
    const asked: InventoryCommand = { type: 'AnnounceStock', data: arrival(1, 2, '2025-12-31') };
    given(...open)
      .when(asked)
      .rejects('InvalidArrivalDay');
    given(...open)
      .when({ type: 'AnnounceStock', data: arrival(1, 2, '2028-01-02') })
      .rejects('InvalidArrivalDay');
    given(...open)
      .when(receive(1, uuid(801)))
      .rejects('AnnouncementNotFound');
    const part = inventoryDecider.decide(
      receive(1, uuid(801)),
      fold([...open, soon]),
      now,
    ) as readonly InventoryEvent[];
    expect(fold([...open, soon, ...part]).arrivals[uuid(801)]?.lines).toEqual([line(1)]);
    const all = inventoryDecider.decide(receive(3, uuid(801)), fold([...open, soon]), now) as readonly InventoryEvent[];
    expect(fold([...open, soon, ...all]).arrivals).toEqual({});
  });
});
