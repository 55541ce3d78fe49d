import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { commandHandler } from '../kernel/handle.ts';
import { cart } from './aggregate.ts';
import type { CartCommand } from './commands.ts';
import { add, at, change, id, userId, variantId } from './spec-examples.ts';

it.each([1, 4])('edits at the same time from %i processes lose no line and no piece', async (count) => {
  const store = memoryEventStore();
  const handlers = Array.from({ length: count }, () =>
    commandHandler({ store, now: () => at, pause: () => Promise.resolve() }),
  );
  const settle = async (command: CartCommand, n: number): Promise<boolean> => {
    for (;;) {
      const envelope = { commandId: derivedId('edit', n), correlationId: id(1), actor: 'test' };
      const outcome = await handlers[n % count]!.execute(cart, command, envelope);
      if (!isRejected(outcome)) return true;
      if (outcome.rejected !== 'TooMuchContention') return false;
    }
  };
  const adding = Array.from({ length: 120 }, (_, n) => settle(add(n % 12, 1, { additionId: id(9_000 + n) }), n));
  const removing = settle({ type: 'RemoveCartItem', data: { userId, variantId: variantId(50) } }, 500);
  const done = await Promise.all([...adding, removing]);
  expect(done.every(Boolean)).toBe(true);
  expect(await settle(change(3, 4), 501)).toBe(true);
  expect(await settle(add(4, 1, { additionId: id(9_999) }), 502), 'an eleventh piece').toBe(false);
  const { state } = await commandHandler({ store, now: () => at }).fold(cart, userId);
  const quantities = state.lines.map(({ quantity }) => quantity).sort((a, b) => a - b);
  expect(quantities).toEqual([4, ...Array.from({ length: 11 }, () => 10)]);
  expect(store.log.filter(({ type }) => type === 'CartOpened')).toHaveLength(1);
});
