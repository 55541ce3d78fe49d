import type { z } from 'zod';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import { type CourierReport, order, reportCommand } from '../../domains/order/index.ts';
import type { OrderId } from '../../event-schemas/primitives.ts';

type Parcel = { readonly orderId: OrderId; readonly shipmentId: string };

export const sendReport = (parcel: Parcel, report: z.infer<typeof CourierReport>, context: WriteContext) =>
  context.send(order, reportCommand(parcel, report));
