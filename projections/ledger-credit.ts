import type { GiftCardEvent } from '../domains/store-credit/gift-card/events.ts';
import type { StoreCreditEvent } from '../domains/store-credit/events.ts';
import { SHOP, type Movement } from './ledger-partners.ts';

export const CREDIT_TYPES = [
  'GiftCardIssued',
  'GiftCardCancelled',
  'GiftCardLapsed',
  'StoreCreditGranted',
  'StoreCreditHeld',
  'StoreCreditReleased',
  'StoreCreditCommitted',
  'StoreCreditRestored',
  'StoreCreditRefunded',
  'StoreCreditLapsed',
  'StoreCreditMovedOut',
  'StoreCreditMovedIn',
] as const;
export type CreditEvent = Extract<GiftCardEvent | StoreCreditEvent, { type: (typeof CREDIT_TYPES)[number] }>;

/**
 * Store credit is money owed, so it lies below zero on the person's account, and paying with it lowers what the buyer owes. A
 * redeemed card moves nothing by itself: the grant that follows moves the debt from the open cards to the person.
 */
export const credit = ({ type, data }: CreditEvent): Movement => {
  const { amountPaise } = data;
  if (type === 'GiftCardIssued') return { from: SHOP.giftCardsOpen, to: SHOP.creditPromised, amountPaise };
  if (type === 'GiftCardCancelled' || type === 'GiftCardLapsed')
    return { from: SHOP.creditPromised, to: SHOP.giftCardsOpen, amountPaise };
  const own = `store-credit:${data.userId}`;
  const held = `store-credit-held:${data.userId}`;
  const buyer = `buyer:${data.userId}`;
  switch (type) {
    case 'StoreCreditGranted':
      return { from: own, to: data.reason === 'giftCard' ? SHOP.giftCardsOpen : SHOP.creditPromised, amountPaise };
    case 'StoreCreditHeld':
      return { from: held, to: own, amountPaise };
    case 'StoreCreditReleased':
      return { from: own, to: held, amountPaise };
    case 'StoreCreditCommitted':
      return { from: buyer, to: held, amountPaise };
    case 'StoreCreditRestored':
    case 'StoreCreditRefunded':
      return { from: own, to: buyer, amountPaise };
    case 'StoreCreditLapsed':
      return { from: SHOP.creditPromised, to: own, amountPaise };
    case 'StoreCreditMovedOut':
      return { from: SHOP.creditMoving, to: own, amountPaise };
    case 'StoreCreditMovedIn':
      return { from: own, to: SHOP.creditMoving, amountPaise };
  }
};
