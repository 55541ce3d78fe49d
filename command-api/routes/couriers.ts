import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { sql } from '../../domains/kernel/projection.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import {
  courier,
  courierIdOf,
  CourierReport,
  order,
  reportCommand,
  type ShipmentRow,
} from '../../domains/order/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { Id, OrderId } from '../../event-schemas/primitives.ts';
import { liveSecrets, secretOf } from './courier-secrets.ts';
import { headerOf } from './webhook-header.ts';

const One = z.object({ id: Id });
const Registered = z.object({
  id: Id,
  name: z.string(),
  webhook: z.string(),
  version: z.int(),
  /** Signs the reports; shown here and nowhere else. */
  secret: z.string(),
});

const registered = (courierId: string, name: string, version: number, context: WriteContext) => ({
  id: courierId,
  name,
  webhook: `/api/v1/couriers/${courierId}/webhook`,
  version,
  secret: secretOf(courierId, version, context),
});

const admin = { tag: 'Couriers', method: 'POST', allow: ['admin'], reply: Registered, secretAnswer: true } as const;

const register = writeRoute({
  ...admin,
  path: '/couriers',
  summary: 'Let a courier report about its parcels: the address for its reports and the secret that signs them',
  status: 201,
  body: z.object({ name: z.string().trim().min(1).max(80) }),
  run: async ({ body: { name } }, context) => {
    const courierId = courierIdOf(name);
    const { state } = await context.send(courier, { type: 'RegisterCourier', data: { courierId, name } });
    return registered(courierId, state!.name, state!.version, context);
  },
});

const rotate = writeRoute({
  ...admin,
  path: '/couriers/:id/secret',
  summary: 'Give a courier a new secret; the one before it is taken for another day',
  params: One,
  body: z.object({ version: z.int().positive().describe('the version to be replaced') }),
  refusals: ['CourierNotFound'],
  run: async ({ params: { id }, body }, context) => {
    const data = { courierId: id, rotationOf: body.version };
    const { state } = await context.send(courier, { type: 'RotateCourierSecret', data });
    return registered(id, state!.name, state!.version, context);
  },
});

const matches = (secret: string, message: Buffer, signature: string): boolean => {
  const expected = createHmac('sha256', secret).update(message).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** The signature is over `timestamp.body`, so that an old report cannot be sent again with a new time. */
const requireSigned = async (courierId: string, context: WriteContext): Promise<{ name: string; body: Buffer }> => {
  const { name, secrets } = await liveSecrets(courierId, context);
  const timestamp = headerOf(context, 'x-courier-timestamp');
  const signature = headerOf(context, 'x-courier-signature');
  const body = context.rawBody ?? Buffer.alloc(0);
  const message = Buffer.concat([Buffer.from(`${timestamp}.`), body]);
  // No early exit: how long the check takes must not tell which of the live secrets matched.
  const genuine = secrets.map((secret) => matches(secret, message, signature));
  if (name === undefined || !genuine.some(Boolean))
    throw new Refusal('InvalidWebhookSignature', 'The report is not signed with a live secret of this courier.');
  const age = Math.abs(Date.parse(context.now) - Number(timestamp) * 1_000);
  if (!/^\d{1,12}$/.test(timestamp) || age > orderPolicy.courierReplayWindowMs.value)
    throw new Refusal('WebhookExpired', 'x-courier-timestamp is too far from now; sign the report anew.');
  return { name, body };
};

const Report = CourierReport.extend({ trackingNumber: z.string().trim().min(1).max(80) });
const readReport = (body: Buffer): z.infer<typeof Report> => {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    throw new Refusal('InvalidWebhook', 'The body is not JSON.');
  }
  const parsed = Report.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('InvalidWebhook', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
};

/** A courier reaches only parcels that carry its own name. */
const parcelOf = async (trackingNumber: string, name: string, context: WriteContext) => {
  const [row] = await context.query<ShipmentRow>(sql`select * from orders.shipment
    where tracking_number = ${trackingNumber} and lower(courier) = ${name.toLowerCase()} order by shipped_at desc limit 1`);
  if (row === undefined) throw new Refusal('ShipmentNotFound', 'No parcel of this courier has this tracking number.');
  return { orderId: OrderId.parse(row.order_id), shipmentId: row.shipment_id };
};

const webhook = writeRoute({
  method: 'POST',
  path: '/couriers/:id/webhook',
  tag: 'Couriers',
  allow: ['public'],
  summary: "A courier's signed report about a parcel; repeated and reordered ones change nothing",
  params: One,
  rawBody: true,
  reply: z.object({ handled: z.boolean() }),
  refusals: ['InvalidWebhookSignature', 'WebhookExpired', 'InvalidWebhook', 'ShipmentNotFound'],
  run: async ({ params: { id } }, context) => {
    const { name, body } = await requireSigned(id, context);
    const report = readReport(body);
    const parcel = await parcelOf(report.trackingNumber, name, context);
    // A report that comes too late to matter is taken in all the same, or the courier would repeat it for ever.
    return { handled: !('rejected' in (await context.attempt(order, reportCommand(parcel, report)))) };
  },
});

export const courierWrites = [register, rotate, webhook];
