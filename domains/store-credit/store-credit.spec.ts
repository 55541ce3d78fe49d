import { describe, expect, it } from 'vitest';
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
      .when({ type: 'RestoreStoreCredit', data: back(2, 50, 200) })
      .then(first);
    given(...spent, first)
      .when({ type: 'RestoreStoreCredit', data: back(2, 51, 101) })
      .rejects('CreditNotSpent');
    given(...spent)
      .when({ type: 'RestoreStoreCredit', data: back(3, 50, 1) })
      .rejects('CreditNotSpent');
  });
});

describe('store credit spent long ago', () => {
  it('does not come back, and an id counts for each use of its own', () => {
    const spentAt = (committedAt: string): readonly StoreCreditEvent[] => [
      granted(50, 500),
      held(2, 300),
      { type: 'StoreCreditCommitted', data: { ...order(2), amountPaise: 300, committedAt } },
    ];
    const restore: StoreCreditCommand = { type: 'RestoreStoreCredit', data: back(2, 50, 300) };
    given(...spentAt('2025-07-18T10:00:00.000Z'))
      .when(restore)
      .rejects('CreditSpentTooLongAgo');
    given(...spentAt('2025-07-18T10:00:00.001Z'))
      .when(restore)
      .then({ type: 'StoreCreditRestored', data: back(2, 50, 300) });
  });
});
