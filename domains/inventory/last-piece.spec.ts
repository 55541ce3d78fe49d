import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { commandHandler, isUndecided, type Outcome } from '../kernel/handle.ts';
import { inventory } from './aggregate.ts';
import type { InventoryCommand } from './commands.ts';
import { hold, line, now, productId, small } from './inventory.examples.ts';
import { availableOf } from './stock.ts';

const UNITS = 10;
const BUYERS = 60;
const TRIES_MAX = 50;

it.each([1, 4])('sells %i process(es) worth of parallel buyers exactly what is there', async (processes) => {
  const store = memoryEventStore();
  const handlers = Array.from({ length: processes }, () =>
    commandHandler({ store, now: () => now, pause: () => Promise.resolve() }),
  );
  const send = (handler: number, command: InventoryCommand, id: string): Promise<Outcome> =>
    handlers[handler]!.execute(inventory, command, { commandId: id, correlationId: id, actor: 'test' });
  const receipt = derivedId('receipt');
  const delivery = { productId, receiptId: receipt, warehouseId: 'main', lines: [line(UNITS)] };
  await send(0, { type: 'ReceiveStock', data: delivery }, receipt);

  const buy = async (buyer: number): Promise<Outcome> => {
    for (let tried = 1; ; tried += 1) {
      const outcome = await send(buyer % processes, hold(buyer, 1), derivedId('buyer', buyer));
      if (!isUndecided(outcome) || tried === TRIES_MAX) return outcome;
    }
  };
  const outcomes = await Promise.all(Array.from({ length: BUYERS }, (_, buyer) => buy(buyer)));

  const refused = outcomes.filter((outcome) => isRejected(outcome));
  expect(outcomes.length - refused.length).toBe(UNITS);
  expect(new Set(refused.map(({ rejected }) => rejected))).toEqual(new Set(['InsufficientStock']));
  const { state } = await commandHandler({ store, now: () => now }).fold(inventory, productId);
  expect(availableOf(state, small, now)).toBe(0);
  expect(Object.keys(state.holds)).toHaveLength(UNITS);
});
