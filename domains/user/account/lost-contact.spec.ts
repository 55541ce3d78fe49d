import { expect, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { ContactId } from '../ids.ts';
import { accountDecider } from './decider.ts';
import type { AccountEvent } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const NOW = '2026-01-01T00:00:00.000Z';
const userId = UserId.parse(id(1));
const [phoneId, emailId] = [ContactId.parse(id(2)), ContactId.parse(id(3))];
const registered: AccountEvent = {
  type: 'UserRegistered',
  data: {
    ...{ userId, name: 'Asha Rao', phone: '+919876543210', phoneId, phoneVerified: true },
    ...{ email: 'asha@example.in', emailId, passwordHash: 'hash', roles: ['customer'], referralCode: null },
    registeredAt: NOW,
  },
};
const given = deciderSpec(accountDecider, NOW);

it('an account loses the e-mail address that somebody else has proven, and no other', () => {
  const removed: AccountEvent = { type: 'UserEmailRemoved', data: { userId, emailId } };
  given(registered).when({ type: 'RemoveUserEmail', data: { userId, emailId } }).then(removed);
  given(registered)
    .when({ type: 'RemoveUserEmail', data: { userId, emailId: phoneId } })
    .then();
  const after = [registered, removed].reduce(accountDecider.evolve, accountDecider.initial);
  expect(after).toMatchObject({ email: undefined, phone: { id: phoneId } });
});
