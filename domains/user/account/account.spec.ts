import { describe, expect, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { ContactId, SessionId } from '../ids.ts';
import type { AccountCommand } from './commands.ts';
import { accountDecider } from './decider.ts';
import type { AccountEvent, ProfileChanges, UserRole } from './events.ts';
import { DEVICES_KEPT_MAX } from './state.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const ERASE_AT = '2026-01-08T00:00:00.000Z';
const userId = UserId.parse(id(1));
const phoneId = ContactId.parse(id(2));
const emailId = ContactId.parse(id(3));
const registration = {
  userId,
  name: 'Asha Rao',
  phone: '+919876543210',
  phoneId,
  phoneVerified: true,
  email: 'asha@example.in',
  emailId,
  passwordHash: 'hash',
  roles: ['customer' as const],
  referralCode: null,
};
const register = (more: Partial<typeof registration> = {}, finishBefore = '2026-01-01T00:10:00.000Z') =>
  ({ type: 'RegisterUser', data: { ...registration, ...more, finishBefore } }) as const;
const registered = (more: Partial<typeof registration> = {}): AccountEvent => ({
  type: 'UserRegistered',
  data: { ...registration, ...more, registeredAt: NOW },
});
const ended = (reason: string): AccountEvent => ({
  type: 'UserSessionsEnded',
  data: { userId, validFrom: NOW, reason },
});
const profile = (changes: ProfileChanges) => ({ type: 'ChangeProfile', data: { userId, changes } }) as const;
const changed = (changes: ProfileChanges): AccountEvent => ({ type: 'UserProfileChanged', data: { userId, changes } });
const role = (type: 'GrantRole' | 'RevokeRole', name: UserRole) => ({ type, data: { userId, role: name } }) as const;
const suspended: AccountEvent = { type: 'UserSuspended', data: { userId, reason: 'fraud' } };
const suspend = { type: 'SuspendUser', data: { userId, reason: 'fraud' } } as const;
const deletion: AccountEvent = {
  type: 'AccountDeletionRequested',
  data: { userId, requestedAt: NOW, eraseAt: ERASE_AT },
};
const requestDeletion = { type: 'RequestAccountDeletion', data: { userId, eraseAt: ERASE_AT } } as const;
const revokeDeletion = { type: 'RevokeAccountDeletion', data: { userId } } as const;
const erase = { type: 'EraseAccount', data: { userId } } as const;
const erased: AccountEvent = { type: 'AccountErased', data: { userId, phoneId, emailId, erasedAt: ERASE_AT } };
const given = deciderSpec(accountDecider, NOW);
const whenDue = deciderSpec(accountDecider, ERASE_AT);
const justBefore = deciderSpec(accountDecider, '2026-01-07T23:59:59.999Z');

describe('an account', () => {
  it('is registered once', () => given().when(register()).then(registered()));
  it('is not registered for somebody else under the same id', () =>
    given(registered())
      .when(register({ phoneId: ContactId.parse(id(9)) }))
      .rejects('UserIdTaken'));
  it('is not registered after its holds have lapsed', () =>
    given().when(register({}, NOW)).rejects('RegistrationExpired'));
  it('must be there', () => given().when(suspend).rejects('UserNotFound'));
  it('changes the fields that are new', () =>
    given(registered(), changed({ location: 'Pune' }))
      .when(profile({ name: 'Asha Rao', location: null, gender: 'female' }))
      .then(changed({ location: null, gender: 'female' })));
  it('belongs to somebody of thirteen or more, by the day in India', () => {
    const born = (dateOfBirth: string) => profile({ dateOfBirth });
    given(registered())
      .when(born('2013-01-01'))
      .then(changed({ dateOfBirth: '2013-01-01' }));
    given(registered()).when(born('2013-01-02')).rejects('InvalidDateOfBirth');
    given(registered()).when(born('2027-01-01')).rejects('InvalidDateOfBirth');
    // Half past six in the evening, UTC, is the next day in India.
    deciderSpec(
      accountDecider,
      '2026-01-01T18:30:00.000Z',
    )(registered())
      .when(born('2013-01-02'))
      .then(changed({ dateOfBirth: '2013-01-02' }));
  });
  it('has a proven phone', () => {
    const change = { type: 'ChangeUserPhone', data: { userId, phone: '+919876543210', phoneId } } as const;
    given(registered({ phoneVerified: false }))
      .when(change)
      .then({ type: 'UserPhoneChanged', data: change.data });
    given(registered()).when(change).then();
  });
  it('loses the phone that somebody else has proven, and no other', () => {
    given(registered())
      .when({ type: 'RemoveUserPhone', data: { userId, phoneId } })
      .then({ type: 'UserPhoneRemoved', data: { userId, phoneId } });
    given(registered())
      .when({ type: 'RemoveUserPhone', data: { userId, phoneId: emailId } })
      .then();
  });
  it('changes its e-mail address', () => {
    const data = { userId, email: 'a@example.in', emailId: ContactId.parse(id(9)) };
    given(registered()).when({ type: 'ChangeUserEmail', data }).then({ type: 'UserEmailChanged', data });
  });
  it('proves its e-mail address, as long as it is the present one', () => {
    const data = { userId, emailId };
    const other: AccountEvent = { type: 'UserEmailChanged', data: { userId, email: 'b@example.in', emailId: phoneId } };
    given(registered()).when({ type: 'VerifyUserEmail', data }).then({ type: 'UserEmailVerified', data });
    given(registered(), other).when({ type: 'VerifyUserEmail', data }).rejects('EmailNotFound');
  });
  it('knows the devices that it was used on, and whom to warn of a new one', () => {
    const sessionId = SessionId.parse(id(7));
    const data = { userId, deviceHash: 'a', sessionId, deviceName: 'Phone' };
    const used = (more: object): AccountEvent => ({
      type: 'NewDeviceUsed',
      data: { ...data, isFirst: true, email: null, usedAt: NOW, ...more },
    });
    const verified: AccountEvent = { type: 'UserEmailVerified', data: { userId, emailId } };
    given(registered()).when({ type: 'RecordDevice', data }).then(used({}));
    given(registered(), used({})).when({ type: 'RecordDevice', data }).then();
    given(registered(), verified, used({}))
      .when({ type: 'RecordDevice', data: { ...data, deviceHash: 'b' } })
      .then(used({ deviceHash: 'b', isFirst: false, email: 'asha@example.in' }));
    const many = Array.from({ length: DEVICES_KEPT_MAX }, (_, n) => used({ deviceHash: `d${n}`, isFirst: false }));
    given(registered(), used({}), ...many)
      .when({ type: 'RecordDevice', data })
      .then(used({ isFirst: false }));
  });
  it('ends all sessions with a new password', () =>
    given(registered())
      .when({ type: 'ChangePassword', data: { userId, passwordHash: 'new', reason: 'passwordReset' } })
      .then({ type: 'UserPasswordChanged', data: { userId, passwordHash: 'new' } }, ended('passwordReset')));
  it('ends all sessions', () =>
    given(registered())
      .when({ type: 'EndAllSessions', data: { userId, reason: 'logoutEverywhere' } })
      .then(ended('logoutEverywhere')));
});

describe('roles', () => {
  const granted: AccountEvent = { type: 'UserRoleGranted', data: { userId, role: 'vendor' } };
  it('are granted', () => given(registered()).when(role('GrantRole', 'vendor')).then(granted));
  it('are taken back', () =>
    given(registered(), granted)
      .when(role('RevokeRole', 'vendor'))
      .then({ type: 'UserRoleRevoked', data: { userId, role: 'vendor' } }));
  it('never run out', () => given(registered()).when(role('RevokeRole', 'customer')).rejects('LastRole'));
  it('that are not there are not taken', () => given(registered()).when(role('RevokeRole', 'admin')).then());
});

describe('suspension', () => {
  it('ends all sessions', () => given(registered()).when(suspend).then(suspended, ended('suspended')));
  it('allows no change', () => {
    given(registered(), suspended)
      .when(profile({ name: 'Other' }))
      .rejects('AccountSuspended');
    given(registered(), suspended).when(requestDeletion).rejects('AccountSuspended');
  });
  it('is lifted once', () => {
    const lift = { type: 'ReinstateUser', data: { userId } } as const;
    given(registered(), suspended).when(lift).then({ type: 'UserReinstated', data: { userId } });
    given(registered()).when(lift).then();
  });
  it('ends with the reinstatement', () =>
    given(registered(), suspended, { type: 'UserReinstated', data: { userId } })
      .when(profile({ name: 'Other' }))
      .then(changed({ name: 'Other' })));
  it('does not stop a deletion', () => given(registered(), deletion).when(suspend).rejects('AccountDeletionPending'));
});

describe('deletion', () => {
  const revoked: AccountEvent = { type: 'AccountDeletionRevoked', data: { userId, revokedAt: NOW } };
  it('is asked for once, and signs out', () =>
    given(registered()).when(requestDeletion).then(deletion, ended('deletionRequested')));
  it('leaves the account for reading only', () => {
    const changes: readonly AccountCommand[] = [profile({ name: 'Other' }), role('GrantRole', 'vendor')];
    for (const change of changes) given(registered(), deletion).when(change).rejects('AccountDeletionPending');
  });
  it('is revoked as long as it is not due', () => {
    given(registered(), deletion).when(revokeDeletion).then(revoked);
    whenDue(registered(), deletion).when(revokeDeletion).rejects('AccountDeletionDue');
    given(registered()).when(revokeDeletion).then();
  });
  it('leaves no trace when it was revoked', () =>
    given(registered(), deletion, revoked)
      .when(profile({ name: 'Other' }))
      .then(changed({ name: 'Other' })));
  it('is carried out when it is due', () => {
    justBefore(registered(), deletion).when(erase).rejects('AccountDeletionNotDue');
    whenDue(registered(), deletion).when(erase).then(erased);
    whenDue(registered(), deletion, revoked).when(erase).rejects('AccountDeletionNotDue');
  });
  it('leaves nothing personal and nothing to do', () => {
    whenDue(registered(), deletion, erased)
      .when(profile({ name: 'Other' }))
      .rejects('UserNotFound');
    const state = [registered(), changed({ bio: 'knits' }), deletion, erased].reduce(
      accountDecider.evolve,
      accountDecider.initial,
    );
    expect(JSON.stringify(state)).not.toMatch(/Asha|9876543210|example|knits|hash/);
    expect(state).toMatchObject({ status: 'erased', roles: [] });
  });
});
