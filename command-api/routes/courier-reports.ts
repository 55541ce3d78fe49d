import type { z } from 'zod';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { CourierReport, order } from '../../domains/order/index.ts';
import type { OrderId } from '../../event-schemas/primitives.ts';

type Parcel = { readonly orderId: OrderId; readonly shipmentId: string };

/** What a courier says of a parcel, as the command that records it; the same report twice is one. */
export const reportCommand = (parcel: Parcel, report: z.infer<typeof CourierReport>) => {
  const { id: checkpointId, status, reason, place, text, at } = report;
  switch (status) {
    case 'outForDelivery':
      return { type: 'MarkOutForDelivery', data: parcel } as const;
    case 'delivered':
      return { type: 'DeliverOrder', data: parcel } as const;
    case 'returnedToOrigin':
      return { type: 'ReturnOrderToOrigin', data: { ...parcel, reason: text ?? 'not delivered' } } as const;
    default: {
      const where = { ...(place === undefined ? {} : { place }), ...(text === undefined ? {} : { text }) };
      const why = reason === undefined ? {} : { reason };
      return { type: 'RecordCheckpoint', data: { ...parcel, checkpointId, status, at, ...where, ...why } } as const;
    }
  }
};

export const sendReport = (parcel: Parcel, report: z.infer<typeof CourierReport>, context: WriteContext) =>
  context.send(order, reportCommand(parcel, report));
