import { z } from 'zod';
import { Instant } from '../../../event-schemas/primitives.ts';
import { FailureReason } from '../undelivered-events.ts';

/** One report of a courier about one parcel. */
export const CourierReport = z.object({
  /** The courier's id of this report, or anything that is the same when it is sent again. */
  id: z.string().trim().min(1).max(100),
  status: z.enum([
    'pickedUp',
    'inTransit',
    'atHub',
    'outForDelivery',
    'deliveryFailed',
    'delivered',
    'returning',
    'returnedToOrigin',
    'info',
  ]),
  /** Of `deliveryFailed`. */
  reason: FailureReason.optional(),
  place: z.string().max(120).optional(),
  text: z.string().max(200).optional(),
  at: Instant,
});
