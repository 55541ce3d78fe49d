import type { Instant, UserId } from '../../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../../kernel/calendar.ts';
import { reject, type Decider, type Decision } from '../../kernel/decider.ts';
import { giftCardIssue } from '../../policy/store-credit.ts';
import type { GiftCardCommand } from './commands.ts';
import type { GiftCardEvent } from './events.ts';

const { lifetimeMaxDays } = giftCardIssue.value;

export type GiftCardRejection =
  | 'GiftCardAlreadyRedeemed'
  | 'GiftCardCancelled'
  | 'GiftCardCodeTaken'
  | 'GiftCardExpired'
  | 'GiftCardNotFound'
  | 'InvalidGiftCardExpiry'
  | 'OwnGiftCard';
type Issued = Extract<GiftCardEvent, { type: 'GiftCardIssued' }>['data'];
/** Undefined before it was issued. */
export type GiftCard =
  | (Issued & {
      readonly status: 'open' | 'redeemed' | 'cancelled' | 'lapsed';
      readonly redeemedBy: UserId | undefined;
    })
  | undefined;
type Known = NonNullable<GiftCard>;
type Decided = Decision<GiftCardEvent, GiftCardRejection>;

const evolve = (card: GiftCard, { type, data }: GiftCardEvent): GiftCard => {
  if (type === 'GiftCardIssued') return { ...data, status: 'open', redeemedBy: undefined };
  if (card === undefined) throw new Error(`a gift card stream begins with ${type}`);
  if (type === 'GiftCardRedeemed') return { ...card, status: 'redeemed', redeemedBy: data.userId };
  return { ...card, status: type === 'GiftCardLapsed' ? 'lapsed' : 'cancelled' };
};

const issue = (
  data: Extract<GiftCardCommand, { type: 'IssueGiftCard' }>['data'],
  card: GiftCard,
  now: Instant,
): Decided => {
  if (card !== undefined)
    return card.issuedBy === data.issuedBy && card.batchId === data.batchId && card.amountPaise === data.amountPaise
      ? []
      : reject('GiftCardCodeTaken');
  if (data.expiresAt <= now || data.expiresAt > instantAfter(now, lifetimeMaxDays * DAY_MS))
    return reject(
      'InvalidGiftCardExpiry',
      `expiresAt must lie in the future, at most ${lifetimeMaxDays} days from now.`,
    );
  return [{ type: 'GiftCardIssued', data: { ...data, issuedAt: now } }];
};

const lapse = ({ giftCardId, status, amountPaise, expiresAt }: Known, now: Instant): Decided =>
  status === 'open' && now >= expiresAt
    ? [{ type: 'GiftCardLapsed', data: { giftCardId, amountPaise, lapsedAt: now } }]
    : [];

const cancel = (data: Extract<GiftCardCommand, { type: 'CancelGiftCard' }>['data'], card: Known): Decided => {
  if (card.status === 'redeemed') return reject('GiftCardAlreadyRedeemed', 'Its worth is store credit already.');
  if (card.status !== 'open') return [];
  return [{ type: 'GiftCardCancelled', data: { ...data, amountPaise: card.amountPaise } }];
};

/** One stream per card, so of two people who redeem it at once exactly one gets it; the same person asking again is a repeat. */
const redeem = (giftCardId: string, userId: UserId, card: Known, now: Instant): Decided => {
  if (card.status === 'redeemed') return card.redeemedBy === userId ? [] : reject('GiftCardAlreadyRedeemed');
  if (card.status === 'cancelled') return reject('GiftCardCancelled');
  if (card.status === 'lapsed' || now >= card.expiresAt) return reject('GiftCardExpired');
  if (card.issuedBy === userId) return reject('OwnGiftCard', 'Who issues a card cannot redeem it.');
  return [{ type: 'GiftCardRedeemed', data: { giftCardId, userId, amountPaise: card.amountPaise, redeemedAt: now } }];
};

export const giftCardDecider: Decider<GiftCard, GiftCardCommand, GiftCardEvent, GiftCardRejection> = {
  initial: undefined,
  evolve,
  decide: ({ type, data }, card, now) => {
    if (type === 'IssueGiftCard') return issue(data, card, now);
    if (card === undefined) return reject('GiftCardNotFound');
    if (type === 'RedeemGiftCard') return redeem(data.giftCardId, data.userId, card, now);
    return type === 'LapseGiftCard' ? lapse(card, now) : cancel(data, card);
  },
};
