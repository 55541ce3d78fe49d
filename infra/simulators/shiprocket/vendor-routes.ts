import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { guarded, Refused } from './guard.ts';
import { drawLabel } from './label.ts';
import { wallClock, type Parcel, type ShiprocketWorld } from './world.ts';

const LISTED_MAX = 15;
/** The one pickup address of the account; a wrong name is refused with status 200, as by the vendor. */
const PICKUP_LOCATION = 'Primary';
const required = z.string().min(1).max(300);
const amount = z.number().positive();
const Order = z.object({
  order_id: z.string().min(1).max(50),
  order_date: z.iso.date(),
  pickup_location: required,
  billing_customer_name: required,
  billing_address: required,
  billing_city: z.string().min(1).max(80),
  billing_pincode: z.int().min(100_000).max(999_999),
  billing_state: required,
  billing_country: required,
  billing_email: z.email(),
  billing_phone: z.int().min(6_000_000_000).max(9_999_999_999),
  shipping_is_billing: z.literal(true),
  order_items: z
    .array(z.object({ name: required, sku: required, units: z.int().positive(), selling_price: z.number() }))
    .min(1),
  payment_method: z.enum(['COD', 'Prepaid']),
  sub_total: z.number().nonnegative(),
  ...{ length: amount, breadth: amount, height: amount, weight: amount },
});
const Ids = z.object({ shipment_id: z.array(z.int()).min(1) });
const Action = z.object({
  action: z.enum(['re-attempt', 'return']),
  comments: required.max(500),
  deferred_date: z.iso.date().optional(),
  phone: z.string().optional(),
});

const bodyOf = <T extends z.ZodType>(schema: T, { body }: FastifyRequest): z.output<T> => {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const errors = Object.fromEntries(read.error.issues.map(({ path, message }) => [path.join('.'), [message]]));
  throw new Refused(422, 'Oops! Invalid Data.', errors);
};
const listed = (parcel: Parcel): object => ({
  id: parcel.orderId,
  channel_order_id: parcel.reference,
  status: parcel.isCancelled ? 'CANCELED' : 'NEW',
  shipments: [
    { id: parcel.parcelId, awb: parcel.awb, courier: parcel.courier, pickup_scheduled_date: parcel.pickupOn },
  ],
});
const known = (world: ShiprocketWorld, parcelId: number | undefined): Parcel => {
  const parcel = world.parcel(parcelId ?? 0);
  if (parcel === undefined || parcel.isCancelled) throw new Refused(400, 'Invalid shipment id');
  return parcel;
};
const withAwb = (world: ShiprocketWorld, { params }: FastifyRequest): Parcel => {
  const { awb } = z.object({ awb: z.string() }).parse(params);
  const [parcel] = world.find((each) => each.awb === awb);
  if (parcel === undefined) throw new Refused(404, '404 Not Found');
  return parcel;
};

const booking = (app: FastifyInstance, world: ShiprocketWorld): void => {
  app.post(
    '/auth/login',
    guarded(world, 'login', ({ body }) => {
      const { email, password } = Object(body) as { email?: unknown; password?: unknown };
      if (email !== world.options.email || password !== world.options.password)
        throw new Refused(400, 'Invalid email and password combination');
      return { id: 1, company_id: 1, email, token: world.issueToken() };
    }),
  );
  app.post(
    '/orders/create/adhoc',
    guarded(world, 'orders.create', (request) => {
      const order = bodyOf(Order, request);
      if (order.pickup_location !== PICKUP_LOCATION) return { message: 'Wrong Pickup location entered', data: {} };
      const { order_id: reference, billing_customer_name: name, payment_method: payment } = order;
      const address = [order.billing_address, order.billing_city, order.billing_pincode, order.billing_state].join(
        ', ',
      );
      const { orderId, parcelId } = world.create({ reference, name, address, payment });
      return { order_id: orderId, shipment_id: parcelId, status: 'NEW', status_code: 1, awb_code: '' };
    }),
  );
  app.get(
    '/orders',
    guarded(world, 'orders.find', ({ query }) => {
      const { search = '' } = z.object({ search: z.string().optional() }).parse(query);
      const found = world.find(({ reference, awb }) => reference.includes(search) || awb === search);
      return { data: found.slice(-LISTED_MAX).reverse().map(listed), meta: { pagination: { total: found.length } } };
    }),
  );
  app.post(
    '/courier/assign/awb',
    guarded(world, 'awb.assign', (request) => {
      const parcel = known(world, bodyOf(z.object({ shipment_id: z.int() }), request).shipment_id);
      if (parcel.awb !== '') throw new Refused(400, 'Oops! Cannot reassign courier for this shipment.');
      world.assign(parcel);
      const { awb, courier, parcelId } = parcel;
      return {
        awb_assign_status: 1,
        response: { data: { awb_code: awb, courier_name: courier, shipment_id: parcelId } },
      };
    }),
  );
  app.post(
    '/courier/generate/pickup',
    guarded(world, 'pickup', (request) => {
      const parcel = known(world, bodyOf(Ids, request).shipment_id[0]);
      if (parcel.awb === '' || parcel.pickupOn !== null) throw new Refused(400, 'Already in Pickup Queue.');
      return { pickup_status: 1, response: { pickup_scheduled_date: world.arrangePickup(parcel), status: 3 } };
    }),
  );
  app.post(
    '/orders/cancel',
    guarded(world, 'cancel', (request) => {
      const { ids } = bodyOf(z.object({ ids: z.array(z.int()).min(1) }), request);
      const found = world.find(({ orderId, isCancelled }) => ids.includes(orderId) && !isCancelled);
      if (found.length === 0) throw new Refused(400, 'Order is already cancelled.');
      for (const parcel of found) parcel.isCancelled = true;
      return { message: 'Order cancelled successfully.' };
    }),
  );
};

const following = (app: FastifyInstance, world: ShiprocketWorld): void => {
  app.post(
    '/courier/generate/label',
    guarded(world, 'label', (request) => {
      const parcel = world.parcel(bodyOf(Ids, request).shipment_id[0] ?? 0);
      if (parcel === undefined || parcel.awb === '') return { label_created: 0, not_created: [], response: 'No label' };
      const url = `http://${request.host}/simulators/shiprocket/labels/${parcel.awb}.pdf`;
      return { label_created: 1, label_url: url, not_created: [] };
    }),
  );
  app.get(
    '/courier/track/awb/:awb',
    guarded(world, 'track', (request) => {
      const { scans, awb } = withAwb(world, request);
      if (scans.length === 0) return { tracking_data: { track_status: 0, error: 'There is no activities found' } };
      const activities = scans.toReversed().map((scan) => ({
        ...{ date: scan.date, status: scan.status, activity: scan.activity, location: scan.place },
        ...{ 'sr-status': scan.code, 'sr-status-label': scan.status },
      }));
      return {
        tracking_data: { track_status: 1, shipment_track: [{ awb_code: awb }], shipment_track_activities: activities },
      };
    }),
  );
  app.post(
    '/ndr/:awb/action',
    guarded(world, 'ndr', (request, reply) => {
      const parcel = withAwb(world, request);
      if (parcel.scans.at(-1)?.code !== '21') throw new Refused(400, 'Shipment is not in NDR');
      parcel.actions.push({ ...bodyOf(Action, request), at: wallClock(world.clock.now()) });
      void reply.code(202);
      return { status: 'Data Updated Sucessfully' };
    }),
  );
};

/** The part of the vendor's API that the shop uses, in its wire format. */
export const shiprocketVendorRoutes = (app: FastifyInstance, world: ShiprocketWorld): void => {
  booking(app, world);
  following(app, world);
};

/** Where the addresses of labels lead to, as the vendor's own file store does: without a token, hard to guess. */
export const shiprocketFiles = (app: FastifyInstance, world: ShiprocketWorld): void => {
  app.get('/labels/:file', async (request, reply) => {
    const { file } = z.object({ file: z.string() }).parse(request.params);
    const [parcel] = world.find(({ awb }) => awb !== '' && `${awb}.pdf` === file);
    if (parcel === undefined) return reply.code(404).send();
    return reply.type('application/pdf').send(await drawLabel(parcel));
  });
};
