import type { BookedParcel, ParcelRequest } from '../../domains/kernel/ports/courier-gateway.ts';
import type { ShiprocketClient } from './client.ts';
import type { ShiprocketConfig } from './config.ts';
import { isRefused, refused, unavailability } from './failures.ts';
import { Assigned, Created, Listed, read } from './wire.ts';

const REFERENCE_LENGTH_MAX = 50;
const GIVEN_UP = /CANCEL/i;
const TRACKING_PAGE = 'https://shiprocket.co/tracking/';

/** The vendor's order for one of our references, with what is known of its parcel. */
type Found = {
  readonly orderId: number;
  readonly parcelId: number;
  readonly awb: string;
  readonly courier: string;
  readonly pickupOn: string | undefined;
};

const rupees = (paise: number): number => paise / 100;
const none = (value: string | null | undefined): boolean => value === undefined || value === null || value === '';

/** Two calls that raced can both have made an order; everybody must then settle on the same one, the oldest. */
export const findOrder = async (
  client: ShiprocketClient,
  reference: string,
  how: 'once' | 'repeated' = 'repeated',
): Promise<Found | undefined> => {
  const path = `/orders?search=${encodeURIComponent(reference)}`;
  const answer = read(Listed, await client[how]({ name: 'orders.find', method: 'GET', path }), 'orders.find');
  const [oldest] = answer.data
    .filter((order) => order.channel_order_id === reference && !GIVEN_UP.test(order.status))
    .sort((a, b) => a.id - b.id);
  const parcel = oldest?.shipments[0];
  if (oldest === undefined || parcel === undefined) return undefined;
  return {
    orderId: oldest.id,
    parcelId: parcel.id,
    awb: parcel.awb ?? '',
    courier: none(parcel.courier) ? 'Shiprocket' : parcel.courier!,
    pickupOn: none(parcel.pickup_scheduled_date) ? undefined : parcel.pickup_scheduled_date!.slice(0, 10),
  };
};

const bodyOf = (request: ParcelRequest, config: ShiprocketConfig): object => {
  const { to, lines } = request;
  return {
    order_id: request.reference,
    order_date: request.orderedAt.slice(0, 10),
    pickup_location: config.pickupLocation,
    billing_customer_name: to.fullName,
    billing_last_name: '',
    billing_address: to.line1,
    billing_address_2: to.line2,
    billing_city: to.city,
    billing_pincode: Number(to.postalCode),
    billing_state: to.state,
    billing_country: 'India',
    // The buyer's own address is nothing that a courier needs.
    billing_email: config.email,
    billing_phone: Number(to.phone),
    shipping_is_billing: true,
    order_items: lines.map(({ name, sku, quantity, unitPaise }) => ({
      ...{ name, sku, units: quantity, selling_price: rupees(unitPaise) },
    })),
    payment_method: request.collectPaise > 0 ? 'COD' : 'Prepaid',
    sub_total: rupees(request.collectPaise > 0 ? request.collectPaise : request.valuePaise),
    ...config.packageCm,
    weight: request.weightGrams / 1_000,
  };
};

const booked = (parcelId: number, awb: string, courier: string): BookedParcel => ({
  parcelId: String(parcelId),
  awb,
  courier,
  trackingUrl: TRACKING_PAGE + encodeURIComponent(awb),
});

const assign = async (client: ShiprocketClient, parcelId: number, reference: string): Promise<BookedParcel> => {
  const call = { name: 'awb.assign', method: 'POST', path: '/courier/assign/awb' } as const;
  try {
    const answer = read(Assigned, await client.once({ ...call, body: { shipment_id: parcelId } }), call.name);
    const { awb_code: awb, courier_name: courier } = answer.response?.data ?? {};
    if (answer.awb_assign_status !== 1 || awb === undefined || awb === '')
      throw refused(call.name, 'no courier takes this parcel');
    return booked(parcelId, String(awb), none(courier) ? 'Shiprocket' : courier!);
  } catch (error) {
    if (!isRefused(error)) throw error;
    // A number that was assigned before, by a call whose answer was lost, is refused: only the parcel itself tells.
    const known = await findOrder(client, reference, 'once');
    if (known === undefined || known.awb === '') throw error;
    return booked(known.parcelId, known.awb, known.courier);
  }
};

/**
 * Books at most one parcel for a reference. The vendor takes no idempotency key, so whenever an earlier call may have had its
 * effect, the order is looked for before another one is created.
 */
export const bookOnce = (
  client: ShiprocketClient,
  config: ShiprocketConfig,
  request: ParcelRequest,
): Promise<BookedParcel> => {
  const { reference } = request;
  if (reference === '' || reference.length > REFERENCE_LENGTH_MAX)
    throw refused('orders.create', `reference must have 1 to ${REFERENCE_LENGTH_MAX} characters`);
  let mayExist = request.lookFirst;
  let parcelId: number | undefined;
  return client.resilience.repeated(async () => {
    try {
      if (parcelId !== undefined) return await assign(client, parcelId, reference);
      const found = mayExist ? await findOrder(client, reference, 'once') : undefined;
      if (found !== undefined && found.awb !== '') return booked(found.parcelId, found.awb, found.courier);
      if (found !== undefined) return await assign(client, found.parcelId, reference);
      const call = { name: 'orders.create', method: 'POST', path: '/orders/create/adhoc' } as const;
      const answer = await client.once({ ...call, body: bodyOf(request, config) });
      parcelId = read(Created, answer, call.name).shipment_id;
      return await assign(client, parcelId, reference);
    } catch (error) {
      mayExist ||= unavailability(error)?.effect === 'unknown';
      throw error;
    }
  });
};
