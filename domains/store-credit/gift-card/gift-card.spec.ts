import { expect, it } from 'vitest';
import { UserId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { giftCardIdOf } from './aggregate.ts';
import type { GiftCardCommand } from './commands.ts';
import { giftCardDecider } from './decider.ts';
import type { GiftCardEvent } from './events.ts';

const now = '2026-01-14T10:00:00.000Z';
const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const giftCardId = id(1);
const person = (n: number) => UserId.parse(id(n));
const given = deciderSpec(giftCardDecider, now);
const terms = { giftCardId, lastFour: 'X7QK', amountPaise: 50_000, issuedBy: person(9), batchId: id(8) };
const until = '2027-01-14T10:00:00.000Z';
const issued = (expiresAt = until): GiftCardEvent => ({
  type: 'GiftCardIssued',
  data: { ...terms, expiresAt, issuedAt: now },
});
const redeem = (n: number): GiftCardCommand => ({ type: 'RedeemGiftCard', data: { giftCardId, userId: person(n) } });
const redeemed = (n: number): GiftCardEvent => ({
  type: 'GiftCardRedeemed',
  data: { giftCardId, userId: person(n), amountPaise: 50_000, redeemedAt: now },
});
const blocked = { giftCardId, reason: 'lost in the post', cancelledBy: person(9) };
const cancelled: GiftCardEvent = { type: 'GiftCardCancelled', data: { ...blocked, amountPaise: 50_000 } };

it('is issued once', () => {
  given()
    .when({ type: 'IssueGiftCard', data: { ...terms, expiresAt: until } })
    .then(issued());
  given()
    .when({ type: 'IssueGiftCard', data: { ...terms, expiresAt: now } })
    .rejects('InvalidGiftCardExpiry');
  given()
    .when({ type: 'IssueGiftCard', data: { ...terms, expiresAt: '2028-01-14T10:00:00.001Z' } })
    .rejects('InvalidGiftCardExpiry');
  const other = { ...terms, amountPaise: 1, expiresAt: until };
  given(issued()).when({ type: 'IssueGiftCard', data: other }).rejects('GiftCardCodeTaken');
});
it('is redeemed whole, by one person', () => {
  given(issued()).when(redeem(2)).then(redeemed(2));
  given(issued(), redeemed(2)).when(redeem(3)).rejects('GiftCardAlreadyRedeemed');
  given().when(redeem(2)).rejects('GiftCardNotFound');
});
it('is redeemed before it expires, even in the last millisecond', () => {
  given(issued(now)).when(redeem(2)).rejects('GiftCardExpired');
  given(issued('2026-01-14T10:00:00.001Z')).when(redeem(2)).then(redeemed(2));
});
it('is cancelled by staff while nobody has redeemed it', () => {
  given(issued()).when({ type: 'CancelGiftCard', data: blocked }).then(cancelled);
  given(issued(), cancelled).when(redeem(2)).rejects('GiftCardCancelled');
  given(issued(), redeemed(2)).when({ type: 'CancelGiftCard', data: blocked }).rejects('GiftCardAlreadyRedeemed');
  given().when({ type: 'CancelGiftCard', data: blocked }).rejects('GiftCardNotFound');
});
it('is not redeemed by who issued it', () => {
  given(issued()).when(redeem(9)).rejects('OwnGiftCard');
});
it('lapses at its end and not before, unless it was redeemed or cancelled', () => {
  const lapse: GiftCardCommand = { type: 'LapseGiftCard', data: { giftCardId } };
  const lapsed: GiftCardEvent = { type: 'GiftCardLapsed', data: { giftCardId, amountPaise: 50_000, lapsedAt: now } };
  given(issued(now)).when(lapse).then(lapsed);
  given(issued()).when(lapse).then();
  given(issued(now), redeemed(2)).when(lapse).then();
  given(issued(now), cancelled).when(lapse).then();
  given(issued(now), lapsed).when(redeem(2)).rejects('GiftCardExpired');
});
it('has one stream however its code is written, which does not tell the code', () => {
  const keyedHash = (...parts: readonly string[]) => parts.join('|');
  expect(giftCardIdOf('abcd-efgh', { keyedHash })).toBe(giftCardIdOf(' ABCD EFGH', { keyedHash }));
});
