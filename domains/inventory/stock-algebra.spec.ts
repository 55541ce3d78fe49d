import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRejected } from '../kernel/decider.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import type { InventoryEvent } from './events.ts';
import { availableOf, balanceOf, onHandOf, reservedOf } from './stock.ts';
import { uuid, productId, small, now, line, hold, commit, release, give, fold } from './inventory.examples.ts';

describe('the algebra of stock', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('receive'), n: fc.nat(20), quantity: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('hold'), n: fc.nat(8), quantity: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constantFrom('commit', 'release', 'return'), n: fc.nat(8), quantity: fc.constant(1) }),
  );
  const commandOf = ({ kind, n, quantity }: { kind: string; n: number; quantity: number }): InventoryCommand => {
    if (kind === 'receive')
      return {
        type: 'ReceiveStock',
        data: { productId, receiptId: uuid(500 + n), warehouseId: n % 2 === 0 ? 'a' : 'b', lines: [line(quantity)] },
      };
    if (kind === 'hold') return hold(n, quantity);
    if (kind === 'commit') return commit(n);
    return kind === 'release' ? release(n) : give(n, quantity, uuid(700 + n));
  };
  it('never sells what is not there, and what came in is on hand or with customers', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const events: InventoryEvent[] = [];
        for (const command of steps.map(commandOf)) {
          const decision = inventoryDecider.decide(command, fold(events), now);
          if (!isRejected(decision)) events.push(...decision);
          const state = fold(events);
          expect(balanceOf(state, small, now)).toBeGreaterThanOrEqual(0);
          expect(availableOf(state, small, now)).toBe(onHandOf(state, small) - reservedOf(state, small, now));
          expect(state.variants[small]?.offer ?? 'none').toBe(availableOf(state, small, now) > 0 ? 'shelf' : 'none');
        }
        const moved = (type: InventoryEvent['type']) =>
          events.reduce(
            (total, event) =>
              event.type === type && 'lines' in event.data
                ? total + event.data.lines.reduce((all, l) => all + ('quantity' in l ? l.quantity : 0), 0)
                : total,
            0,
          );
        expect(onHandOf(fold(events), small)).toBe(
          moved('StockReceived') - moved('StockCommitted') + moved('StockReturned'),
        );
      }),
    );
  });
});
