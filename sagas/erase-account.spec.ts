import { expect, it } from 'vitest';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { UserId } from '../event-schemas/primitives.ts';
import { eraseAccount } from './erase-account.ts';

const userId = UserId.parse('00000000-0000-7000-8000-000000000001');
const NOW = '2026-01-08T00:00:00.000Z';
const requested = (eraseAt = NOW) =>
  ({
    type: 'AccountDeletionRequested',
    data: { userId, requestedAt: '2026-01-01T00:00:00.000Z', eraseAt },
  }) as const;
const revoked = { type: 'AccountDeletionRevoked', data: { userId, revokedAt: NOW } } as const;
const due = (dueAt = NOW) => ({ type: 'DeadlineReached', data: { name: 'erase', dueAt } }) as const;
const rejected = (reason: string) =>
  ({ type: 'CommandRejected', data: { command: 'EraseAccount', key: 'EraseAccount', rejected: reason } }) as const;
const accepted = {
  type: 'CommandAccepted',
  data: { command: 'EraseAccount', key: 'EraseAccount', events: [] },
} as const;
const given = sagaSpec(eraseAccount, NOW);
const erase = { type: 'EraseAccount', data: { userId } };
const causeOf = (eraseAt: string): string => derivedId('erasure', userId, eraseAt);
const forget = (eraseAt = NOW) => ({ type: 'ForgetSavedMethods', data: { userId, causeId: causeOf(eraseAt) } });
const forgotten = (eraseAt = NOW) =>
  ({ type: 'SavedMethodsForgotten', data: { userId, causeId: causeOf(eraseAt) } }) as const;

it('waits for the day', () => {
  const { step, done } = given().when(requested());
  expect(step.deadlines).toEqual([{ name: 'erase', dueAt: NOW }]);
  expect(done).toBe(false);
});
it('erases on the day, when the gateway has let the saved cards go', () => {
  given(requested()).when(due()).sends(forget());
  given(requested(), due()).when(forgotten()).sends(erase);
  // Cards that went on another occasion say nothing about this one.
  given(requested(), due()).when(forgotten('2026-02-01T00:00:00.000Z')).sends();
});
it('does nothing after a change of mind', () => {
  expect(given(requested()).when(revoked).done).toBe(true);
  given(requested(), revoked).when(due()).sends();
});
it('does not take the deadline of a revoked request for that of the next one', () => {
  const next = '2026-02-01T00:00:00.000Z';
  given(requested(), revoked, requested(next)).when(due()).sends();
  given(requested(), revoked, requested(next)).when(due(next)).sends(forget(next));
});
it('comes again when it came too early, and only then', () => {
  const early = given(requested(), due()).when(rejected('AccountDeletionNotDue'));
  expect(early.step.deadlines).toEqual([{ name: 'erase', dueAt: '2026-01-08T00:01:00.000Z' }]);
  given(requested(), due(), forgotten()).when(due()).sends(erase);
  expect(given(requested(), due()).when(rejected('UserNotFound')).done).toBe(true);
});
it('ends with the erasure', () => expect(given(requested(), due()).when(accepted).done).toBe(true));
