import { z } from 'zod';
import type { Instant } from '../../event-schemas/primitives.ts';
import { isRejected } from '../kernel/decider.ts';
import { orderPolicy } from '../policy/order.ts';
import { isAwaiting } from './awaiting.ts';
import { isInHouse, isReturned } from './facts.ts';
import { payNowOffer } from './paying-now.ts';
import type { Order } from './state.ts';

/** What the buyer's app may offer. */
export const OrderAction = z.enum([
  'pay',
  'payNow',
  'cancel',
  'changeAddress',
  'edit',
  'track',
  'return',
  'replace',
  'review',
  'invoice',
  'reorder',
]);
export type OrderAction = z.infer<typeof OrderAction>;

const within = (from: Instant, now: Instant, ms: number): boolean => Date.parse(now) - Date.parse(from) < ms;

/** False when store credit pays for everything. */
const isPaidOnline = ({ totalPaise, storeCreditPaise = 0 }: Order): boolean => storeCreditPaise < totalPaise;

/** The rules of the decider, asked in advance; the decider has the last word. */
export const allowedActions = (order: Order, now: Instant): OrderAction[] => {
  const { phase, lines } = order;
  const pending = phase === 'pending';
  const inHouse = phase === 'confirmed' && lines.some(isInHouse);
  const delivered = lines.filter(({ status }) => status === 'delivered');
  const returnable = delivered.some(
    ({ returnable: mayReturn, deliveredAt, ...line }) =>
      mayReturn &&
      !isReturned(line) &&
      deliveredAt !== undefined &&
      within(deliveredAt, now, orderPolicy.returnWindowMs.value),
  );
  const allowed: Readonly<Record<OrderAction, boolean>> = {
    pay: pending && order.paymentMethod === 'PREPAID' && now < order.expiresAt && isPaidOnline(order),
    payNow: !isRejected(payNowOffer(order, now)) && order.edits.every(({ status }) => status !== 'open'),
    cancel:
      pending ||
      (inHouse && (lines.some(isAwaiting) || within(order.placedAt, now, orderPolicy.customerCancelMs.value))),
    changeAddress: pending || (inHouse && lines.every(isInHouse)),
    edit: inHouse && order.edits.every(({ status }) => status !== 'open'),
    track: order.shipments.length > 0,
    return: returnable,
    replace: returnable,
    review: delivered.length > 0,
    invoice: order.shipments.length > 0,
    reorder: !pending,
  };
  return OrderAction.options.filter((action) => allowed[action]);
};
