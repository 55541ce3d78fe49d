import { CouponId, OrderId, ProductId, UserId, VariantId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { CartCommand } from './commands.ts';
import { cartDecider } from './decider.ts';
import type { CartEvent, CartLine } from './events.ts';
import type { Cart } from './state.ts';
import { derivedId } from '../kernel/derived-id.ts';

export const at = '2026-01-14T10:00:00.000Z';
export const idle = '2026-02-13T10:00:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const userId = UserId.parse(id(1));
export const guestId = UserId.parse(id(2));
export const orderId = OrderId.parse(id(3));
export const openingId = derivedId('cart', userId, at);
export const article = (n: number) => ({
  productId: ProductId.parse(id(n + 1_000)),
  variantId: VariantId.parse(id(n + 2_000)),
});
export const variantId = (n: number) => article(n).variantId;
export const line = (n: number, quantity: number, more: Partial<CartLine> = {}): CartLine => ({
  ...article(n),
  quantity,
  seenPaise: 50_000,
  addedAt: at,
  ...more,
});
export const add = (n: number, quantity: number, more = {}): CartCommand => ({
  type: 'AddCartItem',
  data: {
    userId,
    ...article(n),
    additionId: id(n + 3_000),
    quantity,
    seenPaise: 50_000,
    mrpPaise: 90_000,
    available: 100,
    ...more,
  },
});
export const added = (n: number, quantity: number, total = quantity, more: Partial<CartLine> = {}): CartEvent => ({
  type: 'CartItemAdded',
  data: { userId, at, additionId: id(n + 3_000), added: quantity, line: line(n, total, more) },
});
export const opened: CartEvent = { type: 'CartOpened', data: { userId, at, openingId, expiresAt: idle } };
export const change = (n: number, quantity: number, more = {}): CartCommand => ({
  type: 'ChangeCartItem',
  data: { userId, variantId: variantId(n), quantity, seenPaise: 50_000, mrpPaise: 90_000, available: 100, ...more },
});
export const changed = (n: number, quantity: number, more: Partial<CartLine> = {}): CartEvent => ({
  type: 'CartItemChanged',
  data: { userId, at, line: line(n, quantity, more) },
});
export const coupon = (n: number, appliedAt = at) => ({ couponId: CouponId.parse(id(n)), code: `CODE${n}`, appliedAt });
export const couponApplied = (n: number, appliedAt = at): CartEvent => ({
  type: 'CartCouponApplied',
  data: { userId, at, coupon: coupon(n, appliedAt) },
});
export const given = deciderSpec(cartDecider, at);
export const fold = (events: readonly CartEvent[]): Cart => events.reduce(cartDecider.evolve, cartDecider.initial);
