import { z } from 'zod';
import { Instant, OrderId, UserId, type MessageOf } from '../../../event-schemas/primitives.ts';

const one = { userId: UserId, orderId: OrderId };
/** How an order stopped to be one on delivery; `returnedToOrigin` when any parcel of it came back. */
export const CashOutcome = z.enum(['delivered', 'returnedToOrigin', 'cancelled', 'paidOnline']);

export const cashOrderEvents = {
  CashOrderOpened: z.object({ ...one, openedAt: Instant }),
  CashOrderClosed: z.object({ ...one, outcome: CashOutcome, closedAt: Instant }),
};
export type CashOrderEvent = MessageOf<typeof cashOrderEvents>;
