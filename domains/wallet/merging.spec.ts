import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserId } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { isRejected } from '../kernel/decider.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { WalletCommand } from './commands.ts';
import { PERIOD_EVENTS_MAX, walletDecider } from './decider.ts';
import type { CoinPortion, WalletEvent } from './events.ts';
import { coinsIn } from './portions.ts';
import * as wallet from './spec-examples.ts';

const { fold, given, grant, granted, held, hold, id, now, portion, release, released, userId } = wallet;
const toUserId = UserId.parse(id(2));
const mergeId = id(3);
const transfer = (n: number): string => derivedId('coins moved', userId, toUserId, String(n));
const merge: WalletCommand = { type: 'MergeWallet', data: { userId, mergeId, toUserId } };
const merged: WalletEvent = { type: 'WalletMerged', data: { userId, mergeId, toUserId, mergedAt: now } };
const none: { month: string; coins: number }[] = [];
const out = (n: number, portions: CoinPortion[], earned = none): WalletEvent => ({
  type: 'CoinsMovedOut',
  data: { userId, toUserId, transferId: transfer(n), coins: coinsIn(portions), portions, earned },
});
const moveIn = (portions: CoinPortion[], earned = none): WalletCommand => ({
  type: 'MoveCoinsIn',
  data: { userId: toUserId, fromUserId: userId, transferId: transfer(0), portions, earned },
});
const inn = (portions: CoinPortion[], earned = none): WalletEvent => ({
  type: 'CoinsMovedIn',
  data: { ...(moveIn(portions, earned).data as object), coins: coinsIn(portions) } as never,
});
const lot = portion(11, 100, '2026-03-01T00:00:00.000Z');

describe('a wallet that is merged into another', () => {
  it('gives all its coins away with their dates, once', () => {
    given(granted(11, 100, lot.expiresAt), granted(12, 40))
      .when(merge)
      .then(merged, out(0, [lot, portion(12, 40)]));
    given().when(merge).then(merged);
  });
  it('is merged into one other wallet', () => {
    const elsewhere = { ...merge, data: { userId, mergeId, toUserId: UserId.parse(id(9)) } } as WalletCommand;
    given(merged).when(elsewhere).rejects('WalletMerged');
    given()
      .when({ type: 'MergeWallet', data: { userId, mergeId, toUserId: userId } })
      .rejects('InvalidMerge');
  });
  it('takes the months along that the tier is made of', () => {
    const bought = granted(11, 100, undefined, { reason: 'purchase' });
    given(bought)
      .when(merge)
      .then(merged, out(0, [portion(11, 100)], [{ month: '2026-01', coins: 100 }]));
  });
  it('begins nothing new', () => {
    given(merged).when(hold(20, 10)).rejects('WalletMerged');
    const data = { userId, adjustmentId: id(30), coins: 5, reason: 'late parcel', requestedBy: toUserId };
    given(merged).when({ type: 'RequestCoinAdjustment', data }).rejects('WalletMerged');
  });
  it('passes on what comes afterwards', () => {
    given(merged)
      .when(grant(12, 40))
      .then(granted(12, 40), out(0, [portion(12, 40)]));
    given(granted(11, 100, lot.expiresAt), held(20, [lot]), merged)
      .when(release(20))
      .then(released(20, 100), out(0, [lot]));
  });
  it('asks the other wallet for what goods that came back had earned', () => {
    const data = { userId, revocationId: id(40), grantId: id(11), coins: 60, orderId: wallet.order(20).orderId };
    const { orderId } = data;
    given(granted(11, 100, lot.expiresAt), merged, out(0, [lot]))
      .when({ type: 'RevokeCoins', data })
      .then(
        { type: 'CoinsRevoked', data: { userId, revocationId: id(40), orderId, coins: 0, missing: 60, portions: [] } },
        {
          type: 'CoinRevocationPassedOn',
          data: { userId, toUserId, revocationId: id(40), grantId: id(11), orderId, coins: 60 },
        },
      );
  });
  it('remembers it over the end of a period', () => {
    const many = Array.from({ length: PERIOD_EVENTS_MAX }, () => released(20, 0));
    const events = walletDecider.decide(grant(12, 40), fold([merged, ...many]), now);
    if (isRejected(events)) throw new Error('refused');
    expect(events.map(({ type }) => type)).toEqual(['WalletPeriodClosed', 'CoinsGranted', 'CoinsMovedOut']);
    const after = fold([merged, ...many, ...events]);
    expect(after).toMatchObject({ lots: [], merged: { toUserId, transfers: 1 } });
  });
});

describe('a wallet that another is merged into', () => {
  const other = deciderSpec(walletDecider, now);
  it('takes the coins once, as lots of their own grants', () => {
    other()
      .when(moveIn([lot]))
      .then(inn([lot]));
    expect(fold([inn([lot])]).lots).toEqual([lot]);
  });
  it('adds the months up', () => {
    const earned = [
      { month: '2025-12', coins: 5 },
      { month: '2026-01', coins: 7 },
    ];
    const state = fold([granted(11, 100, undefined, { reason: 'purchase' }), inn([], earned)]);
    expect(state.earned).toEqual([
      { month: '2025-12', coins: 5 },
      { month: '2026-01', coins: 107 },
    ]);
  });
});

it('no order of grants, holds, releases and the merge loses or doubles a coin', () => {
  const step = fc.constantFrom('grant', 'hold', 'release', 'commit', 'merge');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let from: WalletEvent[] = [];
      let to: WalletEvent[] = [];
      const commandOf = (name: string, n: number): WalletCommand =>
        ({ grant: grant(n, 10), hold: hold(7, 15), release: release(7), commit: wallet.commit(7), merge })[name]!;
      for (const [index, name] of steps.entries()) {
        const events = walletDecider.decide(commandOf(name, index + 100), fold(from), now);
        if (isRejected(events)) continue;
        from = [...from, ...events];
        for (const { type, data } of events) {
          if (type !== 'CoinsMovedOut') continue;
          const { transferId, portions, earned } = data;
          const command = { userId: toUserId, fromUserId: userId, transferId, portions, earned };
          // Delivered twice, as after a crash.
          for (let n = 0; n < 2; n += 1)
            to = [
              ...to,
              ...(walletDecider.decide({ type: 'MoveCoinsIn', data: command }, fold(to), now) as WalletEvent[]),
            ];
        }
      }
      const [a, b] = [fold(from), fold(to)];
      const heldNow = coinsIn(a.holds.flatMap(({ portions }) => portions));
      const spent = coinsIn(a.spent.flatMap(({ portions }) => portions));
      const all = from.reduce((sum, { type, data }) => sum + (type === 'CoinsGranted' ? data.coins : 0), 0);
      expect(coinsIn(a.lots) + heldNow + spent + coinsIn(b.lots)).toBe(all);
    }),
  );
});
