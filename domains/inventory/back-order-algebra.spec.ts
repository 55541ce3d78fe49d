import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRejected } from '../kernel/decider.ts';
import { arrival, ask } from './back-orders.examples.ts';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decider.ts';
import type { InventoryEvent } from './events.ts';
import { commit, fold, give, line, now, productId, release, small, threshold, uuid } from './inventory.examples.ts';
import { balanceOf, onHandOf, owedOf, quantityOf, shelfOf, type Inventory } from './stock.ts';
import { allocation, backOrderOf } from './turns.ts';

const DAYS = ['2026-01-05', '2026-01-06', '2026-01-20'] as const;
const HOLD_MS = 15 * 60_000;
const step = fc.record({
  kind: fc.constantFrom(
    'receive',
    'buy',
    'buy',
    'commit',
    'commit',
    'release',
    'return',
    'giveUp',
    'announce',
    'withdraw',
    'wait',
  ),
  n: fc.nat(7),
  quantity: fc.integer({ min: 1, max: 3 }),
});
type Step = { readonly kind: string; readonly n: number; readonly quantity: number };

/** What somebody does who looks at the stock first, so that a buyer is told what is there at this moment. */
const commandOf = ({ kind, n, quantity }: Step, state: Inventory, at: string): InventoryCommand => {
  const returned = give(n, quantity, uuid(700 + n));
  const arrivalId = state.arrivals[uuid(800 + n)] === undefined ? {} : { arrivalId: uuid(800 + n) };
  switch (kind) {
    case 'receive': {
      const receipt = {
        productId,
        receiptId: uuid(500 + state.receiptIds.length),
        warehouseId: n % 2 === 0 ? 'a' : 'b',
      };
      return { type: 'ReceiveStock', data: { ...receipt, lines: [line(quantity)], ...arrivalId } };
    }
    case 'buy': {
      const { data } = ask(n, quantity, backOrderOf(state, small, quantity, at).quantity) as Extract<
        InventoryCommand,
        { type: 'HoldStock' }
      >;
      return { type: 'HoldStock', data: { ...data, expiresAt: new Date(Date.parse(at) + HOLD_MS).toISOString() } };
    }
    case 'commit':
      return commit(n);
    case 'release':
      return release(n);
    case 'return':
      return returned;
    case 'giveUp':
      return { type: 'ReturnStock', data: { ...returned.data, neverShipped: true } } as InventoryCommand;
    case 'announce':
      return { type: 'AnnounceStock', data: arrival(n, quantity, DAYS[n % DAYS.length]!) };
    case 'withdraw':
      return { type: 'WithdrawStockAnnouncement', data: { productId, arrivalId: uuid(800 + n) } };
    default:
      return { type: 'CheckStockPromises', data: { productId } };
  }
};

/** Nobody who bought later has got a piece while somebody who bought earlier waits. */
const overtaken = (state: Inventory, event: InventoryEvent, turns: ReadonlyMap<string, number>): boolean =>
  event.type === 'StockAllocated' &&
  event.data.lines.some(({ orderId }) =>
    state.owed.some((entry) => entry.orderId !== orderId && entry.turn < turns.get(orderId)!),
  );

const moved = (events: readonly InventoryEvent[]): number =>
  events.reduce((total, { type, data }) => {
    switch (type) {
      case 'StockReceived':
        return total + quantityOf(data.lines, small);
      case 'StockCommitted':
        return total - quantityOf(data.lines, small) + quantityOf(data.owed ?? [], small);
      case 'StockAllocated':
        return total - quantityOf(data.lines, small);
      case 'StockReturned':
        return total + quantityOf(data.lines, small) - quantityOf(data.owed ?? [], small);
      default:
        return total;
    }
  }, 0);

it('keeps the line of those who wait, and every piece is on a shelf or with a buyer', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), fc.integer({ min: 0, max: 4 }), (steps, before) => {
      const events: InventoryEvent[] = [threshold(-before)];
      const turns = new Map<string, number>();
      let state = fold(events);
      let ms = Date.parse(now);
      for (const next of steps) {
        if (next.kind === 'wait') ms += next.n * 5 * 60_000;
        const at = new Date(ms).toISOString();
        const decision = inventoryDecider.decide(commandOf(next, state, at), state, at);
        if (isRejected(decision) || decision.length === 0) continue;
        for (const event of decision) {
          state = inventoryDecider.evolve(state, event);
          if (event.type === 'StockHeld') turns.set(event.data.orderId, state.turns - 1);
          expect(overtaken(state, event, turns)).toBe(false);
          if (event.type === 'StockCameBack') expect(shelfOf(state, small, at)).toBeGreaterThan(0);
        }
        events.push(...decision);
        expect(allocation(productId, state, at)).toEqual([]);
        expect(balanceOf(state, small, at)).toBeGreaterThanOrEqual(0);
        expect(owedOf(state, small)).toBeLessThanOrEqual(before + onHandOf(state, small));
        expect(Object.values(state.variants[small]?.onHand ?? {}).every((pieces) => pieces >= 0)).toBe(true);
        expect(onHandOf(state, small)).toBe(moved(events));
      }
    }),
    { numRuns: 300 },
  );
});
