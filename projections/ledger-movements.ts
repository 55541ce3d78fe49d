import type { AnyMessage } from '../event-schemas/primitives.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { PaymentEvent } from '../domains/payment/events.ts';
import { DISPUTE_ID } from '../domains/payment/disputes.ts';
import { GATEWAY_REFUND } from '../domains/payment/state.ts';
import { coinSpending } from '../domains/policy/pricing.ts';
import type { SettledItemEvent } from '../domains/payment/reconciliation/events.ts';
import type { WalletEvent } from '../domains/wallet/events.ts';
import { CREDIT_TYPES, credit, type CreditEvent } from './ledger-credit.ts';
import {
  discount,
  DISCOUNT_TYPES,
  seller,
  SELLER_TYPES,
  settled,
  SETTLED_TYPES,
  SHOP,
  type DiscountEvent,
  type Movement,
  type SellerEvent,
} from './ledger-partners.ts';

export { SHOP, type Movement } from './ledger-partners.ts';

type CoinEvent = Extract<
  WalletEvent,
  {
    type:
      | 'CoinsGranted'
      | 'CoinsRevoked'
      | 'CoinsHeld'
      | 'CoinsCommitted'
      | 'CoinsReleased'
      | 'CoinsRestored'
      | 'CoinsExpired'
      | 'CoinsMovedOut'
      | 'CoinsMovedIn';
  }
>;
type MoneyEvent = Extract<
  PaymentEvent,
  {
    type:
      | 'PaymentCaptured'
      | 'SurplusPaymentCaptured'
      | 'RefundProcessed'
      | 'PaymentDisputed'
      | 'CashCollected'
      | 'CashRemitted';
  }
>;
type SaleEvent = Extract<
  OrderEvent,
  {
    type:
      'OrderConfirmed' | 'OrderCancelled' | 'OrderReturnedToOrigin' | 'ReturnAccepted' | 'OrderEdited' | 'OrderPrepaid';
  }
>;
export type LedgerEvent =
  CoinEvent | CreditEvent | MoneyEvent | SaleEvent | DiscountEvent | SellerEvent | SettledItemEvent;

const coins = ({ type, data }: CoinEvent): Movement => {
  const own = `coins:${data.userId}`;
  const held = `coins-held:${data.userId}`;
  const amountPaise = data.coins * coinSpending.value.coinPaise;
  switch (type) {
    case 'CoinsGranted':
      return { from: SHOP.coinsPromised, to: own, amountPaise };
    case 'CoinsRevoked':
    case 'CoinsExpired':
      return { from: own, to: SHOP.coinsPromised, amountPaise };
    case 'CoinsMovedOut':
      return { from: own, to: SHOP.coinsMoving, amountPaise };
    case 'CoinsMovedIn':
      return { from: SHOP.coinsMoving, to: own, amountPaise };
    case 'CoinsHeld':
      return { from: own, to: held, amountPaise };
    case 'CoinsReleased':
      return { from: held, to: own, amountPaise };
    case 'CoinsCommitted':
      return { from: held, to: SHOP.coinsRedeemed, amountPaise };
    case 'CoinsRestored':
      return { from: SHOP.coinsRedeemed, to: own, amountPaise };
  }
};

/** Where the money of a refund comes from: the gateway, a dispute that has given it back before, or the bank by hand. */
const sourceOf = (reference: string): string => {
  if (GATEWAY_REFUND.test(reference)) return SHOP.gateway;
  return DISPUTE_ID.test(reference) ? SHOP.disputes : SHOP.bank;
};

const money = ({ type, data }: MoneyEvent): Movement => {
  const buyer = `buyer:${data.userId}`;
  const { amountPaise } = data;
  switch (type) {
    case 'PaymentCaptured':
    case 'SurplusPaymentCaptured':
      return { from: buyer, to: SHOP.gateway, amountPaise };
    case 'RefundProcessed':
      return { from: sourceOf(data.reference), to: buyer, amountPaise };
    case 'PaymentDisputed':
      // The gateway takes the money of a lost dispute back from the shop, not from the buyer's account with it.
      return { from: SHOP.gateway, to: SHOP.disputes, amountPaise: data.status === 'lost' ? amountPaise : 0 };
    case 'CashCollected':
      return { from: buyer, to: SHOP.courier, amountPaise };
    case 'CashRemitted':
      return { from: SHOP.courier, to: SHOP.bank, amountPaise };
  }
};

/** What a buyer has bought stands on her account until it is paid, and what came back until it is refunded. */
const sale = ({ type, data }: SaleEvent): Movement => {
  const buyer = `buyer:${data.userId}`;
  switch (type) {
    case 'OrderConfirmed':
      return { from: SHOP.sales, to: buyer, amountPaise: data.totalPaise };
    case 'OrderCancelled':
      return { from: buyer, to: SHOP.sales, amountPaise: data.wasConfirmed ? data.refundPaise : 0 };
    case 'OrderReturnedToOrigin':
      return { from: buyer, to: SHOP.sales, amountPaise: data.refundPaise };
    case 'ReturnAccepted':
      return { from: buyer, to: SHOP.sales, amountPaise: data.kind === 'refund' ? data.refundPaise : 0 };
    case 'OrderPrepaid':
      return { from: buyer, to: SHOP.sales, amountPaise: data.savedPaise };
    case 'OrderEdited': {
      const morePaise = data.addedPaise - data.removedPaise;
      return morePaise > 0
        ? { from: SHOP.sales, to: buyer, amountPaise: morePaise }
        : { from: buyer, to: SHOP.sales, amountPaise: -morePaise };
    }
  }
};

const COIN_TYPES = [
  'CoinsGranted',
  'CoinsRevoked',
  'CoinsHeld',
  'CoinsCommitted',
  'CoinsReleased',
  'CoinsRestored',
  'CoinsExpired',
  'CoinsMovedOut',
  'CoinsMovedIn',
] as const;
const MONEY_TYPES = [
  'PaymentCaptured',
  'SurplusPaymentCaptured',
  'RefundProcessed',
  'PaymentDisputed',
  'CashCollected',
  'CashRemitted',
] as const;
const SALE_TYPES = [
  'OrderConfirmed',
  'OrderCancelled',
  'OrderReturnedToOrigin',
  'ReturnAccepted',
  'OrderEdited',
  'OrderPrepaid',
] as const;
export const LEDGER_TYPES: readonly LedgerEvent['type'][] = [
  ...COIN_TYPES,
  ...CREDIT_TYPES,
  ...MONEY_TYPES,
  ...SALE_TYPES,
  ...DISCOUNT_TYPES,
  ...SELLER_TYPES,
  ...SETTLED_TYPES,
];

const isOneOf = (types: readonly string[], { type }: AnyMessage): boolean => types.includes(type);
const isCoins = (event: LedgerEvent): event is CoinEvent => isOneOf(COIN_TYPES, event);
const isCredit = (event: LedgerEvent): event is CreditEvent => isOneOf(CREDIT_TYPES, event);
const isMoney = (event: LedgerEvent): event is MoneyEvent => isOneOf(MONEY_TYPES, event);
const isDiscount = (event: LedgerEvent): event is DiscountEvent => isOneOf(DISCOUNT_TYPES, event);

const isSeller = (event: LedgerEvent): event is SellerEvent => isOneOf(SELLER_TYPES, event);
const isSettled = (event: LedgerEvent): event is SettledItemEvent => isOneOf(SETTLED_TYPES, event);

const anyMovement = (event: LedgerEvent): Movement => {
  if (isCoins(event)) return coins(event);
  if (isCredit(event)) return credit(event);
  if (isMoney(event)) return money(event);
  if (isSeller(event)) return seller(event);
  if (isSettled(event)) return settled(event);
  return isDiscount(event) ? discount(event) : sale(event);
};

/** The movement that an event means, undefined when it moves nothing. */
export const movementOf = (event: LedgerEvent): Movement | undefined => {
  const movement = anyMovement(event);
  return movement.amountPaise === 0 ? undefined : movement;
};
