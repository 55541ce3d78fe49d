import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import type { Instant, UserId } from '../../../event-schemas/primitives.ts';
import type { PhoneChannel } from '../code-quota/events.ts';
import type { ContactId } from '../ids.ts';
import type { ChallengeCommand } from './commands.ts';
import type { ChallengeEvent, AnyOtpPurpose } from './events.ts';

/** Where a code was sent to; the value is null once it was forgotten, or when nothing was sent. */
export type ChallengedContact = {
  readonly kind: 'phone' | 'email';
  readonly value: string | null;
  readonly id: ContactId;
};
export type RequestedCode = {
  readonly purpose: AnyOtpPurpose;
  readonly userId: UserId | null;
  readonly contact: ChallengedContact;
  readonly codeHash: string;
  readonly expiresAt: Instant;
  readonly usableUntil: Instant;
  readonly attemptsMax: number;
};
/** One code from being asked for to being used. */
export type Challenge = {
  readonly request: RequestedCode | undefined;
  readonly failedAttempts: readonly string[];
  /** The attempt that used the code; there is at most one. */
  readonly verifiedBy: string | undefined;
  readonly delivery: 'open' | 'sent' | 'notSent';
  readonly hasFallback: boolean;
  /** The channels to the phone that were tried. */
  readonly channels: readonly PhoneChannel[];
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

const request = (
  { type, data }: Extract<ChallengeCommand, { type: 'RequestOtp' | 'RequestMailOtp' }>,
  challenge: Challenge,
): Decision<ChallengeEvent, ChallengeRejection> => {
  const contactId = type === 'RequestOtp' ? data.phoneId : data.emailId;
  if (challenge.request !== undefined)
    return challenge.request.contact.id === contactId ? [] : reject('OtpChallengeTaken');
  return type === 'RequestOtp' ? [{ type: 'OtpRequested', data }] : [{ type: 'OtpMailRequested', data }];
};

const fallBack = (
  { challengeId, email }: Extract<ChallengeCommand, { type: 'RequestOtpFallback' }>['data'],
  challenge: Challenge,
  now: Instant,
): Decision<ChallengeEvent, ChallengeRejection> => {
  const { request: asked, hasFallback, verifiedBy } = challenge;
  if (asked?.contact.kind !== 'phone') return reject('OtpChallengeNotFound');
  if (hasFallback) return [];
  if (verifiedBy !== undefined) return reject('OtpAlreadyUsed', 'Ask for a new code.');
  const { expiresAt } = asked;
  if (now >= expiresAt) return reject('OtpExpired', 'Ask for a new code.');
  return [{ type: 'OtpFallbackRequested', data: { challengeId, email, expiresAt } }];
};

const changeChannel = (
  { challengeId, channel }: Extract<ChallengeCommand, { type: 'RequestOtpChannel' }>['data'],
  { request: asked, channels, verifiedBy, failedAttempts }: Challenge,
  now: Instant,
): Decision<ChallengeEvent, ChallengeRejection> => {
  if (asked?.contact.kind !== 'phone') return reject('OtpChallengeNotFound');
  if (channels.includes(channel)) return [];
  if (verifiedBy !== undefined) return reject('OtpAlreadyUsed', 'Ask for a new code.');
  if (failedAttempts.length >= asked.attemptsMax) return reject('OtpAttemptsExhausted', 'Ask for a new code.');
  const { expiresAt, contact } = asked;
  if (now >= expiresAt || contact.value === null) return reject('OtpExpired', 'Ask for a new code.');
  return [{ type: 'OtpChannelRequested', data: { challengeId, channel, phone: contact.value, expiresAt } }];
};

const requested = (event: Extract<ChallengeEvent, { type: 'OtpRequested' | 'OtpMailRequested' }>): RequestedCode => {
  const contact: ChallengedContact =
    event.type === 'OtpRequested'
      ? { kind: 'phone', value: event.data.phone, id: event.data.phoneId }
      : { kind: 'email', value: event.data.email, id: event.data.emailId };
  const { purpose, userId, codeHash, expiresAt, usableUntil, attemptsMax } = event.data;
  return { purpose, userId, contact, codeHash, expiresAt, usableUntil, attemptsMax };
};

export const challengeDecider: Decider<Challenge, ChallengeCommand, ChallengeEvent, ChallengeRejection> = {
  initial: {
    request: undefined,
    failedAttempts: [],
    verifiedBy: undefined,
    delivery: 'open',
    hasFallback: false,
    channels: [],
    forgotten: false,
  },

  evolve: (challenge, event) => {
    const { type, data } = event;
    switch (type) {
      case 'OtpRequested':
      case 'OtpMailRequested':
        return { ...challenge, request: requested(event), channels: 'channel' in data ? [data.channel] : [] };
      case 'OtpChannelRequested':
        return { ...challenge, channels: [...challenge.channels, data.channel] };
      case 'OtpFallbackRequested':
        return { ...challenge, hasFallback: true };
      case 'OtpSent':
        return { ...challenge, delivery: 'sent' };
      case 'OtpNotSent':
        return { ...challenge, delivery: 'notSent' };
      case 'OtpAttemptFailed':
        return { ...challenge, failedAttempts: [...challenge.failedAttempts, data.attemptId] };
      case 'OtpVerified':
        return { ...challenge, verifiedBy: data.attemptId };
      case 'OtpForgotten': {
        const { request: asked } = challenge;
        const known = asked && { ...asked, contact: { ...asked.contact, value: null } };
        return { ...challenge, forgotten: true, request: known };
      }
    }
  },

  decide: (command, challenge, now) => {
    const { type, data } = command;
    if (type === 'VerifyOtp') return verify(data, challenge, now);
    if (type === 'RequestOtp' || type === 'RequestMailOtp') return request(command, challenge);
    if (type === 'RequestOtpFallback') return fallBack(data, challenge, now);
    if (type === 'RequestOtpChannel') return changeChannel(data, challenge, now);
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
