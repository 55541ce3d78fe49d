import type { z } from 'zod';
import type { OrderId } from '../../../event-schemas/primitives.ts';
import type { OrderCommand } from '../commands.ts';
import type { CourierReport } from './report.ts';

/** What a courier says of a parcel, as the command that records it; the same report twice is one. */
export const reportCommand = (
  parcel: { readonly orderId: OrderId; readonly shipmentId: string },
  report: z.infer<typeof CourierReport>,
) => {
  const { id: checkpointId, status, reason, place, text, at } = report;
  switch (status) {
    case 'outForDelivery':
      return { type: 'MarkOutForDelivery', data: parcel } as const satisfies OrderCommand;
    case 'delivered':
      return { type: 'DeliverOrder', data: parcel } as const satisfies OrderCommand;
    case 'returnedToOrigin': {
      const data = { ...parcel, reason: text ?? 'not delivered' };
      return { type: 'ReturnOrderToOrigin', data } as const satisfies OrderCommand;
    }
    default: {
      const where = { ...(place === undefined ? {} : { place }), ...(text === undefined ? {} : { text }) };
      const why = reason === undefined ? {} : { reason };
      const data = { ...parcel, checkpointId, status, at, ...where, ...why };
      return { type: 'RecordCheckpoint', data } as const satisfies OrderCommand;
    }
  }
};
