import { z } from 'zod';
import { Id, Instant } from '../../event-schemas/primitives.ts';
import type { Shipment } from './state.ts';
import { deliveryIssue, failedAttempts } from './undelivered.ts';

export const ShipmentView = z.object({
  id: Id,
  vendorId: Id,
  lineIds: z.array(Id),
  courier: z.string(),
  trackingNumber: z.string(),
  trackingUrl: z.string().nullable(),
  status: z.string(),
  shippedAt: Instant,
  deliveredAt: Instant.nullable(),
  /** What is to be done about a parcel that could not be handed over. */
  deliveryIssue: z
    .object({
      state: z.enum(['actionNeeded', 'retryRequested', 'goingBack']),
      attempts: z.int(),
      retryOn: z.iso.date().nullable(),
    })
    .nullable(),
  checkpoints: z.array(
    z.object({ status: z.string(), place: z.string().nullable(), text: z.string().nullable(), at: Instant }),
  ),
});

const issueView = (shipment: Shipment): z.infer<typeof ShipmentView>['deliveryIssue'] => {
  const state = deliveryIssue(shipment);
  if (state === undefined) return null;
  const retryOn = state === 'retryRequested' ? (shipment.answer?.on ?? null) : null;
  return { state, attempts: failedAttempts(shipment), retryOn };
};
export const shipmentView = (shipment: Shipment): z.infer<typeof ShipmentView> => ({
  id: shipment.shipmentId,
  vendorId: shipment.vendorId,
  lineIds: [...shipment.lineIds],
  courier: shipment.courier,
  trackingNumber: shipment.trackingNumber,
  trackingUrl: shipment.trackingUrl ?? null,
  status: shipment.status,
  shippedAt: shipment.shippedAt,
  deliveredAt: shipment.deliveredAt ?? null,
  deliveryIssue: issueView(shipment),
  checkpoints: shipment.checkpoints.map(({ status, place, text, at }) => ({
    status,
    place: place ?? null,
    text: text ?? null,
    at,
  })),
});
