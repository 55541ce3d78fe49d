import { describe, expect, it } from 'vitest';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { UserId } from '../event-schemas/primitives.ts';
import { mergeAccounts } from './merge-accounts.ts';
import { moveCoins } from './move-coins.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const EXPIRY = '2026-03-01T00:00:00.000Z';
const [userId, absorbedUserId] = [UserId.parse(id(1)), UserId.parse(id(2))];
const mergeId = id(4);
const accepted = (command: string) =>
  ({ type: 'CommandAccepted', data: { command, key: command, events: [] } }) as const;
const rejected = (command: string, reason: string) =>
  ({ type: 'CommandRejected', data: { command, key: command, rejected: reason } }) as const;

describe('merging accounts', () => {
  const given = sagaSpec(mergeAccounts, NOW);
  const began = {
    type: 'AccountAbsorptionBegan',
    data: { userId, absorbedUserId, mergeId, beganAt: NOW },
  } as const;
  const carried = {
    type: 'AccountBelongingsCarried',
    data: { userId: absorbedUserId, intoUserId: userId, mergeId },
  } as const;
  const complete = { type: 'CompleteAbsorption', data: { userId, mergeId } };
  const forget = { type: 'ForgetSavedMethods', data: { userId: absorbedUserId, causeId: mergeId } };
  it('asks the younger account first, then its wallet', () => {
    given()
      .when(began)
      .sends({ type: 'MergeAccountInto', data: { userId: absorbedUserId, intoUserId: userId, mergeId } });
    given(began)
      .when(accepted('MergeAccountInto'))
      .sends({ type: 'MergeWallet', data: { userId: absorbedUserId, mergeId, toUserId: userId } });
  });
  it('gives up when the younger account cannot be merged any more', () => {
    const refused = rejected('MergeAccountInto', 'AccountNotMergeable');
    given(began).when(refused).sends({ type: 'GiveUpAbsorption', data: { userId, mergeId } });
    expect(given(began, refused).when(accepted('GiveUpAbsorption')).done).toBe(true);
  });
  it('asks the store credit after the wallet', () => {
    given(began, accepted('MergeAccountInto'))
      .when(accepted('MergeWallet'))
      .sends({ type: 'MergeStoreCredit', data: { userId: absorbedUserId, mergeId, toUserId: userId } });
  });
  it('is complete when coins, credit and belongings have arrived, in either order', () => {
    const start = [began, accepted('MergeAccountInto'), accepted('MergeWallet')] as const;
    given(...start)
      .when(accepted('MergeStoreCredit'))
      .sends();
    given(...start)
      .when(carried)
      .sends();
    given(...start, accepted('MergeStoreCredit'))
      .when(carried)
      .sends(complete, forget);
    given(...start, carried)
      .when(accepted('MergeStoreCredit'))
      .sends(complete, forget);
    const all = [...start, carried, accepted('MergeStoreCredit')] as const;
    expect(given(...all).when(accepted('CompleteAbsorption')).done).toBe(true);
  });
});

describe('moving coins', () => {
  const given = sagaSpec(moveCoins, NOW);
  const portions = [{ grantId: id(11), coins: 100, availableAt: NOW, expiresAt: EXPIRY }];
  const transferId = id(20);
  const movedOut = {
    type: 'CoinsMovedOut',
    data: { userId: absorbedUserId, toUserId: userId, transferId, coins: 100, portions, earned: [] },
  } as const;
  it('brings them to the other wallet and writes off what expires there', () => {
    const { step } = given().when(movedOut as never);
    expect(step.send).toEqual([
      { type: 'MoveCoinsIn', data: { userId, fromUserId: absorbedUserId, transferId, portions, earned: [] } },
    ]);
    expect(step.deadlines).toEqual([{ name: 'expiry', dueAt: EXPIRY }]);
    const due = { type: 'DeadlineReached', data: { name: 'expiry', dueAt: EXPIRY } } as const;
    expect(given(movedOut as never).when(accepted('MoveCoinsIn')).done).toBe(false);
    const last = given(movedOut as never, accepted('MoveCoinsIn')).when(due);
    last.sends({ type: 'ExpireCoins', data: { userId } });
    expect(last.done).toBe(true);
  });
  it('asks the other wallet for what should come back', () => {
    const data = { userId: absorbedUserId, toUserId: userId, revocationId: id(30), grantId: id(11), coins: 60 };
    given()
      .when({ type: 'CoinRevocationPassedOn', data })
      .sends({ type: 'RevokeCoins', data: { userId, revocationId: id(30), grantId: id(11), coins: 60 } });
  });
});
