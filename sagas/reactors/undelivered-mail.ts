import type { Reactor } from '../../domains/kernel/reactor.ts';
import { order } from '../../domains/order/aggregate.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import { deliveryIssue, failedAttempts } from '../../domains/order/undelivered.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { provenAddressOf, sendUnlessRefused } from './person-mail.ts';

type Recorded = Extract<OrderEvent, { type: 'ShipmentCheckpointRecorded' }>['data'];

const REASONS: Readonly<Record<NonNullable<Recorded['reason']>, string>> = {
  notAtHome: 'nobody was there to take it',
  refused: 'it was refused at the door',
  addressNotFound: 'the address was not found',
  phoneNotReachable: 'nobody answered the phone',
  cashNotReady: 'the amount was not at hand',
  asksForAnotherDay: 'another day was asked for',
  other: 'the courier gave no reason',
};

const textOf = (attempt: number, reason: Recorded['reason'], isGoingBack: boolean): string => {
  const { value: last } = orderPolicy.deliveryAttemptsMax;
  const what = `The courier could not hand over your parcel (attempt ${attempt} of ${last}): ${REASONS[reason ?? 'other']}.`;
  const next = isGoingBack
    ? 'It goes back now. What you paid is refunded when it has arrived.'
    : 'Open the order in the app to choose another day, or to send the parcel back. After the last attempt it goes back by itself.';
  return [what, next, 'Only2U'].join('\n\n');
};

/** Tells the buyer of a failed attempt, once however many reports there are of it, unless the parcel has arrived by now. */
export const undeliveredMail: Reactor = {
  name: 'undeliveredMail',
  handles: ['ShipmentCheckpointRecorded'],
  react: async (event, context) => {
    const { orderId, userId, shipmentId, checkpointId, status, reason, at } = event.data as Recorded;
    if (status !== 'deliveryFailed') return;
    const { state } = await context.facts(order, orderId);
    const parcel = state?.shipments.find((each) => each.shipmentId === shipmentId);
    const issue = parcel && deliveryIssue(parcel);
    if (state === undefined || parcel === undefined || issue === undefined) return;
    const reports = parcel.checkpoints.filter((each) => each.status === 'deliveryFailed');
    const place = reports.findIndex((each) => each.checkpointId === checkpointId);
    if (reports.findIndex((each) => each.at === at) !== place) return;
    const known = new Set(reports.slice(0, place).map((each) => each.at)).size;
    if (known >= orderPolicy.deliveryAttemptsMax.value) return;
    const to = await provenAddressOf(userId, context);
    if (to === undefined) return;
    const text = textOf(Math.min(known + 1, failedAttempts(parcel)), reason, issue === 'goingBack');
    const subject = `Your parcel could not be handed over: order ${state.orderNumber}`;
    await sendUnlessRefused({ to, subject, text, key: event.eventId }, context);
  },
};
