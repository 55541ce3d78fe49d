import { defineProjection } from '../kernel/projection.ts';
import { orderPolicy } from '../policy/order.ts';
import type { OrderEvent } from './events.ts';

export type UndeliveredRow = {
  readonly shipment_id: string;
  readonly order_id: string;
  /** Moments of failed attempts, each once and the newest last. */
  readonly attempts_at: readonly string[];
  /** When the newest attempt failed; empty before the first. */
  readonly failed_at: string;
  readonly reason: string | null;
  readonly answered_attempt: number;
  readonly retry_on: string | null;
  /** The courier brings it back, or it has arrived somewhere: nobody has to act any more. */
  readonly given_up: boolean;
  readonly is_over: boolean;
};
type Handled = Extract<
  OrderEvent,
  {
    type:
      | 'ShipmentCheckpointRecorded'
      | 'RedeliveryRequested'
      | 'DeliveryGivenUp'
      | 'OrderDelivered'
      | 'OrderReturnedToOrigin';
  }
>;

const withFailure = (row: UndeliveredRow, at: string, reason: string | undefined): UndeliveredRow => {
  const attempts = [...new Set([...row.attempts_at, at])].sort();
  if (attempts.length > orderPolicy.deliveryAttemptsMax.value) return row;
  const failedAt = attempts.at(-1) ?? at;
  return {
    ...row,
    attempts_at: attempts,
    failed_at: failedAt,
    reason: failedAt === at ? (reason ?? null) : row.reason,
  };
};

/** Parcels that could not be handed over, until they are at their buyer's or back. */
export const undeliveredProjection = defineProjection<Handled, UndeliveredRow>({
  service: 'orders',
  name: 'undelivered',
  version: 1,
  columns: {
    shipment_id: 'uuid',
    order_id: 'uuid',
    attempts_at: 'text[]',
    failed_at: 'text',
    reason: 'text',
    answered_attempt: 'integer',
    retry_on: 'text',
    given_up: 'boolean',
    is_over: 'boolean',
  },
  key: 'shipment_id',
  indexes: ['(failed_at desc, shipment_id desc) where not is_over'],
  handles: [
    'ShipmentCheckpointRecorded',
    'RedeliveryRequested',
    'DeliveryGivenUp',
    'OrderDelivered',
    'OrderReturnedToOrigin',
  ],
  keysOf: ({ data }) => [data.shipmentId],
  evolve: (row, { type, data }, shipmentId) => {
    switch (type) {
      case 'ShipmentCheckpointRecorded': {
        if (data.status !== 'deliveryFailed') return row;
        const { orderId, at, reason } = data;
        const none = { attempts_at: [], failed_at: '', reason: null, answered_attempt: 0, retry_on: null };
        const first = { shipment_id: shipmentId, order_id: orderId, ...none, given_up: false, is_over: false };
        return withFailure(row ?? first, at, reason);
      }
      case 'RedeliveryRequested':
        return row && { ...row, answered_attempt: data.attempt, retry_on: data.on };
      case 'DeliveryGivenUp':
        return row && { ...row, given_up: true, retry_on: null };
      default:
        return row && { ...row, is_over: true };
    }
  },
});
