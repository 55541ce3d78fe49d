import { it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { giftCardAttempts } from '../../policy/store-credit.ts';
import type { GiftCardAttemptCommand } from './commands.ts';
import { giftCardAttemptDecider } from './decider.ts';
import type { GiftCardAttemptEvent } from './events.ts';

const now = '2026-01-14T10:00:00.000Z';
const yesterday = '2026-01-13T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const given = deciderSpec(giftCardAttemptDecider, now);
const attempt = (n: number) => ({ userId: UserId.parse(id(1)), attemptId: id(n) });
const tryOne = (n: number): GiftCardAttemptCommand => ({ type: 'TryGiftCard', data: attempt(n) });
const tried = (n: number, triedAt = now): GiftCardAttemptEvent => ({
  type: 'GiftCardTried',
  data: { ...attempt(n), triedAt },
});
const many = (count: number, at?: string) => Array.from({ length: count }, (_, n) => tried(100 + n, at));
const { dayMax } = giftCardAttempts.value;

it('counts tries up to the limit of a day', () => {
  given(...many(dayMax - 1))
    .when(tryOne(2))
    .then(tried(2));
  given(...many(dayMax))
    .when(tryOne(2))
    .rejects('TooManyRequests');
  given(...many(dayMax))
    .when(tryOne(100))
    .then();
});
it('begins again on the next day', () => {
  given(...many(dayMax, yesterday))
    .when(tryOne(2))
    .then(tried(2));
});
