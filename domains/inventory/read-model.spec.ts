import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Recorded } from '../../event-schemas/primitives.ts';
import { isRejected } from '../kernel/decider.ts';
import { allocated, announced, ask, open, owing, told } from './back-orders.examples.ts';
import { claimsView } from './claims-view.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import type { InventoryEvent } from './events.ts';
import {
  commit,
  fold,
  line,
  now,
  order,
  past,
  productId,
  received,
  release,
  small,
  uuid,
} from './inventory.examples.ts';
import { stockProjection, type StockRow } from './read-model.ts';
import { availableOf, onHandOf, owedOf, reservedOf, shelfOf } from './stock.ts';

const rowOf = (events: readonly InventoryEvent[]): StockRow | undefined =>
  events
    .filter(({ type }) => (stockProjection.handles as readonly string[]).includes(type))
    .map((event) => ({ ...event, metadata: { recordedAt: now } }) as unknown as Recorded<InventoryEvent>)
    .reduce<StockRow | undefined>((row, event) => {
      // As it is after a database kept it.
      const kept = row === undefined ? undefined : (JSON.parse(JSON.stringify(row)) as StockRow);
      return stockProjection.evolve(kept, event, stockProjection.keysOf(event)[0]!);
    }, undefined);

it('has the figures that the stream has, whatever happened', () => {
  const step = fc.record({ kind: fc.constantFrom('receive', 'buy', 'commit', 'release'), n: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const events: InventoryEvent[] = [...open];
      steps.forEach(({ kind, n }, index) => {
        const receipt = { productId, receiptId: uuid(600 + index), warehouseId: 'pune', lines: [line(2)] };
        const commands: Readonly<Record<string, InventoryCommand>> = {
          receive: { type: 'ReceiveStock', data: receipt },
          buy: ask(n, 1, 1),
          commit: commit(n),
          release: release(n),
        };
        const decision = inventoryDecider.decide(commands[kind]!, fold(events), now);
        if (!isRejected(decision)) events.push(...decision);
      });
      const state = fold(events);
      expect(rowOf(events)?.levels[small]).toMatchObject({
        onHand: onHandOf(state, small),
        reserved: reservedOf(state, small, now),
        owed: owedOf(state, small),
        available: availableOf(state, small, now),
        shelf: shelfOf(state, small, now),
      });
    }),
  );
});

it('tells the day of the next piece that is sold before it arrives', () => {
  const soon = announced(1, 1, '2026-01-10');
  const events = [...open, soon, announced(2, 2, '2026-02-01')];
  expect(rowOf(events)?.levels[small]?.nextOn).toBe('2026-01-10');
  expect(rowOf([...events, told(1, 1, 1)])?.levels[small]?.nextOn).toBe('2026-02-01');
  expect(rowOf([soon])?.lowest).toBeGreaterThan(1_000_000);
  expect(rowOf(open)).toMatchObject({ lowest: 0, levels: { [small]: { available: 5, shelf: 0 } } });
});

it('lists who is to get pieces, in turn, without holds that lapsed', () => {
  const lapsed = { ...told(3, 1, 1), data: { ...told(3, 1, 1).data, expiresAt: past } };
  const events = [...open, told(1, 1, 1, '2026-01-10'), told(2, 2, 2), owing(2, 2), lapsed];
  expect(claimsView(fold(events), now)).toMatchObject([
    { kind: 'held', orderId: order(1), quantity: 1, promisedOn: '2026-01-10' },
    { kind: 'owed', orderId: order(2), quantity: 2, until: null, promisedOn: null },
  ]);
  expect(claimsView(fold([...events, received(1), allocated([2, 1])]), now)[1]).toMatchObject({ quantity: 1 });
});
