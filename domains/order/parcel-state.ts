import type { OrderEvent } from './events.ts';
import { withGiven } from './funds.ts';
import type { Line, Order, Shipment } from './state.ts';

export const withLines = (order: Order, ids: readonly string[] | undefined, change: Partial<Line>): Order => ({
  ...order,
  lines: order.lines.map((line) => (ids === undefined || ids.includes(line.lineId) ? { ...line, ...change } : line)),
});
const withShipment = (order: Order, id: string, change: (shipment: Shipment) => Partial<Shipment>): Order => ({
  ...order,
  shipments: order.shipments.map((shipment) =>
    shipment.shipmentId === id ? { ...shipment, ...change(shipment) } : shipment,
  ),
});
export const idsOf = (lines: readonly { readonly lineId: string }[]): string[] => lines.map(({ lineId }) => lineId);

export type ParcelEvent = Extract<
  OrderEvent,
  {
    type:
      | 'OrderShipped'
      | 'ShipmentCheckpointRecorded'
      | 'RedeliveryRequested'
      | 'DeliveryGivenUp'
      | 'OrderOutForDelivery'
      | 'OrderDelivered'
      | 'OrderReturnedToOrigin';
  }
>;
/** Folds what happens to one parcel. */
export const evolveParcel = (order: Order, { type, data }: ParcelEvent): Order => {
  switch (type) {
    case 'OrderShipped': {
      const { shipmentId, vendorId, courier, trackingNumber, trackingUrl, shippedAt } = data;
      const lineIds = idsOf(data.lines);
      const facts = { shipmentId, vendorId, lineIds, courier, trackingNumber, trackingUrl, shippedAt };
      const shipment: Shipment = { ...facts, status: 'shipped', deliveredAt: undefined, checkpoints: [] };
      const left = withLines(order, lineIds, { status: 'shipped' });
      return { ...left, shipments: [...order.shipments, shipment], feesInvoiced: order.feesInvoiced ?? data.fees };
    }
    case 'ShipmentCheckpointRecorded': {
      const { checkpointId, status, reason, place, text, at } = data;
      const checkpoint = { checkpointId, status, reason, place, text, at };
      return withShipment(order, data.shipmentId, ({ checkpoints }) => ({ checkpoints: [...checkpoints, checkpoint] }));
    }
    case 'RedeliveryRequested':
      return withShipment(order, data.shipmentId, () => {
        const { attempt, on, phone, note } = data;
        // Sealed words of an erased person read as null.
        return { answer: { type, attempt, on, phone: phone ?? undefined, note: note ?? undefined } };
      });
    case 'DeliveryGivenUp':
      return withShipment(order, data.shipmentId, () => ({ answer: { type, attempt: data.attempt, on: undefined } }));
    case 'OrderOutForDelivery':
      return withShipment(withLines(order, data.lineIds, { status: 'outForDelivery' }), data.shipmentId, () => ({
        status: 'outForDelivery',
      }));
    case 'OrderDelivered': {
      const { deliveredAt } = data;
      const lines = withLines(order, idsOf(data.lines), { status: 'delivered', deliveredAt });
      return withShipment(lines, data.shipmentId, () => ({ status: 'delivered', deliveredAt }));
    }
    case 'OrderReturnedToOrigin':
      return {
        ...withShipment(withLines(order, idsOf(data.lines), { status: 'returnedToOrigin' }), data.shipmentId, () => ({
          status: 'returnedToOrigin',
        })),
        ...withGiven(order, data),
      };
  }
};
