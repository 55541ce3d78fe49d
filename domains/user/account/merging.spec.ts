import { describe, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { ContactId } from '../ids.ts';
import type { AccountCommand } from './commands.ts';
import { accountDecider } from './decider.ts';
import type { AccountEvent } from './events.ts';
import { ABSORBED_MAX } from './merging.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const older = UserId.parse(id(1));
const younger = UserId.parse(id(2));
const phoneId = ContactId.parse(id(3));
const mergeId = id(4);
const given = deciderSpec(accountDecider, NOW);
const registered = (userId: UserId): AccountEvent => ({
  type: 'UserRegistered',
  data: {
    ...{ userId, name: 'Asha', phone: '+919876543210', phoneId, phoneVerified: true, email: null, emailId: null },
    ...{ passwordHash: null, roles: ['customer'], referralCode: null, registeredAt: NOW },
  },
});
const absorb = (n = 2, merge = mergeId): AccountCommand => ({
  type: 'AbsorbAccount',
  data: { userId: older, absorbedUserId: UserId.parse(id(n)), mergeId: merge },
});
const began = (n = 2, merge = mergeId): AccountEvent => ({
  type: 'AccountAbsorptionBegan',
  data: { userId: older, absorbedUserId: UserId.parse(id(n)), mergeId: merge, beganAt: NOW },
});
const end = (type: 'CompleteAbsorption' | 'GiveUpAbsorption'): AccountCommand => ({
  type,
  data: { userId: older, mergeId },
});
const absorbed = (userId = older): AccountEvent => ({
  type: 'AccountAbsorbed',
  data: { userId, absorbedUserId: younger, mergeId, absorbedAt: NOW },
});
const givenUp: AccountEvent = {
  type: 'AccountAbsorptionGivenUp',
  data: { userId: older, absorbedUserId: younger, mergeId },
};
const mergeInto: AccountCommand = {
  type: 'MergeAccountInto',
  data: { userId: younger, intoUserId: older, mergeId },
};
const merged: AccountEvent = {
  type: 'AccountMergedInto',
  data: { userId: younger, intoUserId: older, mergeId, mergedAt: NOW },
};
const ended: AccountEvent = {
  type: 'UserSessionsEnded',
  data: { userId: younger, validFrom: NOW, reason: 'merged' },
};
const admin = (userId: UserId): AccountEvent => ({ type: 'UserRoleGranted', data: { userId, role: 'admin' } });
const suspended = (userId: UserId): AccountEvent => ({ type: 'UserSuspended', data: { userId, reason: 'fraud' } });

describe('the older of two accounts', () => {
  it('takes the younger in, once', () => {
    given(registered(older)).when(absorb()).then(began());
    given(registered(older), began()).when(absorb()).then();
    given(registered(older), began())
      .when(absorb(2, id(99)))
      .then();
  });
  it('ends the merge one way or the other', () => {
    given(registered(older), began()).when(end('CompleteAbsorption')).then(absorbed());
    given(registered(older), began()).when(end('GiveUpAbsorption')).then(givenUp);
    given(registered(older), began(), absorbed()).when(end('GiveUpAbsorption')).then();
    given(registered(older), began(), givenUp).when(end('CompleteAbsorption')).then();
    given(registered(older), began(), givenUp)
      .when(absorb(2, id(99)))
      .then(began(2, id(99)));
  });
  it('is no account of staff, and in good standing', () => {
    given(registered(older), admin(older)).when(absorb()).rejects('AccountNotMergeable');
    given(registered(older), suspended(older)).when(absorb()).rejects('AccountNotMergeable');
    given().when(absorb()).rejects('UserNotFound');
  });
  it('is another account, and takes in a bounded number', () => {
    given(registered(older)).when(absorb(1)).rejects('InvalidMerge');
    const many = Array.from({ length: ABSORBED_MAX }, (_, n) => began(n + 10, id(n + 50)));
    given(registered(older), ...many.slice(1))
      .when(absorb())
      .then(began());
    given(registered(older), ...many)
      .when(absorb())
      .rejects('TooManyMerges');
  });
});

describe('the younger of two accounts', () => {
  it('becomes part of the older, and its sessions end', () => {
    given(registered(younger)).when(mergeInto).then(merged, ended);
    given(registered(younger), merged, ended).when(mergeInto).then();
  });
  it('is in one merge only', () => {
    const other = { ...mergeInto, data: { ...mergeInto.data, mergeId: id(99) } } as AccountCommand;
    given(registered(younger), merged, ended).when(other).rejects('AccountNotMergeable');
    const taken = { ...began(5), data: { ...began(5).data, userId: younger } } as AccountEvent;
    given(registered(younger), taken).when(mergeInto).rejects('AccountNotMergeable');
  });
  it('is no account of staff, and not about to be deleted', () => {
    given(registered(younger), admin(younger)).when(mergeInto).rejects('AccountNotMergeable');
    given(registered(younger), suspended(younger)).when(mergeInto).rejects('AccountNotMergeable');
  });
  it('notes once that its belongings are with the other', () => {
    const record: AccountCommand = { type: 'RecordBelongingsCarried', data: { userId: younger, mergeId } };
    const carried: AccountEvent = {
      type: 'AccountBelongingsCarried',
      data: { userId: younger, intoUserId: older, mergeId },
    };
    given(registered(younger), merged, ended).when(record).then(carried);
    given(registered(younger)).when(record).rejects('AccountMergeNotFound');
  });
  it('takes no other command, but is erased with the older', () => {
    const given2 = given(registered(younger), merged, ended);
    given2.when({ type: 'ChangeProfile', data: { userId: younger, changes: { bio: 'x' } } }).rejects('UserNotFound');
    given2.when({ type: 'RequestAccountDeletion', data: { userId: younger, eraseAt: NOW } }).rejects('UserNotFound');
    given2.when({ type: 'EraseMergedAccount', data: { userId: younger } }).then({
      type: 'AccountErased',
      data: { userId: younger, phoneId, emailId: null, erasedAt: NOW },
    });
    given(registered(younger))
      .when({ type: 'EraseMergedAccount', data: { userId: younger } })
      .rejects('AccountDeletionNotDue');
  });
});
