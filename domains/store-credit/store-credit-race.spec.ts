import { describe, expect, it } from 'vitest';
import { memoryEventStore } from '../../infra/memory/event-store.ts';
import { commandHandler } from '../kernel/handle.ts';
import { isRejected } from '../kernel/decider.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { storeCredit } from './aggregate.ts';
import type { StoreCreditCommand } from './commands.ts';
import { hold, id, now, release, userId } from './spec-examples.ts';
import { creditBalance } from './state.ts';

const ORDERS = 30;
const PAID_FOR = 7;
const EACH_PAISE = 100;

/** As many independent processes on one log; each has a cache of its own and knows nothing of the others. */
const processes = (count: number) => {
  const store = memoryEventStore();
  const handlers = Array.from({ length: count }, () =>
    commandHandler({ store, now: () => now, pause: () => Promise.resolve() }),
  );
  /** Contention is not a refusal: the same request is sent again, as a client does after a 503. */
  const settle = async (command: StoreCreditCommand, n: number) => {
    for (;;) {
      const commandId = derivedId('command', n, command.type);
      const about = { commandId, correlationId: id(1), actor: 'test' };
      const outcome = await handlers[n % count]!.execute(storeCredit, command, about);
      if (!isRejected(outcome) || outcome.rejected !== 'TooMuchContention') return outcome;
    }
  };
  return {
    settle,
    fold: async () => (await commandHandler({ store, now: () => now }).fold(storeCredit, userId)).state,
  };
};

describe.each([1, 4])('with %i processes', (count) => {
  it('orders at once hold as much as there is, and what they let go is whole again', async () => {
    const { settle, fold } = processes(count);
    const amountPaise = PAID_FOR * EACH_PAISE + EACH_PAISE - 1;
    const grant = { userId, grantId: id(9), amountPaise, reason: 'giftCard' as const };
    await Promise.all([0, 1, 2, 3].map((n) => settle({ type: 'GrantStoreCredit', data: grant }, n)));
    const orders = Array.from({ length: ORDERS }, (_, n) => n + 100);
    const outcomes = await Promise.all(orders.map((n) => settle(hold(n, EACH_PAISE), n)));
    expect(outcomes.filter((outcome) => !isRejected(outcome))).toHaveLength(PAID_FOR);
    const heldPaise = PAID_FOR * EACH_PAISE;
    expect(creditBalance(await fold(), now)).toEqual({
      balancePaise: amountPaise,
      heldPaise,
      availablePaise: amountPaise - heldPaise,
    });
    await Promise.all(orders.map((n) => settle(release(n), n)));
    expect(creditBalance(await fold(), now)).toMatchObject({ heldPaise: 0, availablePaise: amountPaise });
  });
});
