import { expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { commandHandler } from '../kernel/handle.ts';
import { earningRule } from './aggregate.ts';
import type { EarningCommand } from './commands.ts';
import { approve, draft, id, keep, now, orderId, release, reserve, ruleId } from './spec-examples.ts';

/** As many independent processes on one log; each has a cache of its own and knows nothing of the others. */
const processes = (count: number) => {
  const store = memoryEventStore();
  const handlers = Array.from({ length: count }, () =>
    commandHandler({ store, now: () => now, pause: () => Promise.resolve() }),
  );
  const send = async (command: EarningCommand, n: number) => {
    const envelope = { commandId: derivedId('command', n, command.type), correlationId: id(1), actor: 'test' };
    for (;;) {
      const outcome = await handlers[n % count]!.execute(earningRule, command, envelope);
      if (!isRejected(outcome) || outcome.rejected !== 'TooMuchContention') return outcome;
    }
  };
  return { send, fold: async () => (await commandHandler({ store, now: () => now }).fold(earningRule, ruleId)).state };
};

it.each([1, 4])('orders at once get the whole budget and not a coin more (%i processes)', async (count) => {
  const { send, fold } = processes(count);
  await send(draft({ budgetCoins: 1_000 }), 0);
  await send(approve(), 0);
  const orders = Array.from({ length: 200 }, (_, n) => n + 10);
  await Promise.all(orders.map((n) => send(reserve(n, 7), n)));
  const state = await fold();
  // 142 orders get 7 coins, one gets the 6 that are left.
  expect([state.usedCoins, state.uses.size]).toEqual([1_000, 143]);
  const had = orders.filter((n) => state.uses.has(orderId(n)));
  await Promise.all(had.map((n) => send(n % 2 === 0 ? keep(n) : release(n, n + 5_000), n)));
  const after = await fold();
  expect(after.usedCoins).toBe([...after.uses.values()].reduce((sum, { coins }) => sum + coins, 0));
  await Promise.all(orders.map((n) => send(reserve(n + 1_000, 9), n + 1_000)));
  expect((await fold()).usedCoins).toBe(1_000);
});
