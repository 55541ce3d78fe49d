import { courierIdOf, referenceOf } from '../../../domains/order/index.ts';
import { eventually } from '../eventually.ts';
import { textAt, type Life } from '../life.ts';
import { operation, type Operation, type World } from '../operation.ts';
import { placeOrder } from '../purchase.ts';

const COMPANY = 'Shiprocket';
const parcelOf = (life: Life) => ({ id: life.recall('parcelOrder') });
const booking = (life: Life) =>
  ({ as: 'admin', path: { ...parcelOf(life), shipmentId: life.recall('bookedShipment') } }) as const;

let company: Promise<string> | undefined;
/** The secret that the courier company sends with its reports; it is attached once. */
const secretOfCompany = async (life: Life, world: World): Promise<string> => {
  company ??= world
    .call(life, 'POST /couriers', { as: 'admin', body: { name: COMPANY } })
    .then((answer) => textAt(answer, 'secret'));
  return company;
};

type Bookings = { readonly bookings: readonly { readonly status: string; readonly shipmentId: string }[] };
/** Waits until the newest booking of the life's parcel has a courier. */
const booked = async (life: Life, world: World): Promise<void> => {
  const newest = await eventually(async () => {
    const answer = await world.call(life, 'GET /orders/{id}/bookings', { as: 'admin', path: parcelOf(life) });
    const last = (answer as Bookings).bookings.at(-1);
    return last?.status === 'booked' ? last : undefined;
  });
  life.remember('bookedShipment', newest.shipmentId);
};

/** A courier is booked for an order that is paid for in cash, and reports where the parcel is. */
export const bookingOperations: readonly Operation[] = [
  operation('POST /orders/{id}/bookings', {
    before: (life, world) => placeOrder(life, world, { name: 'parcelOrder', method: 'COD' }),
    ask: (life) => ({ as: 'admin', path: parcelOf(life) }),
    note: 'the answer does not wait for the courier company, the CPU time does',
  }),
  operation('GET /orders/{id}/bookings', {
    before: booked,
    ask: (life) => ({ as: 'admin', path: parcelOf(life) }),
  }),
  operation('GET /orders/{id}/bookings/{shipmentId}/label', { ask: booking, note: 'asks the courier company' }),
  operation('POST /couriers/{id}/tracking', {
    before: async (life, world) => life.remember('companySecret', await secretOfCompany(life, world)),
    ask: (life) => ({
      as: 'nobody',
      path: { id: courierIdOf(COMPANY) },
      headers: { 'x-api-key': life.recall('companySecret') },
      body: {
        order_id: referenceOf(life.recall('parcelOrder'), life.recall('bookedShipment')),
        scans: [
          {
            ...{ date: '2026-01-10 10:00:00', activity: 'Manifest uploaded', location: 'Pune (Maharashtra)' },
            ...{ status: 'X', 'sr-status': '5', 'sr-status-label': 'MANIFEST GENERATED' },
          },
        ],
      },
    }),
  }),
  operation('POST /orders/{id}/bookings/{shipmentId}/cancel', { ask: booking }),
  operation('GET /shipments/bookings', { ask: () => ({ as: 'admin', query: 'status=booked&limit=20' }) }),
];
