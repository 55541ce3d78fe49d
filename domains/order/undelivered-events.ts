import { z } from 'zod';
import { Id, Instant, OrderId, UserId, personal } from '../../event-schemas/primitives.ts';
import { orderPolicy } from '../policy/order.ts';

/** Why a parcel could not be handed over, as couriers code it. */
export const FailureReason = z.enum([
  'notAtHome',
  'refused',
  'addressNotFound',
  'phoneNotReachable',
  'cashNotReady',
  'asksForAnotherDay',
  'other',
]);
const attempt = z.int().min(1).max(orderPolicy.deliveryAttemptsMax.value);
const parcel = { orderId: OrderId, userId: UserId, shipmentId: Id, attempt };
const Phone = z.string().regex(/^[6-9]\d{9}$/, 'must be an Indian mobile number of ten digits');
const Note = z.string().trim().min(1).max(300);
const Day = z.iso.date();

export const undeliveredEvents = {
  /** The buyer wants another attempt after the failed one that is named; the place stays within the same PIN code. */
  RedeliveryRequested: z.object({
    ...parcel,
    on: Day,
    phone: personal(Phone).optional(),
    note: personal(Note).optional(),
    requestedAt: Instant,
  }),
  /** No further attempt is made: the courier brings the parcel back. */
  DeliveryGivenUp: z.object({ ...parcel, reason: z.enum(['attemptsExhausted', 'unwanted']) }),
};
export const undeliveredCommands = {
  RequestRedelivery: z.object({
    orderId: OrderId,
    shipmentId: Id,
    attempt,
    on: Day,
    phone: Phone.optional(),
    note: Note.optional(),
  }),
  GiveUpDelivery: z.object({ orderId: OrderId, shipmentId: Id, attempt }),
};
