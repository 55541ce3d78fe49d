import { describe, expect, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { ChallengeId, ContactId } from '../ids.ts';
import { challengeDecider } from './decider.ts';
import type { ChallengeEvent, OtpPurpose } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const challengeId = ChallengeId.parse(id(1));
const userId = UserId.parse(id(9));
const request = {
  challengeId,
  purpose: 'signIn' as OtpPurpose,
  userId: null,
  phone: '+919876543210',
  phoneId: ContactId.parse(id(2)),
  channel: 'sms' as const,
  codeHash: 'right',
  expiresAt: '2026-01-01T00:03:20.000Z',
  usableUntil: '2026-01-01T00:18:20.000Z',
  attemptsMax: 3,
};
const requested = (more: Partial<typeof request> = {}): ChallengeEvent => ({
  type: 'OtpRequested',
  data: { ...request, ...more },
});
const failed = (n: number): ChallengeEvent => ({ type: 'OtpAttemptFailed', data: { challengeId, attemptId: id(n) } });
const verified = (n: number): ChallengeEvent => ({ type: 'OtpVerified', data: { challengeId, attemptId: id(n) } });
const verify = (n: number, codeHash = 'right', purpose: OtpPurpose = 'signIn') =>
  ({ type: 'VerifyOtp', data: { challengeId, attemptId: id(n), purpose, userId: null, codeHash } }) as const;
const at = (now: string) => deciderSpec(challengeDecider, now);
const given = at('2026-01-01T00:00:00.000Z');

describe('a one-time password', () => {
  it('is asked for once', () => given().when({ type: 'RequestOtp', data: request }).then(requested()));
  it('belongs to one phone', () =>
    given(requested())
      .when({ type: 'RequestOtp', data: { ...request, phoneId: ContactId.parse(id(3)) } })
      .rejects('OtpChallengeTaken'));
  it('is accepted when it is right', () => given(requested()).when(verify(11)).then(verified(11)));
  it('counts a wrong guess', () => given(requested()).when(verify(11, 'wrong')).then(failed(11)));
  it('is accepted after two wrong guesses', () =>
    given(requested(), failed(11), failed(12)).when(verify(13)).then(verified(13)));
  it('is dead after three wrong guesses, even for the right code', () =>
    given(requested(), failed(11), failed(12), failed(13)).when(verify(14)).rejects('OtpAttemptsExhausted'));
  it('does not count one attempt twice', () =>
    given(requested(), failed(11), failed(12)).when(verify(12, 'wrong')).then());
  it('is used once', () => given(requested(), verified(11)).when(verify(12)).rejects('OtpAlreadyUsed'));
  it('answers the request that used it again', () => given(requested(), verified(11)).when(verify(11)).then());
  it('lapses at its last instant', () => {
    at('2026-01-01T00:03:19.999Z')(requested()).when(verify(11)).then(verified(11));
    at('2026-01-01T00:03:20.000Z')(requested()).when(verify(11)).rejects('OtpExpired');
  });
  it('is of no use for another purpose or another person, and no guess either', () => {
    given(requested())
      .when(verify(11, 'right', 'resetPassword'))
      .rejects('OtpChallengeNotFound');
    given(requested({ userId: userId as never }))
      .when(verify(11))
      .rejects('OtpChallengeNotFound');
  });
  it('must have been asked for', () => {
    given().when(verify(11)).rejects('OtpChallengeNotFound');
    given().when({ type: 'ForgetOtp', data: { challengeId } }).rejects('OtpChallengeNotFound');
  });
  it('remembers the delivery', () => {
    const sent: ChallengeEvent = { type: 'OtpSent', data: { challengeId, messageId: '7' } };
    const notSent: ChallengeEvent = { type: 'OtpNotSent', data: { challengeId, reason: 'refused' } };
    given(requested())
      .when({ type: 'RecordOtpSent', data: { challengeId, messageId: '7' } })
      .then(sent);
    given(requested())
      .when({ type: 'RecordOtpNotSent', data: { challengeId, reason: 'refused' } })
      .then(notSent);
    given(requested(), sent)
      .when({ type: 'RecordOtpNotSent', data: { challengeId, reason: 'refused' } })
      .then();
    given(requested(), notSent)
      .when({ type: 'RecordOtpSent', data: { challengeId, messageId: '7' } })
      .then(sent);
  });
  it('goes by e-mail too, and belongs to one address', () => {
    const { phoneId, codeHash, expiresAt, usableUntil, attemptsMax } = request;
    const rest = { challengeId, userId: null, codeHash, expiresAt, usableUntil, attemptsMax };
    const data = { ...rest, purpose: 'verifyEmail' as const, email: 'asha@example.com', emailId: phoneId };
    const mailed: ChallengeEvent = { type: 'OtpMailRequested', data };
    given().when({ type: 'RequestMailOtp', data }).then(mailed);
    given(mailed)
      .when({ type: 'RequestMailOtp', data: { ...data, emailId: ContactId.parse(id(3)) } })
      .rejects('OtpChallengeTaken');
    given(mailed)
      .when({ ...verify(11), data: { ...verify(11).data, purpose: 'verifyEmail' } })
      .then(verified(11));
    given(mailed)
      .when({ type: 'RequestOtpFallback', data: { challengeId, email: 'asha@example.com' } })
      .rejects('OtpChallengeNotFound');
  });
  it('falls back to e-mail once, while it is good', () => {
    const fall = { type: 'RequestOtpFallback', data: { challengeId, email: 'asha@example.com' } } as const;
    const fallen: ChallengeEvent = {
      type: 'OtpFallbackRequested',
      data: { ...fall.data, expiresAt: request.expiresAt },
    };
    given(requested()).when(fall).then(fallen);
    given(requested(), fallen)
      .when({ ...fall, data: { ...fall.data, email: 'other@example.com' } })
      .then();
    given(requested(), verified(11)).when(fall).rejects('OtpAlreadyUsed');
    given().when(fall).rejects('OtpChallengeNotFound');
    at(request.expiresAt)(requested()).when(fall).rejects('OtpExpired');
  });
  it('goes another way to the same phone once for each channel, while it is good', () => {
    const ask = (channel: 'sms' | 'whatsapp' | 'voice') =>
      ({ type: 'RequestOtpChannel', data: { challengeId, channel } }) as const;
    const changed = (channel: 'whatsapp' | 'voice'): ChallengeEvent => ({
      type: 'OtpChannelRequested',
      data: { challengeId, channel, phone: request.phone, expiresAt: request.expiresAt },
    });
    given(requested()).when(ask('whatsapp')).then(changed('whatsapp'));
    given(requested()).when(ask('sms')).then();
    given(requested(), changed('whatsapp')).when(ask('whatsapp')).then();
    given(requested(), changed('whatsapp')).when(ask('voice')).then(changed('voice'));
    given(requested(), changed('whatsapp'), failed(11), failed(12), failed(13))
      .when(ask('voice'))
      .rejects('OtpAttemptsExhausted');
    given(requested(), verified(11)).when(ask('voice')).rejects('OtpAlreadyUsed');
    given(requested(), { type: 'OtpForgotten', data: { challengeId } }).when(ask('voice')).rejects('OtpExpired');
    at(request.expiresAt)(requested()).when(ask('voice')).rejects('OtpExpired');
    given().when(ask('voice')).rejects('OtpChallengeNotFound');
  });
  it('forgets the phone', () => {
    const forgotten: ChallengeEvent = { type: 'OtpForgotten', data: { challengeId } };
    given(requested()).when({ type: 'ForgetOtp', data: { challengeId } }).then(forgotten);
    const state = [requested(), forgotten].reduce(challengeDecider.evolve, challengeDecider.initial);
    expect(JSON.stringify(state)).not.toContain('9876543210');
  });
});
