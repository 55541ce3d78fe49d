import { describe, expect, it } from 'vitest';
import { derivedId } from '../kernel/derived-id.ts';
import type { StoreCreditCommand } from './commands.ts';
import { HOLDS_MAX } from './decider.ts';
import type { StoreCreditEvent } from './events.ts';
import {
  now,
  past,
  given,
  fold,
  granted,
  hold,
  held,
  commit,
  committed,
  release,
  released,
  back,
  order,
  restore,
  id,
  staff,
  userId,
} from './spec-examples.ts';
import { creditBalance } from './state.ts';

describe('store credit at a checkout', () => {
  it('is held as far as there is any', () => {
    given(granted(9, 500)).when(hold(2, 500)).then(held(2, 500));
    given(granted(9, 500)).when(hold(2, 501)).rejects('InsufficientStoreCredit');
    given(granted(9, 500), held(2, 300)).when(hold(3, 201)).rejects('InsufficientStoreCredit');
    given().when(hold(2, 1)).rejects('InsufficientStoreCredit');
  });
  it('is held by a bounded number of orders', () => {
    const many = Array.from({ length: HOLDS_MAX }, (_, n) => held(100 + n, 1));
    given(granted(9, 500), ...many)
      .when(hold(2, 1))
      .rejects('TooManyCreditHolds');
  });
  it('is taken with the order, once, and only what was held', () => {
    given(granted(9, 500), held(2, 300)).when(commit(2)).then(committed(2, 300));
    given(granted(9, 500)).when(commit(2)).rejects('CreditHoldNotFound');
  });
  it('comes back when the order does not go through, and not once it is spent', () => {
    given(granted(9, 500), held(2, 300)).when(release(2)).then(released(2, 300));
    const forgone: StoreCreditEvent = { type: 'StoreCreditHoldForgone', data: order(2) };
    given(granted(9, 500)).when(release(2)).then(forgone);
    given(granted(9, 500), forgone).when(hold(2, 1)).rejects('CreditHoldEnded');
    given(granted(9, 500), held(2, 300), released(2, 300)).when(hold(2, 300)).rejects('CreditHoldEnded');
    given(granted(9, 500), held(2, 300), committed(2, 300)).when(release(2)).rejects('CreditAlreadySpent');
  });
  it('is free again when a hold lapses; a late payment still finds its own', () => {
    given(granted(9, 500), held(2, 500, past))
      .when(hold(3, 500))
      .then(released(2, 500, true), held(3, 500));
    given(granted(9, 500), held(2, 500, past))
      .when(commit(2))
      .then(committed(2, 500));
    given(granted(9, 500))
      .when(hold(2, 1, now))
      .rejects('InvalidCreditHold');
    given(granted(9, 500), held(2, 500, past), released(2, 500, true))
      .when(hold(2, 500))
      .rejects('CreditHoldEnded');
    const balance = { balancePaise: 500, heldPaise: 0, availablePaise: 500 };
    expect(creditBalance(fold([granted(9, 500), held(2, 500, past)]), now)).toEqual(balance);
  });
});

describe('store credit that comes back', () => {
  const spent = [granted(9, 500), held(2, 300), committed(2, 300)];
  it('is never more than was spent', () => {
    const first = { type: 'StoreCreditRestored', data: back(2, 50, 200) } as const;
    given(...spent)
      .when(restore(2, 50, 200))
      .then(first);
    given(...spent, first)
      .when(restore(2, 51, 101))
      .rejects('CreditNotSpent');
    given(...spent)
      .when(restore(3, 50, 1))
      .rejects('CreditNotSpent');
  });
});

describe('store credit that comes back before it was taken', () => {
  it('is taken first, and the commit that comes later changes nothing', () => {
    const taken = [committed(2, 300), { type: 'StoreCreditRestored', data: back(2, 50, 200) }] as const;
    given(granted(9, 500), held(2, 300))
      .when(restore(2, 50, 200))
      .then(...taken);
    given(granted(9, 500), held(2, 300), ...taken)
      .when(commit(2))
      .then();
    given(granted(9, 500), held(2, 300))
      .when(restore(2, 50, 301))
      .rejects('CreditNotSpent');
    given(granted(9, 500), held(2, 300, past))
      .when(restore(2, 50, 300))
      .then(committed(2, 300), { type: 'StoreCreditRestored', data: back(2, 50, 300) });
  });
  it('comes back to the account that took the buyer over', () => {
    const toUserId = staff(3);
    const merged: StoreCreditEvent = {
      type: 'StoreCreditMerged',
      data: { userId, toUserId, mergeId: id(40), mergedAt: now },
    };
    const transferId = derivedId('store credit moved', userId, toUserId, '0');
    given(granted(9, 300), held(2, 300), committed(2, 300), merged)
      .when(restore(2, 50, 100))
      .then(
        { type: 'StoreCreditRestored', data: back(2, 50, 100) },
        { type: 'StoreCreditMovedOut', data: { userId, toUserId, transferId, amountPaise: 100 } },
      );
  });
});

describe('store credit spent long ago', () => {
  const spentAt = '2025-07-18T10:00:00.000Z';
  it('comes back as far as the order says once the stream has forgotten it, and once for an id', () => {
    const refunded: StoreCreditEvent = { type: 'StoreCreditRefunded', data: { ...back(2, 50, 300), spentAt } };
    given(granted(50, 500))
      .when(restore(2, 50, 300, spentAt))
      .then(refunded);
    given(granted(50, 500), refunded)
      .when(restore(2, 50, 300, spentAt))
      .then();
    expect(creditBalance(fold([granted(50, 500), refunded]), now).balancePaise).toBe(800);
    given(granted(50, 500))
      .when(restore(2, 50, 300, '2025-07-18T10:00:00.001Z'))
      .rejects('CreditNotSpent');
  });
  it('is bounded by what was spent for as long as that is remembered', () => {
    const committedThen = { ...order(2), amountPaise: 300, committedAt: spentAt };
    const known: readonly StoreCreditEvent[] = [
      granted(50, 500),
      held(2, 300),
      { type: 'StoreCreditCommitted', data: committedThen },
    ];
    given(...known)
      .when(restore(2, 51, 301, spentAt))
      .rejects('CreditNotSpent');
    given(...known)
      .when(restore(2, 51, 300, spentAt))
      .then({ type: 'StoreCreditRestored', data: back(2, 51, 300) });
  });
});

describe('store credit of somebody who was erased', () => {
  const close: StoreCreditCommand = { type: 'CloseStoreCredit', data: { userId } };
  const closed: StoreCreditEvent = { type: 'StoreCreditClosed', data: { userId, closedAt: now } };
  const lapsed = (amountPaise: number): StoreCreditEvent => ({
    type: 'StoreCreditLapsed',
    data: { userId, amountPaise, lapsedAt: now },
  });
  it('lapses at once, and so does what arrives later', () => {
    given(granted(9, 500)).when(close).then(closed, lapsed(500));
    given().when(close).then(closed);
    given(granted(9, 500), closed, lapsed(500)).when(close).then();
    given(granted(9, 500), held(2, 300), closed, lapsed(200)).when(release(2)).then(released(2, 300), lapsed(300));
    given(granted(9, 300), held(2, 300), committed(2, 300), closed)
      .when(restore(2, 50, 100))
      .then({ type: 'StoreCreditRestored', data: back(2, 50, 100) }, lapsed(100));
    expect(creditBalance(fold([granted(9, 500), closed, lapsed(500)]), now).balancePaise).toBe(0);
  });
  it('holds nothing any more, and moves on where another account took it', () => {
    given(granted(9, 500), closed, lapsed(500)).when(hold(2, 1)).rejects('StoreCreditClosed');
    const toUserId = staff(3);
    const merged: StoreCreditEvent = {
      type: 'StoreCreditMerged',
      data: { userId, toUserId, mergeId: id(40), mergedAt: now },
    };
    const transferId = derivedId('store credit moved', userId, toUserId, '0');
    given(granted(9, 500), merged)
      .when(close)
      .then(closed, { type: 'StoreCreditMovedOut', data: { userId, toUserId, transferId, amountPaise: 500 } });
  });
});
