import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import type { Instant } from '../../../event-schemas/primitives.ts';
import type { ChallengeCommand } from './commands.ts';
import type { ChallengeEvent } from './events.ts';

type Requested = Extract<ChallengeEvent, { type: 'OtpRequested' }>['data'];
/** One code from being asked for to being used; `phone` is null once it was forgotten. */
export type Challenge = {
  readonly request: Requested | undefined;
  readonly failedAttempts: readonly string[];
  /** The attempt that used the code; there is at most one. */
  readonly verifiedBy: string | undefined;
  readonly delivery: 'open' | 'sent' | 'notSent';
  readonly forgotten: boolean;
};
export type ChallengeRejection =
  'OtpChallengeNotFound' | 'OtpChallengeTaken' | 'OtpExpired' | 'OtpAlreadyUsed' | 'OtpAttemptsExhausted';
type Verify = Extract<ChallengeCommand, { type: 'VerifyOtp' }>['data'];

const verify = (attempt: Verify, challenge: Challenge, now: Instant): Decision<ChallengeEvent, ChallengeRejection> => {
  const { challengeId, attemptId } = attempt;
  const { request, failedAttempts, verifiedBy } = challenge;
  if (request === undefined) return reject('OtpChallengeNotFound');
  if (verifiedBy === attemptId || failedAttempts.includes(attemptId)) return [];
  // A code asked for by one person or for one purpose does not exist for another.
  if (request.purpose !== attempt.purpose || request.userId !== attempt.userId) return reject('OtpChallengeNotFound');
  if (verifiedBy !== undefined) return reject('OtpAlreadyUsed', 'Ask for a new code.');
  if (failedAttempts.length >= request.attemptsMax) return reject('OtpAttemptsExhausted', 'Ask for a new code.');
  if (now >= request.expiresAt) return reject('OtpExpired', 'Ask for a new code.');
  return request.codeHash === attempt.codeHash
    ? [{ type: 'OtpVerified', data: { challengeId, attemptId } }]
    : [{ type: 'OtpAttemptFailed', data: { challengeId, attemptId } }];
};

export const challengeDecider: Decider<Challenge, ChallengeCommand, ChallengeEvent, ChallengeRejection> = {
  initial: { request: undefined, failedAttempts: [], verifiedBy: undefined, delivery: 'open', forgotten: false },

  evolve: (challenge, { type, data }) => {
    switch (type) {
      case 'OtpRequested':
        return { ...challenge, request: data };
      case 'OtpSent':
        return { ...challenge, delivery: 'sent' };
      case 'OtpNotSent':
        return { ...challenge, delivery: 'notSent' };
      case 'OtpAttemptFailed':
        return { ...challenge, failedAttempts: [...challenge.failedAttempts, data.attemptId] };
      case 'OtpVerified':
        return { ...challenge, verifiedBy: data.attemptId };
      case 'OtpForgotten':
        return {
          ...challenge,
          forgotten: true,
          request: challenge.request === undefined ? undefined : { ...challenge.request, phone: null },
        };
    }
  },

  decide: (command, challenge, now) => {
    const { type, data } = command;
    if (type === 'VerifyOtp') return verify(data, challenge, now);
    if (type === 'RequestOtp') {
      if (challenge.request === undefined) return [{ type: 'OtpRequested', data }];
      return challenge.request.phoneId === data.phoneId ? [] : reject('OtpChallengeTaken');
    }
    if (challenge.request === undefined) return reject('OtpChallengeNotFound');
    switch (type) {
      case 'RecordOtpSent':
        return challenge.delivery === 'sent' ? [] : [{ type: 'OtpSent', data }];
      case 'RecordOtpNotSent':
        return challenge.delivery === 'open' ? [{ type: 'OtpNotSent', data }] : [];
      case 'ForgetOtp':
        return challenge.forgotten ? [] : [{ type: 'OtpForgotten', data }];
    }
  },
};
