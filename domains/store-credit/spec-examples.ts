import { OrderId, RefundId, UserId } from '../../event-schemas/primitives.ts';
import { deciderSpec } from '../kernel/spec.ts';
import type { StoreCreditCommand } from './commands.ts';
import { storeCreditDecider } from './decider.ts';
import type { StoreCreditEvent } from './events.ts';

export const now = '2026-01-14T10:00:00.000Z';
export const soon = '2026-01-14T10:10:00.000Z';
export const past = '2026-01-14T09:50:00.000Z';
export const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const userId = UserId.parse(id(1));
export const staff = (n: number) => UserId.parse(id(n));
export const order = (n: number) => ({ userId, orderId: OrderId.parse(id(n)) });
export const given = deciderSpec(storeCreditDecider, now);
export const fold = (events: readonly StoreCreditEvent[]) =>
  events.reduce(storeCreditDecider.evolve, storeCreditDecider.initial);

export const granted = (
  n: number,
  amountPaise: number,
  reason: 'giftCard' | 'goodwill' = 'giftCard',
): StoreCreditEvent => ({
  type: 'StoreCreditGranted',
  data: { userId, grantId: id(n), amountPaise, reason, grantedAt: now },
});
export const hold = (n: number, amountPaise: number, expiresAt = soon): StoreCreditCommand => ({
  type: 'HoldStoreCredit',
  data: { ...order(n), amountPaise, expiresAt },
});
export const held = (n: number, amountPaise: number, expiresAt = soon): StoreCreditEvent => ({
  type: 'StoreCreditHeld',
  data: { ...order(n), amountPaise, expiresAt },
});
export const commit = (n: number): StoreCreditCommand => ({ type: 'CommitStoreCredit', data: order(n) });
export const committed = (n: number, amountPaise: number): StoreCreditEvent => ({
  type: 'StoreCreditCommitted',
  data: { ...order(n), amountPaise, committedAt: now },
});
export const release = (n: number): StoreCreditCommand => ({ type: 'ReleaseStoreCredit', data: order(n) });
export const released = (n: number, amountPaise: number, lapsed = false): StoreCreditEvent => ({
  type: 'StoreCreditReleased',
  data: { ...order(n), amountPaise, lapsed },
});
export const back = (n: number, refund: number, amountPaise: number) => ({
  ...order(n),
  refundId: RefundId.parse(id(refund)),
  amountPaise,
});
export const restore = (n: number, refund: number, amountPaise: number, spentAt = now): StoreCreditCommand => ({
  type: 'RestoreStoreCredit',
  data: { ...back(n, refund, amountPaise), spentAt },
});
