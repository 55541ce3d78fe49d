import { describe, it } from 'vitest';
import { derivedId } from '../kernel/derived-id.ts';
import type { StoreCreditCommand } from './commands.ts';
import type { StoreCreditEvent } from './events.ts';
import { given, granted, held, hold, id, now, release, released, staff, userId } from './spec-examples.ts';

describe('store credit of two accounts', () => {
  const toUserId = staff(3);
  const merge: StoreCreditCommand = { type: 'MergeStoreCredit', data: { userId, toUserId, mergeId: id(40) } };
  const merged: StoreCreditEvent = {
    type: 'StoreCreditMerged',
    data: { userId, toUserId, mergeId: id(40), mergedAt: now },
  };
  const movedOut = (time: number, amountPaise: number): StoreCreditEvent => ({
    type: 'StoreCreditMovedOut',
    data: {
      ...{ userId, toUserId, amountPaise },
      transferId: derivedId('store credit moved', userId, toUserId, String(time)),
    },
  });
  it('moves at once, and so does what arrives later', () => {
    given(granted(9, 500)).when(merge).then(merged, movedOut(0, 500));
    given().when(merge).then(merged);
    given(granted(9, 500), held(2, 300)).when(merge).then(merged, movedOut(0, 200));
    given(granted(9, 500), held(2, 300), merged, movedOut(0, 200))
      .when(release(2))
      .then(released(2, 300), movedOut(1, 300));
  });
  it('is not begun anew in the account that is gone, nor merged into itself or a third', () => {
    given(merged).when(hold(2, 1)).rejects('StoreCreditMerged');
    given(merged)
      .when({ type: 'MergeStoreCredit', data: { userId, toUserId: staff(4), mergeId: id(40) } })
      .rejects('StoreCreditMerged');
    given()
      .when({ type: 'MergeStoreCredit', data: { userId, toUserId: userId, mergeId: id(40) } })
      .rejects('InvalidMerge');
  });
  it('arrives once', () => {
    const data = { userId, fromUserId: staff(3), transferId: id(41), amountPaise: 200 };
    given().when({ type: 'MoveStoreCreditIn', data }).then({ type: 'StoreCreditMovedIn', data });
  });
});
