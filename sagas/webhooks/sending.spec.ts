import { describe, expect, it } from 'vitest';
import { webhookPolicy } from '../../domains/policy/webhook.ts';
import { webhookSecret } from '../../domains/webhook/secret.ts';
import { keyedSecrets } from '../../infra/auth/secrets.ts';
import { isFromShop } from '../../tests/support/verify-webhook.ts';
import { keptAnswer } from './answer-text.ts';
import { pauseAfter } from './pauses.ts';
import { signedHeaders } from './signing.ts';

const secrets = keyedSecrets(Buffer.alloc(32, 7));
const NOW = '2026-11-23T10:00:00.000Z';
const SECONDS = Date.parse(NOW) / 1_000;

describe('a signature', () => {
  const signed = (until: string | undefined) =>
    signedHeaders(
      { messageId: 'm1', body: '{}', now: NOW },
      { endpointId: 'e1', secretId: 's2', previous: until === undefined ? undefined : { secretId: 's1', until } },
      secrets,
    );
  const secret = (id: string) => webhookSecret(secrets, 'e1', id);

  it('is made with the present secret, and for a while with the one before', () => {
    const both = signed('2026-11-23T10:00:00.001Z');
    expect([isFromShop(secret('s1'), both, '{}', SECONDS), isFromShop(secret('s2'), both, '{}', SECONDS)]).toEqual([
      true,
      true,
    ]);
    for (const alone of [signed(undefined), signed(NOW)])
      expect([isFromShop(secret('s1'), alone, '{}', SECONDS), isFromShop(secret('s2'), alone, '{}', SECONDS)]).toEqual([
        false,
        true,
      ]);
  });
  it('holds for this body, this message, this endpoint and this time', () => {
    const headers = signed(undefined);
    const holds = (change: object, body = '{}', now = SECONDS) =>
      isFromShop(secret('s2'), { ...headers, ...change }, body, now);
    expect(holds({})).toBe(true);
    expect([holds({}, '{ }'), holds({ 'webhook-id': 'm2' }), holds({}, '{}', SECONDS + 301)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(holds({ 'webhook-timestamp': String(SECONDS + 1) })).toBe(false);
    expect(isFromShop(webhookSecret(secrets, 'e2', 's2'), headers, '{}', SECONDS)).toBe(false);
  });
});

describe('the pause after a failed try', () => {
  const { pauseFirstMs, pauseMaxMs, pauseJitter, triesMax } = webhookPolicy;
  it('is four times the one before, up to a day, and gives a receiver about three days in all', () => {
    expect([1, 2, 3].map((tries) => pauseAfter(tries, 0))).toEqual([10_000, 40_000, 160_000]);
    expect(pauseAfter(triesMax.value, 0)).toBe(pauseMaxMs.value);
    const longest = Array.from({ length: triesMax.value - 1 }, (_, n) => pauseAfter(n + 1, 1));
    const days = longest.reduce((sum, each) => sum + each, 0) / 86_400_000;
    expect([days > 2, days < 4]).toEqual([true, true]);
  });
  it('is spread by chance, and as long as the receiver asked for, within a day', () => {
    expect(pauseAfter(1, 1)).toBe(pauseFirstMs.value * (1 + pauseJitter.value));
    expect(pauseAfter(1, 0, 60_000)).toBe(60_000);
    expect(pauseAfter(1, 0, 10 * 86_400_000)).toBe(pauseMaxMs.value);
  });
});

it.each([
  ['call +91 98765-43210', 'call [number]'],
  ['asha.rao@example.com asked', '[e-mail] asked'],
  ['key whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw was wrong', 'key [secret] was wrong'],
  ['a\u0000b\u202Ec', 'a b c'],
  ['order 123456', 'order 123456'],
])('of the answer %j is kept %j', (answer, kept) => expect(keptAnswer(answer)).toBe(kept));
it('of a long answer the beginning is kept', () =>
  expect(keptAnswer('y'.repeat(5_000))).toHaveLength(webhookPolicy.answerKeptMax.value));
