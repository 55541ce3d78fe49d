import type { CartCommand } from '../domains/cart/commands.ts';
import type { CouponCommand } from '../domains/coupon/commands.ts';
import type { EarningCommand } from '../domains/earning/commands.ts';
import type { InventoryCommand } from '../domains/inventory/commands.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import type { SagaCommand } from '../domains/kernel/saga.ts';
import type { CashOrderCommand } from '../domains/order/cash/commands.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { PaymentCommand } from '../domains/payment/commands.ts';
import type { StoreCreditCommand } from '../domains/store-credit/commands.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';
import { RefundId, type Instant, type OrderId } from '../event-schemas/primitives.ts';
import { keepBonuses, releaseBonuses } from './place-order-bonuses.ts';
import { duePaise, type OrderFacts, type Stop } from './place-order-state.ts';

export type PlaceOrderCommand =
  | InventoryCommand
  | CouponCommand
  | WalletCommand
  | StoreCreditCommand
  | CartCommand
  | OrderCommand
  | CashOrderCommand
  | EarningCommand
  | PaymentCommand;
type Commands = SagaCommand<PlaceOrderCommand>[];

const stockKey = (productId: string): string => `stock:${productId}`;
const couponKey = (couponId: string): string => `coupon:${couponId}`;
const COINS = 'coins';
const CREDIT = 'credit';
const CASH = 'cash';

/** Cash is taken at the door: it counts against what this buyer may have on the way. */
const takesCash = (order: OrderFacts): boolean => order.paymentMethod === 'COD' && duePaise(order) > 0;
const closeCash = ({ userId, orderId }: OrderFacts) => ({
  type: 'CloseCashOrder' as const,
  data: { userId, orderId, outcome: 'cancelled' as const },
});

/** Everything that must be there before the buyer is asked to pay, asked for at once. */
export const holdAll = (order: OrderFacts): Commands => {
  const { orderId, userId, coupons, coins, storeCreditPaise: amountPaise = 0, subtotalPaise } = order;
  const { holdsUntil: expiresAt } = order;
  const stock = order.products.map(({ productId, lines }) => ({
    type: 'HoldStock' as const,
    key: stockKey(productId),
    data: { productId, orderId, lines, expiresAt },
  }));
  const uses = coupons.map(({ couponId, discountPaise }) => ({
    type: 'ReserveCoupon' as const,
    key: couponKey(couponId),
    data: { couponId, orderId, userId, discountPaise, subtotalPaise, expiresAt },
  }));
  const held =
    coins === 0 ? [] : [{ type: 'HoldCoins' as const, key: COINS, data: { userId, orderId, coins, expiresAt } }];
  const credit =
    amountPaise === 0
      ? []
      : [{ type: 'HoldStoreCredit' as const, key: CREDIT, data: { userId, orderId, amountPaise, expiresAt } }];
  const cash = takesCash(order) ? [{ type: 'OpenCashOrder' as const, key: CASH, data: { userId, orderId } }] : [];
  return [...stock, ...uses, ...held, ...credit, ...cash, ...keepBonuses(order)];
};

/** What leaves the cart. */
const boughtPieces = ({ products }: OrderFacts) =>
  products.flatMap(({ lines }) => lines.map(({ variantId, quantity }) => ({ variantId, quantity })));

/** The order is paid for, or will be at the door: what was held is taken. Order first: its answer decides. */
export const commitAll = (order: OrderFacts): Commands => {
  const { orderId, userId, coupons, coins, storeCreditPaise = 0 } = order;
  return [
    { type: 'ConfirmOrder', data: { orderId } },
    ...order.products.map(({ productId }) => ({
      type: 'CommitStock' as const,
      key: stockKey(productId),
      data: { productId, orderId },
    })),
    ...coupons.map(({ couponId }) => ({
      type: 'RedeemCoupon' as const,
      key: couponKey(couponId),
      data: { couponId, orderId },
    })),
    ...(coins === 0 ? [] : [{ type: 'CommitCoins' as const, data: { userId, orderId } }]),
    ...(storeCreditPaise === 0 ? [] : [{ type: 'CommitStoreCredit' as const, data: { userId, orderId } }]),
    { type: 'CheckOutCart', data: { userId, orderId, lines: boughtPieces(order) } },
  ];
};

export const requestPayment = (order: OrderFacts) => {
  const { paymentId, orderId, userId, paymentMethod: method, expiresAt } = order;
  return {
    type: 'RequestPayment' as const,
    data: { paymentId, orderId, userId, method, amountPaise: duePaise(order), expiresAt },
  };
};

export const closePayment = ({ paymentId }: OrderFacts, reason: 'unpaid' | 'cancelled') => ({
  type: 'ClosePayment' as const,
  data: { paymentId, reason },
});

const releases = (orderId: OrderId, coupons: OrderFacts['coupons']) =>
  coupons.map(({ couponId }) => ({
    type: 'ReleaseCoupon' as const,
    key: `release:${couponId}`,
    data: { couponId, orderId },
  }));

const NOT_CONFIRMED = 'not confirmed';
const refundIdOf = (orderId: string): RefundId => RefundId.parse(derivedId('refund', orderId, NOT_CONFIRMED));

/** All that was paid back, for an order that ended although it was paid. */
export const refundAll = (order: OrderFacts) => {
  const { paymentId, orderId } = order;
  const data = {
    paymentId,
    refundId: refundIdOf(orderId),
    amountPaise: duePaise(order),
    reason: 'order not confirmed',
  };
  return { type: 'RequestRefund' as const, data };
};

/** Gives back what was granted, and says of the order how it ended. */
export const releaseHeld = (order: OrderFacts, held: readonly string[], stop: Stop): Commands => {
  const { orderId, userId, coupons } = order;
  const ending: Commands =
    stop.why === 'rejected'
      ? [{ type: 'RejectOrder', data: { orderId, reason: stop.reason } }]
      : stop.why === 'expired'
        ? [{ type: 'ExpireOrder', data: { orderId } }]
        : [];
  return [
    ...ending,
    ...order.products
      .filter(({ productId }) => held.includes(stockKey(productId)))
      .map(({ productId }) => ({
        type: 'ReleaseStock' as const,
        key: `release:${productId}`,
        data: { productId, orderId },
      })),
    ...releases(
      orderId,
      coupons.filter(({ couponId }) => held.includes(couponKey(couponId))),
    ),
    ...releaseBonuses(order, held),
    ...(held.includes(COINS) ? [{ type: 'ReleaseCoins' as const, data: { userId, orderId } }] : []),
    ...(held.includes(CREDIT) ? [{ type: 'ReleaseStoreCredit' as const, data: { userId, orderId } }] : []),
    ...(held.includes(CASH) ? [closeCash(order)] : []),
  ];
};

const restoreCredit = (
  { orderId, userId, storeCreditPaise: amountPaise = 0 }: OrderFacts,
  spentAt: Instant,
): Commands => {
  const refundId = RefundId.parse(derivedId('refund', orderId, 'store credit', NOT_CONFIRMED));
  const data = { userId, orderId, refundId, amountPaise, spentAt };
  return amountPaise === 0 ? [] : [{ type: 'RestoreStoreCredit', data }];
};

/** Gives back what was taken for good already, when the order turns out to have been cancelled before. */
export const restoreTaken = (order: OrderFacts, now: Instant): Commands => {
  const { orderId, userId, coupons, coins } = order;
  return [
    ...order.products.map(({ productId }) => ({
      type: 'ReleaseStock' as const,
      key: `release:${productId}`,
      data: { productId, orderId },
    })),
    ...releases(orderId, coupons),
    ...releaseBonuses(order),
    ...(coins === 0
      ? []
      : [{ type: 'RestoreCoins' as const, data: { userId, orderId, refundId: refundIdOf(orderId), coins } }]),
    ...restoreCredit(order, now),
    ...(takesCash(order) ? [closeCash(order)] : []),
    ...(duePaise(order) === 0 ? [] : [refundAll(order)]),
  ];
};

/** Something that was held is gone although the order is confirmed: it is cancelled, and the money goes back. */
export const cancelConfirmed = ({ orderId }: OrderFacts) => ({
  type: 'CancelOrder' as const,
  data: {
    orderId,
    cancellationId: derivedId('cancellation', orderId, 'hold lost'),
    reason: 'holdLost' as const,
    by: 'system' as const,
  },
});
