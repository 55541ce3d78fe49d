import type { Instant } from '../../event-schemas/primitives.ts';
import { indianDay, instantAfter } from '../kernel/calendar.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import { orderPolicy } from '../policy/order.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import type { OrderRejection } from './rejections.ts';
import type { Order, Shipment } from './state.ts';

type Answer = Extract<OrderCommand, { type: 'RequestRedelivery' | 'GiveUpDelivery' }>;
type Parcel = Pick<Shipment, 'checkpoints' | 'answer' | 'status'>;

/**
 * Failed attempts; two reports of the same moment are one, however many ways they came, and none counts after the last that
 * the policy allows.
 */
export const failedAttempts = ({ checkpoints }: Pick<Parcel, 'checkpoints'>): number =>
  Math.min(
    new Set(checkpoints.flatMap(({ status, at }) => (status === 'deliveryFailed' ? [at] : []))).size,
    orderPolicy.deliveryAttemptsMax.value,
  );

/** True while the courier could still hand the parcel over. */
export const isUnderway = ({ status }: Pick<Parcel, 'status'>): boolean =>
  status === 'shipped' || status === 'outForDelivery';

/** What is to be done about a parcel that was not handed over; undefined when nothing went wrong, or it is over. */
export const deliveryIssue = (parcel: Parcel): 'actionNeeded' | 'retryRequested' | 'goingBack' | undefined => {
  const attempts = failedAttempts(parcel);
  if (attempts === 0 || !isUnderway(parcel)) return undefined;
  if (parcel.answer?.type === 'DeliveryGivenUp') return 'goingBack';
  return parcel.answer?.attempt === attempts ? 'retryRequested' : 'actionNeeded';
};

/** Ends the attempts with the last one that the policy allows. */
export const givenUpAfter = (order: Order, shipment: Shipment): OrderEvent[] => {
  const attempt = failedAttempts(shipment);
  const over = attempt >= orderPolicy.deliveryAttemptsMax.value;
  if (!over || !isUnderway(shipment) || shipment.answer?.type === 'DeliveryGivenUp') return [];
  const { orderId, userId } = order;
  const { shipmentId } = shipment;
  return [
    {
      type: 'DeliveryGivenUp',
      data: {
        ...{ orderId, userId, shipmentId, reason: 'attemptsExhausted' },
        attempt: orderPolicy.deliveryAttemptsMax.value,
      },
    },
  ];
};

const dayAllowed = (day: string, now: Instant): boolean => {
  const last = indianDay(instantAfter(now, orderPolicy.redeliveryWithinMs.value));
  return day > indianDay(now) && day <= last;
};

/** What the buyer answers to a failed attempt; an answer to an attempt that is over is refused. */
export const answerFailure = (
  { type, data }: Answer,
  state: Order,
  now: Instant,
): Decision<OrderEvent, OrderRejection> => {
  const shipment = state.shipments.find(({ shipmentId }) => shipmentId === data.shipmentId);
  if (shipment === undefined) return reject('ShipmentNotFound');
  const { answer } = shipment;
  const issue = deliveryIssue(shipment);
  const { orderId, userId } = state;
  if (type === 'GiveUpDelivery') {
    if (answer?.type === 'DeliveryGivenUp') return [];
    if (issue === undefined) return reject('DeliveryNotFailed');
    if (data.attempt !== failedAttempts(shipment)) return reject('DeliveryAttemptPassed');
    return [{ type: 'DeliveryGivenUp', data: { ...data, orderId, userId, reason: 'unwanted' } }];
  }
  if (issue === undefined || issue === 'goingBack') return reject('DeliveryNotFailed');
  if (data.attempt !== failedAttempts(shipment)) return reject('DeliveryAttemptPassed');
  if (issue === 'retryRequested') return answer?.on === data.on ? [] : reject('RedeliveryAlreadyRequested');
  if (!dayAllowed(data.on, now)) return reject('InvalidRedeliveryDay');
  return [{ type: 'RedeliveryRequested', data: { ...data, orderId, userId, requestedAt: now } }];
};
