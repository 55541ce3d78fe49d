import type { Instant } from '../../../event-schemas/primitives.ts';
import { msOf } from '../../kernel/calendar.ts';
import { reject, type Decision } from '../../kernel/decider.ts';
import { courierPolicy } from '../../policy/courier.ts';
import type { OrderCommand } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import type { OrderRejection } from '../rejections.ts';
import type { Order, Shipment } from '../state.ts';
import { isUnderway } from '../undelivered.ts';
import type { Booking } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type CommandData<T extends OrderCommand['type']> = Extract<OrderCommand, { type: T }>['data'];
export type FollowingCommand = Extract<
  OrderCommand,
  { type: 'InstructCourier' | 'RecordCourierInstruction' | 'AskForTracking' }
>;

const isSame = (
  instruction: Booking['instruction'],
  { attempt, answer }: { readonly attempt: number; readonly answer: string },
): boolean => instruction?.attempt === attempt && instruction.answer === answer;

/** What the buyer wants now is passed on, in so many turns as it takes; what is over or was taken is not. */
const instruct = ({ turn }: { readonly turn: number }, state: Order, booking: Booking, shipment: Shipment): Decided => {
  const { answer } = shipment;
  if (answer === undefined || !isUnderway(shipment) || turn > courierPolicy.instructionsMax.value) return [];
  const wanted = { attempt: answer.attempt, answer: answer.type };
  const { instruction } = booking;
  if (isSame(instruction, wanted) && (instruction?.status === 'accepted' || (instruction?.turn ?? 0) >= turn))
    return [];
  const { orderId, userId } = state;
  const { shipmentId } = booking;
  return [{ type: 'CourierInstructionRequested', data: { orderId, userId, shipmentId, ...wanted, turn } }];
};

const recordInstruction = (
  { refusedFor: reason, ...data }: CommandData<'RecordCourierInstruction'>,
  state: Order,
  { instruction }: Booking,
): Decided => {
  // An answer to an older word, or a repeat.
  if (!isSame(instruction, data) || instruction?.turn !== data.turn || instruction.status !== 'asked') return [];
  const { userId } = state;
  return reason === undefined
    ? [{ type: 'CourierInstructionAccepted', data: { ...data, userId } }]
    : [{ type: 'CourierInstructionRefused', data: { ...data, userId, reason } }];
};

/** The newest moment that is known of a parcel. */
const heardAt = ({ checkpoints, shippedAt }: Shipment): Instant =>
  checkpoints.reduce((newest, { at }) => (at > newest ? at : newest), shippedAt);

const ask = (data: CommandData<'AskForTracking'>, state: Order, booking: Booking, now: Instant): Decided => {
  if (data.ask <= booking.asks) return [];
  const shipment = state.shipments.find(({ shipmentId }) => shipmentId === booking.shipmentId);
  if (shipment !== undefined && !isUnderway(shipment)) return [];
  const isQuiet = shipment === undefined || msOf(now) - msOf(heardAt(shipment)) >= courierPolicy.quietMs.value;
  return isQuiet ? [{ type: 'CourierTrackingRequested', data: { ...data, userId: state.userId } }] : [];
};

/** What passes between the courier and us about a parcel that was booked. */
export const follow = (command: FollowingCommand, state: Order, now: Instant): Decided => {
  const { shipmentId } = command.data;
  const booking = state.bookings.find((each) => each.shipmentId === shipmentId && each.status === 'booked');
  if (booking === undefined) return reject('CourierBookingNotFound');
  if (command.type === 'AskForTracking') return ask(command.data, state, booking, now);
  const shipment = state.shipments.find((each) => each.shipmentId === shipmentId);
  if (shipment === undefined) return reject('ShipmentNotFound');
  return command.type === 'InstructCourier'
    ? instruct(command.data, state, booking, shipment)
    : recordInstruction(command.data, state, booking);
};
