import { describe, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import { ChallengeId, ContactId } from '../ids.ts';
import { codeQuotaDecider } from './decider.ts';
import type { CodeChannel, CodeQuotaEvent } from './events.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const contactId = ContactId.parse(id(1));
const one = (n: number, channel: CodeChannel = 'sms') => ({
  contactId,
  challengeId: ChallengeId.parse(id(n)),
  channel,
});
const count = (n: number, channel?: CodeChannel) => ({ type: 'CountCodeSend', data: one(n, channel) }) as const;
const counted = (n: number, countedAt: string, channel?: CodeChannel): CodeQuotaEvent => ({
  type: 'CodeSendCounted',
  data: { ...one(n, channel), countedAt },
});
const minute = (n: number) => `2026-01-01T00:${String(n).padStart(2, '0')}:00.000Z`;
const at = (now: string) => deciderSpec(codeQuotaDecider, now);
const six = [0, 1, 2, 3, 4, 5].map((n) => counted(n + 10, minute(n), n % 2 === 0 ? 'sms' : 'whatsapp'));

describe('how often codes are sent to one phone', () => {
  it('counts a code', () =>
    at(minute(0))()
      .when(count(10))
      .then(counted(10, minute(0))));
  it('counts a repeated request once', () =>
    at(minute(0))(counted(10, minute(0)))
      .when(count(10))
      .then());
  it('lets a minute pass, whatever the channel', () => {
    const given = [counted(10, minute(0))];
    at('2026-01-01T00:00:59.999Z')(...given)
      .when(count(11))
      .rejects('TooManyRequests');
    at('2026-01-01T00:00:59.999Z')(...given)
      .when(count(10, 'voice'))
      .rejects('TooManyRequests');
    at(minute(1))(...given)
      .when(count(10, 'voice'))
      .then(counted(10, minute(1), 'voice'));
  });
  it('allows six in an hour over all channels', () => {
    at(minute(30))(...six.slice(1))
      .when(count(20))
      .then(counted(20, minute(30)));
    at(minute(59))(...six)
      .when(count(20, 'voice'))
      .rejects('TooManyRequests');
    at('2026-01-01T01:00:00.000Z')(...six)
      .when(count(20))
      .then(counted(20, '2026-01-01T01:00:00.000Z'));
  });
});
