import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { commandHandler, isUndecided, type Outcome } from '../kernel/handle.ts';
import { inventory } from './aggregate.ts';
import { ask } from './back-orders.examples.ts';
import type { InventoryCommand } from './commands.ts';
import type { InventoryEvent } from './events.ts';
import { commit, line, now, order, productId, small } from './inventory.examples.ts';
import { availableOf, owedOf } from './stock.ts';

const BEFORE_ARRIVAL = 10;
const BUYERS = 40;
const CAME = 6;
const TRIES_MAX = 50;

it.each([1, 4])(
  'sells with %i process(es) as much as may be owed, and gives what comes to the first',
  async (count) => {
    const store = memoryEventStore();
    const handlers = Array.from({ length: count }, () =>
      commandHandler({ store, now: () => now, pause: () => Promise.resolve() }),
    );
    const send = async (handler: number, command: InventoryCommand, id: string): Promise<Outcome> => {
      for (let tried = 1; ; tried += 1) {
        const envelope = { commandId: id, correlationId: id, actor: 'test' };
        const outcome = await handlers[handler % count]!.execute(inventory, command, envelope);
        if (!isUndecided(outcome) || tried === TRIES_MAX) return outcome;
      }
    };
    const limit = { productId, variantId: small, threshold: -BEFORE_ARRIVAL };
    await send(0, { type: 'ChangeStockThreshold', data: limit }, derivedId('limit'));
    const buyers = Array.from({ length: BUYERS }, (_, buyer) => buyer);
    const held = await Promise.all(buyers.map((buyer) => send(buyer, ask(buyer, 1, 1), derivedId('hold', buyer))));
    const sold = buyers.filter((buyer) => !isRejected(held[buyer]!));
    expect(sold).toHaveLength(BEFORE_ARRIVAL);
    const delivery = (n: number): InventoryCommand => ({
      type: 'ReceiveStock',
      data: { productId, receiptId: derivedId('receipt', n), warehouseId: 'main', lines: [line(1)] },
    });
    await Promise.all([
      ...sold.map((buyer) => send(buyer, commit(buyer), derivedId('commit', buyer))),
      ...Array.from({ length: CAME }, (_, n) => send(n, delivery(n), derivedId('receive', n))),
    ]);

    const events = (await store.readStream(`inventory-${productId}`)) as unknown as readonly InventoryEvent[];
    const inTurn = events.flatMap((event) => (event.type === 'StockHeld' ? [event.data.orderId] : []));
    const given = events.flatMap((event) =>
      event.type === 'StockAllocated' ? event.data.lines.map(({ orderId }) => orderId) : [],
    );
    expect(new Set(inTurn)).toEqual(new Set(sold.map(order)));
    expect(given.toSorted()).toEqual(inTurn.slice(0, CAME).toSorted());
    const { state } = await commandHandler({ store, now: () => now }).fold(inventory, productId);
    expect([owedOf(state, small), availableOf(state, small, now)]).toEqual([BEFORE_ARRIVAL - CAME, CAME]);
  },
);
