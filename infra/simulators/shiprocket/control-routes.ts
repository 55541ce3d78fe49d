import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultSchema } from '../fault-request.ts';
import { ControlProblem, readControl } from '../problem.ts';
import { WebhookPoster } from '../razorpay/post.ts';
import { wallClock, type Parcel, type ShiprocketWorld } from './world.ts';

const CALLS = [
  'any',
  'login',
  'orders.create',
  'orders.find',
  'awb.assign',
  'pickup',
  'label',
  'track',
  'ndr',
  'cancel',
] as const;
const WEBHOOK_TIMEOUT_MS = 5_000;
const TIMES_MAX = 20;
/** The vendor's numbers and names of what a courier can report. */
const STATUSES = {
  pickedUp: ['42', 'PICKED UP'],
  shipped: ['6', 'SHIPPED'],
  inTransit: ['18', 'IN TRANSIT'],
  atHub: ['38', 'REACHED AT DESTINATION HUB'],
  outForDelivery: ['17', 'OUT FOR DELIVERY'],
  undelivered: ['21', 'UNDELIVERED'],
  delivered: ['7', 'DELIVERED'],
  rtoInitiated: ['9', 'RTO INITIATED'],
  rtoDelivered: ['10', 'RTO DELIVERED'],
} as const;
const Scan = z.strictObject({
  reference: z.string().min(1).max(50),
  status: z.enum(Object.keys(STATUSES) as [keyof typeof STATUSES]),
  activity: z.string().max(300).default(''),
  place: z.string().max(100).default('Hyderabad_Hub (Telangana)'),
  /** The simulators' time without it. */
  at: z.iso.datetime().optional(),
  /** How often the webhook is sent; 0 for a report that gets lost. */
  webhooks: z.int().min(0).max(TIMES_MAX).default(1),
});
const Receiver = z.strictObject({ url: z.url().nullable(), token: z.string().max(200) });

const reportOf = (parcel: Parcel): object => {
  const last = parcel.scans.at(-1);
  return {
    awb: parcel.awb,
    courier_name: parcel.courier,
    current_status: last?.status,
    order_id: parcel.reference,
    sr_order_id: parcel.orderId,
    scans: parcel.scans.map(({ date, status, activity, code, place }) => ({
      ...{ date, status, activity, location: place },
      ...{ 'sr-status': code, 'sr-status-label': status },
    })),
    is_return: 0,
  };
};
const shown = ({ orderId, parcelId, reference, isCancelled, awb, courier, pickupOn, actions }: Parcel): object => ({
  ...{ orderId, parcelId, reference, isCancelled, awb, courier, pickupOn, actions },
});

/** What a courier's people and a bad day would do. */
export const shiprocketControlRoutes = (app: FastifyInstance, world: ShiprocketWorld): void => {
  const poster = new WebhookPoster();
  app.addHook('onClose', () => poster.close());
  app.get('/parcels/:reference', (request, reply) => {
    const { reference } = z.object({ reference: z.string() }).parse(request.params);
    return reply.send({ parcels: world.find((each) => each.reference === reference).map(shown) });
  });
  app.post('/scans', async (request, reply) => {
    const { reference, status, activity, place, at, webhooks } = readControl(Scan, request.body);
    const [parcel] = world.find((each) => each.reference === reference && !each.isCancelled);
    if (parcel === undefined) throw new ControlProblem(404, 'There is no parcel with this reference.');
    const [code, label] = STATUSES[status];
    const date = wallClock(at === undefined ? world.clock.now() : Date.parse(at));
    parcel.scans.push({ date, status: label, activity: activity === '' ? label : activity, code, place });
    const { url, token } = world.webhook;
    const statuses: number[] = [];
    const headers = { 'x-api-key': token };
    for (let times = 0; times < webhooks && url !== null; times += 1)
      statuses.push(
        await poster.post(url, JSON.stringify(reportOf(parcel)), { headers, timeoutMs: WEBHOOK_TIMEOUT_MS }),
      );
    return reply.send({ date, statuses });
  });
  app.post('/webhook', (request, reply) => {
    Object.assign(world.webhook, readControl(Receiver, request.body));
    return reply.send({ url: world.webhook.url });
  });
  app.delete('/tokens', (_request, reply) => {
    world.expireTokens();
    return reply.send({});
  });
  app.post('/faults', (request, reply) => {
    const { call, times, ...fault } = readControl(faultSchema(CALLS), request.body);
    if (!world.faults.plan(call, times, fault))
      throw new ControlProblem(409, 'Too many faults wait; delete them first.');
    return reply.send({ faults: world.faults.list() });
  });
  app.delete('/faults', (_request, reply) => {
    world.faults.clear();
    return reply.send({ faults: [] });
  });
};
