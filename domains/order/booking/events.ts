import { z } from 'zod';
import { Id, Instant, OrderId, Paise, UserId, VendorId } from '../../../event-schemas/primitives.ts';
import { courierPolicy } from '../../policy/courier.ts';
import { LINES_MAX } from '../lines.ts';

/** Bookings of one order, given up ones included. */
export const BOOKINGS_MAX = 100;

const one = { orderId: OrderId, shipmentId: Id };
const parcel = { ...one, userId: UserId };
const Text = z.string().trim().min(1);
const booked = {
  /** The courier company's own id of the parcel. */
  parcelId: Text.max(80),
  awb: Text.max(80),
  courier: Text.max(80),
  trackingUrl: z.url({ protocol: /^https?$/ }).max(2_000),
};
const attempt = z.int().positive();
const turn = z.int().positive();
const instruction = { attempt, answer: z.enum(['RedeliveryRequested', 'DeliveryGivenUp']), turn };
const Reason = Text.max(200);

export const bookingEvents = {
  /** A courier is to collect these lines; the parcel will have this shipment id. */
  CourierBookingRequested: z.object({
    ...parcel,
    vendorId: VendorId,
    lineIds: z.array(Id).min(1).max(LINES_MAX),
    valuePaise: Paise,
    /** In cash, at the door; the fees of the order are in one parcel only. */
    collectPaise: Paise,
    withFees: z.boolean(),
    requestedAt: Instant,
  }),
  CourierBooked: z.object({ ...parcel, ...booked, bookedAt: Instant }),
  CourierBookingFailed: z.object({ ...parcel, reason: Reason }),
  CourierPickupArranged: z.object({ ...parcel, on: z.iso.date() }),
  CourierBookingCancelled: z.object({ ...parcel, reason: z.enum(['byHand', 'shippedOtherwise', 'orderChanged']) }),
  /** The courier is to be told what the buyer wants after a failed attempt. */
  CourierInstructionRequested: z.object({ ...parcel, ...instruction }),
  CourierInstructionAccepted: z.object({ ...parcel, ...instruction }),
  CourierInstructionRefused: z.object({ ...parcel, ...instruction, reason: Reason }),
  /** Nobody has reported about the parcel for a while. */
  CourierTrackingRequested: z.object({ ...parcel, ask: z.int().positive().max(courierPolicy.asksMax.value) }),
};
export const bookingCommands = {
  /** Without `lineIds` everything of the vendor that is in the house and not booked. */
  RequestCourierBooking: z.object({
    ...one,
    vendorId: VendorId,
    lineIds: z.array(Id).min(1).max(LINES_MAX).optional(),
  }),
  RecordCourierBooking: z.object({ ...one, ...booked }),
  RecordCourierBookingFailure: z.object({ ...one, reason: Reason }),
  RecordCourierPickup: z.object({ ...one, on: z.iso.date() }),
  CancelCourierBooking: z.object(one),
  InstructCourier: z.object({ ...one, turn }),
  RecordCourierInstruction: z.object({ ...one, ...instruction, refusedFor: Reason.optional() }),
  AskForTracking: z.object({ ...one, ask: z.int().positive().max(courierPolicy.asksMax.value) }),
};
