import { expect, it } from 'vitest';
import { sagaSpec } from '../domains/kernel/spec.ts';
import { ChallengeId, ContactId } from '../domains/user/ids.ts';
import { forgetOtp } from './forget-otp.ts';

const challengeId = ChallengeId.parse('00000000-0000-7000-8000-000000000001');
const END = '2026-01-01T00:18:20.000Z';
const requested = {
  type: 'OtpRequested',
  data: {
    challengeId,
    purpose: 'signIn',
    userId: null,
    phone: '+919876543210',
    channel: 'sms',
    phoneId: ContactId.parse(challengeId),
    codeHash: 'hash',
    expiresAt: '2026-01-01T00:03:20.000Z',
    usableUntil: END,
    attemptsMax: 3,
  },
} as const;
const due = { type: 'DeadlineReached', data: { name: 'forget', dueAt: END } } as const;
const accepted = { type: 'CommandAccepted', data: { command: 'ForgetOtp', key: 'ForgetOtp', events: [] } } as const;
const given = sagaSpec(forgetOtp, '2026-01-01T00:00:00.000Z');

it('waits as long as the code is of use, and keeps no phone meanwhile', () => {
  const { step } = given().when(requested);
  expect(step.deadlines).toEqual([{ name: 'forget', dueAt: END }]);
  expect(JSON.stringify(step.state)).not.toContain('9876543210');
});
it('then forgets it, once', () => {
  given(requested).when(due).sends({ type: 'ForgetOtp', data: { challengeId } });
  expect(given(requested, due).when(accepted).done).toBe(true);
  given(requested, due, accepted).when(due).sends();
});
