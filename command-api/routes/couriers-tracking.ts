import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { isRejected } from '../../domains/kernel/decider.ts';
import { Refusal, writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import { courierIdOf, order, orderOfReference, referenceOf, scanCommands } from '../../domains/order/index.ts';
import { Id } from '../../event-schemas/primitives.ts';
import { liveSecrets } from './courier-secrets.ts';
import { headerOf } from './webhook-header.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The company sends the secret itself. No early exit: how long the check takes must not tell which of the live ones it was. */
const requireToken = async (courierId: string, context: WriteContext): Promise<void> => {
  const given = digest(headerOf(context, 'x-api-key'));
  const { name, secrets } = await liveSecrets(courierId, context);
  const genuine = secrets.map((secret) => timingSafeEqual(digest(secret), given));
  if (name === undefined || !genuine.some(Boolean))
    throw new Refusal('InvalidWebhookSignature', 'x-api-key is not a live secret of this courier.');
};

/** What a courier company reports about the parcels that were booked there. */
export const trackingWebhook = writeRoute({
  method: 'POST',
  path: '/couriers/:id/tracking',
  tag: 'Couriers',
  allow: ['public'],
  summary:
    'The courier company’s own report about a parcel that was booked there; repeated and reordered ones change nothing',
  params: z.object({ id: Id }),
  rawBody: true,
  reply: z.object({ handled: z.boolean() }),
  refusals: ['CourierNotFound', 'InvalidWebhookSignature', 'InvalidWebhook'],
  run: async ({ params: { id } }, context) => {
    const { courierGateway } = context.ports;
    if (courierGateway === undefined || id !== courierIdOf(courierGateway.name))
      throw new Refusal('CourierNotFound', 'No parcels are booked at this courier.');
    await requireToken(id, context);
    const report = courierGateway.readReport(context.rawBody ?? Buffer.alloc(0));
    if (report === undefined) throw new Refusal('InvalidWebhook', 'The body is no report about a parcel.');
    // A report about what is not ours is taken in all the same, or the company would repeat it.
    const orderId = orderOfReference(report.reference);
    const { state } = orderId === undefined ? {} : await context.facts(order, orderId);
    const booking = state?.bookings.find((each) => referenceOf(state.orderId, each.shipmentId) === report.reference);
    if (state === undefined || booking === undefined) return { handled: false };
    let handled = false;
    for (const [place, command] of scanCommands(state, booking.shipmentId, report.scans).entries()) {
      const outcome = await context.attempt(order, command, `${command.type} ${place}`);
      handled ||= !isRejected(outcome);
    }
    return { handled };
  },
});
