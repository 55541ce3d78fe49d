import { describe, expect, it } from 'vitest';
import { UserId } from '../../event-schemas/primitives.ts';
import { coinAdjustments } from '../policy/coins.ts';
import type { WalletCommand } from './commands.ts';
import { PERIOD_EVENTS_MAX, walletDecider } from './decider.ts';
import type { CoinAdjustment, WalletEvent } from './events.ts';
import { fold, given, granted, held, id, now, portion, released, soon, userId } from './spec-examples.ts';

const { aloneMax, waitingMax } = coinAdjustments.value;
const [clerk, chief] = [UserId.parse(id(900)), UserId.parse(id(901))];
const adjustment = (coins: number, n = 50): CoinAdjustment => ({
  adjustmentId: id(n),
  coins,
  reason: 'parcel came late',
  requestedBy: clerk,
});
const ask = (coins: number, n = 50): WalletCommand => ({
  type: 'RequestCoinAdjustment',
  data: { userId, ...adjustment(coins, n) },
});
const requested = (coins: number, n = 50): WalletEvent => ({
  type: 'CoinAdjustmentRequested',
  data: { userId, adjustment: adjustment(coins, n), requestedAt: now },
});
const approve = (approvedBy: UserId): WalletCommand => ({
  type: 'ApproveCoinAdjustment',
  data: { userId, adjustmentId: id(50), approvedBy },
});
const approved = (coins: number, approvedBy?: UserId, n = 50, decidedAt = now): WalletEvent => ({
  type: 'CoinAdjustmentApproved',
  data: { userId, adjustment: adjustment(coins, n), ...(approvedBy && { approvedBy }), decidedAt },
});
const refuse: WalletCommand = {
  type: 'RefuseCoinAdjustment',
  data: { userId, adjustmentId: id(50), refusedBy: chief },
};
const refused: WalletEvent = {
  type: 'CoinAdjustmentRefused',
  data: { userId, adjustmentId: id(50), refusedBy: chief },
};

describe('adjusting a wallet', () => {
  it('takes effect at once up to what one person may decide', () => {
    given().when(ask(aloneMax)).then(approved(aloneMax), granted(50, aloneMax));
    given(granted(5, 30, soon), granted(6, 30))
      .when(ask(-40))
      .then(approved(-40), {
        type: 'CoinsRevoked',
        data: { userId, revocationId: id(50), coins: 40, missing: 0, portions: [portion(5, 30, soon), portion(6, 10)] },
      });
    given().when(ask(0)).rejects('InvalidCoins');
  });
  it('waits for a second person beyond that, also when it is given bit by bit', () => {
    given()
      .when(ask(aloneMax + 1))
      .then(requested(aloneMax + 1));
    given(granted(5, aloneMax)).when(ask(1)).then(requested(1));
    given(granted(5, aloneMax, undefined, { grantedAt: '2026-01-13T10:00:00.000Z' }))
      .when(ask(1))
      .then(approved(1), granted(50, 1));
    given(granted(5, 900))
      .when(ask(-aloneMax - 1))
      .then(requested(-aloneMax - 1));
    const many = Array.from({ length: waitingMax }, (_, n) => requested(900, 60 + n));
    given(...many)
      .when(ask(900))
      .rejects('TooManyCoinAdjustments');
  });
  it('waits beyond that also when it is taken bit by bit', () => {
    const yesterday = '2026-01-13T10:00:00.000Z';
    const revoked: WalletEvent = {
      type: 'CoinsRevoked',
      data: { userId, revocationId: id(50), coins: 0, missing: 1, portions: [] },
    };
    given(approved(-aloneMax, undefined, 40))
      .when(ask(-1))
      .then(requested(-1));
    given(approved(-aloneMax + 1, undefined, 40))
      .when(ask(-1))
      .then(approved(-1), revoked);
    given(approved(-aloneMax, undefined, 40, yesterday))
      .when(ask(-1))
      .then(approved(-1), revoked);
    // What is given does not make room for what is taken, and the other way round.
    given(approved(-aloneMax, undefined, 40), granted(5, aloneMax, undefined, { reason: 'purchase' }))
      .when(ask(-1))
      .then(requested(-1));
    given(approved(-aloneMax, undefined, 40))
      .when(ask(1))
      .then(approved(1), granted(50, 1));
  });
  it('folds decisions of the time before they had an instant', () => {
    const { decidedAt, ...data } = (approved(-aloneMax, undefined, 40) as { data: { decidedAt: string } }).data;
    expect(decidedAt).toBe(now);
    given({ type: 'CoinAdjustmentApproved', data } as unknown as WalletEvent)
      .when(ask(-aloneMax))
      .then(approved(-aloneMax), {
        type: 'CoinsRevoked',
        data: { userId, revocationId: id(50), coins: 0, missing: aloneMax, portions: [] },
      });
  });
  it('holds for what one person gives outright too, whatever reason is named', () => {
    const give = (coins: number): WalletCommand => ({
      type: 'GrantCoins',
      data: { userId, grantId: id(70), coins, reason: 'promotion', byOnePerson: true },
    });
    given(granted(5, 1)).when(give(aloneMax)).rejects('SecondPersonNeeded');
    given(granted(5, 1, undefined, { reason: 'referral' }))
      .when(give(aloneMax))
      .rejects('SecondPersonNeeded');
    given(granted(5, 1))
      .when(give(aloneMax - 1))
      .then(granted(70, aloneMax - 1, undefined, { reason: 'promotion' }));
  });
  it('needs somebody else, and ends once', () => {
    given(requested(900)).when(approve(clerk)).rejects('SecondPersonNeeded');
    given(requested(900)).when(approve(chief)).then(approved(900, chief), granted(50, 900));
    given(requested(900)).when(refuse).then(refused);
    given().when(approve(chief)).rejects('CoinAdjustmentNotFound');
    given().when(refuse).rejects('CoinAdjustmentNotFound');
    for (const end of [refused, approved(900, chief)])
      for (const late of [ask(900), approve(chief), refuse]) given(requested(900), end).when(late).then();
  });
  it('waits across the end of a period', () => {
    const events = [granted(5, 900), requested(700)];
    for (let n = 100; events.length < PERIOD_EVENTS_MAX; n += 1) events.push(held(n, [portion(5, 1)]), released(n, 1));
    const decision = walletDecider.decide(approve(chief), fold(events), now) as WalletEvent[];
    expect(decision.map(({ type }) => type)).toEqual(['WalletPeriodClosed', 'CoinAdjustmentApproved', 'CoinsGranted']);
    expect(fold(decision)).toEqual(fold([...events, ...decision]));
  });
});
