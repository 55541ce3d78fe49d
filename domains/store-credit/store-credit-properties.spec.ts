import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantAfter } from '../kernel/calendar.ts';
import { isRejected } from '../kernel/decider.ts';
import type { StoreCreditCommand } from './commands.ts';
import { PERIOD_EVENTS_MAX, storeCreditDecider } from './decider.ts';
import { now, id, userId, hold, commit, release, restore } from './spec-examples.ts';
import { creditBalance } from './state.ts';

const amount = fc.integer({ min: 1, max: 120 });
const orders = fc.integer({ min: 100, max: 103 });
type Make = (at: string, n: number) => StoreCreditCommand;
const command: fc.Arbitrary<Make> = fc.oneof(
  amount.map((amountPaise): Make => (_, n) => ({
    type: 'GrantStoreCredit',
    data: { userId, grantId: id(n), amountPaise, reason: 'giftCard' },
  })),
  fc.tuple(orders, amount).map(
    ([n, paise]): Make =>
      (at) =>
        hold(n, paise, instantAfter(at, 480_000)),
  ),
  orders.map(
    (n): Make =>
      () =>
        commit(n),
  ),
  orders.map(
    (n): Make =>
      () =>
        release(n),
  ),
  fc.tuple(orders, amount).map(
    ([n, paise]): Make =>
      (at, refund) =>
        restore(n, refund, paise, at),
  ),
);

it.each([0, PERIOD_EVENTS_MAX - 5])('no sequence of commands makes or loses a paisa (after %i events)', (before) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(command, fc.nat(4)), { maxLength: 40 }), (steps) => {
      let state = { ...storeCreditDecider.initial, eventsInPeriod: before };
      let at = now;
      let grantedPaise = 0;
      for (const [index, [make, minutes]] of steps.entries()) {
        at = instantAfter(at, minutes * 60_000);
        const decision = storeCreditDecider.decide(make(at, index + 1_000), state, at);
        if (isRejected(decision)) continue;
        for (const event of decision) {
          if (event.type === 'StoreCreditGranted') grantedPaise += event.data.amountPaise;
          state = storeCreditDecider.evolve(state, event);
        }
        expect(storeCreditDecider.decide(make(at, index + 1_000), state, at)).toEqual([]);
        const spentPaise = state.spent.reduce((sum, one) => sum + one.amountPaise - one.restoredPaise, 0);
        expect(state.freePaise).toBeGreaterThanOrEqual(0);
        expect(creditBalance(state, at).balancePaise + spentPaise).toBe(grantedPaise);
      }
    }),
  );
});
