import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OrderId, RefundId } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { isRejected } from '../kernel/decider.ts';
import { balanceOf } from './balance.ts';
import type { WalletCommand } from './commands.ts';
import { walletDecider } from './decider.ts';
import type { WalletEvent } from './events.ts';
import { coinsIn } from './portions.ts';
import { fold, id, now, userId } from './spec-examples.ts';

const MINUTE_MS = 60_000;
const orders = fc.integer({ min: 100, max: 103 });
const coins = fc.integer({ min: 1, max: 120 });
const command: fc.Arbitrary<(at: string, n: number) => WalletCommand> = fc.oneof(
  fc
    .record({ coins, wait: fc.nat(5), life: fc.option(fc.integer({ min: 6, max: 30 })) })
    .map((one) => (at: string, n: number): WalletCommand => ({
      type: 'GrantCoins',
      data: {
        ...{ userId, grantId: id(n), coins: one.coins, reason: 'goodwill' },
        availableAt: instantAfter(at, one.wait * MINUTE_MS),
        ...(one.life === null ? {} : { expiresAt: instantAfter(at, one.life * MINUTE_MS) }),
      },
    })),
  fc.tuple(orders, coins).map(([order, amount]) => (at: string): WalletCommand => ({
    type: 'HoldCoins',
    data: { userId, orderId: OrderId.parse(id(order)), coins: amount, expiresAt: instantAfter(at, 8 * MINUTE_MS) },
  })),
  orders.map((order) => (): WalletCommand => ({
    type: 'CommitCoins',
    data: { userId, orderId: OrderId.parse(id(order)) },
  })),
  orders.map((order) => (): WalletCommand => ({
    type: 'ReleaseCoins',
    data: { userId, orderId: OrderId.parse(id(order)) },
  })),
  fc.tuple(orders, coins).map(([order, amount]) => (_: string, n: number): WalletCommand => ({
    type: 'RestoreCoins',
    data: { userId, orderId: OrderId.parse(id(order)), refundId: RefundId.parse(id(n)), coins: amount },
  })),
  coins.map((amount) => (_: string, n: number): WalletCommand => ({
    type: 'RevokeCoins',
    data: { userId, revocationId: id(n), grantId: id(n - 1), coins: amount },
  })),
  fc.constant((): WalletCommand => ({ type: 'ExpireCoins', data: { userId } })),
);

const amount = (events: readonly WalletEvent[], type: WalletEvent['type']): number =>
  events.reduce((sum, event) => sum + (event.type === type && 'coins' in event.data ? event.data.coins : 0), 0);

it('no sequence of commands makes or loses a coin, or spends one twice', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(command, fc.nat(4)), { maxLength: 40 }), (steps) => {
      let events: WalletEvent[] = [];
      let at = now;
      for (const [index, [make, minutes]] of steps.entries()) {
        at = instantAfter(at, minutes * MINUTE_MS);
        const wallet = fold(events);
        const asked = make(at, index + 1_000);
        const { spendable } = balanceOf(wallet, at);
        const decision = walletDecider.decide(asked, wallet, at);
        if (isRejected(decision)) continue;
        events = [...events, ...decision];
        if (asked.type === 'HoldCoins' && decision.some(({ type }) => type === 'CoinsHeld'))
          expect(asked.data.coins).toBeLessThanOrEqual(spendable);
        expect(walletDecider.decide(asked, fold(events), at)).toEqual([]);
        const after = fold(events);
        for (const lot of after.lots) expect(lot.coins).toBeGreaterThan(0);
        const free = coinsIn(after.lots);
        const held = coinsIn(after.holds.flatMap(({ portions }) => portions));
        const spent = after.spent.reduce((sum, { portions, restored }) => sum + coinsIn(portions) - restored, 0);
        const left = amount(events, 'CoinsGranted') - amount(events, 'CoinsRevoked') - amount(events, 'CoinsExpired');
        expect(free + held + spent).toBe(left);
      }
    }),
  );
});
