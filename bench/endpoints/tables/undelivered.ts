import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';
import { buy } from '../purchase.ts';

const DAYS_AHEAD = 2;
const DAY_MS = 24 * 3_600_000;
const parcel = (life: Life) => ({ id: life.recall('missed'), shipmentId: life.recall('missedShipment') });

/** A parcel that its buyer was not at home for. */
const missParcel = async (life: Life, world: World): Promise<void> => {
  await buy(life, world, 'missed');
  const id = life.recall('missed');
  const body = { courier: 'Delhivery', trackingNumber: `AWB-${id}` };
  const shipped = await world.call(life, 'POST /orders/{id}/ship', { as: 'admin', path: { id }, body });
  life.remember('missedShipment', textAt(shipped, 'shipments', 0, 'id'));
  await world.call(life, 'POST /orders/{id}/shipments/{shipmentId}/checkpoints', {
    as: 'admin',
    path: parcel(life),
    body: { id: 'm1', status: 'deliveryFailed', reason: 'notAtHome', at: new Date().toISOString() },
  });
};

export const undeliveredOperations: readonly Operation[] = [
  operation('POST /orders/{id}/shipments/{shipmentId}/redelivery', {
    before: missParcel,
    ask: (life) => {
      const on = new Date(Date.now() + DAYS_AHEAD * DAY_MS).toISOString().slice(0, 10);
      return { path: parcel(life), body: { attempt: 1, on } };
    },
  }),
  operation('GET /shipments/undelivered', { ask: () => ({ as: 'admin', query: 'limit=20' }) }),
  operation('POST /orders/{id}/shipments/{shipmentId}/send-back', {
    before: missParcel,
    ask: (life) => ({ path: parcel(life), body: { attempt: 1 } }),
  }),
];
