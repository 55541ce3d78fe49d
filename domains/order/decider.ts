import type { Instant } from '../../event-schemas/primitives.ts';
import { reject, type Decider, type Decision } from '../kernel/decider.ts';
import { hearOfStock } from './awaiting.ts';
import { book, withBookingsGivenUp } from './booking/deciding.ts';
import { follow } from './booking/following.ts';
import type { OrderCommand } from './commands.ts';
import { endEdit, requestEdit } from './editing.ts';
import type { OrderEvent } from './events.ts';
import { moveParcel, prepare, ship } from './fulfilling.ts';
import { offerPayNow, requestPayNow } from './paying-now.ts';
import { cancel, changeAddress, confirm, end, place } from './placing.ts';
import type { OrderRejection } from './rejections.ts';
import { moveReturn, recordRefund, request } from './returning.ts';
import { answerFailure } from './undelivered.ts';
import { evolveOrder, type OrderState } from './state.ts';

// eslint-disable-next-line complexity -- one line per command, and nothing else
const decideOrder = (command: OrderCommand, state: OrderState, now: Instant): Decision<OrderEvent, OrderRejection> => {
  if (command.type === 'PlaceOrder') return place(command.data, state, now);
  if (state === undefined) return reject('OrderNotFound');
  switch (command.type) {
    case 'ConfirmOrder':
      return confirm(command.data, state, now);
    case 'RejectOrder':
    case 'ExpireOrder':
      return end(command, state);
    case 'CancelOrder':
      return cancel(command.data, state, now);
    case 'ChangeOrderAddress':
      return changeAddress(command.data, state);
    case 'StartProcessing':
    case 'PackOrder':
      return prepare(command, state);
    case 'ShipOrder':
      return ship(command.data, state, now);
    case 'RecordCheckpoint':
    case 'MarkOutForDelivery':
    case 'DeliverOrder':
    case 'ReturnOrderToOrigin':
      return moveParcel(command, state, now);
    case 'RequestRedelivery':
    case 'GiveUpDelivery':
      return answerFailure(command, state, now);
    case 'RequestCourierBooking':
    case 'RecordCourierBooking':
    case 'RecordCourierBookingFailure':
    case 'RecordCourierPickup':
    case 'CancelCourierBooking':
      return book(command, state, now);
    case 'RecordOwedStock':
    case 'ChangeOrderPromise':
      return hearOfStock(command, state);
    case 'InstructCourier':
    case 'RecordCourierInstruction':
    case 'AskForTracking':
      return follow(command, state, now);
    case 'RecordOrderRefund':
      return recordRefund(command.data, state);
    case 'RequestReturn':
      return request(command.data, state, now);
    case 'AdvanceReturn':
    case 'AcceptReturn':
    case 'CancelReturn':
    case 'RefundInstead':
      return moveReturn(command, state);
    case 'RequestOrderEdit':
      return requestEdit(command.data, state);
    case 'RequestPayNow':
      return requestPayNow(command.data, state, now);
    case 'OfferPayNow':
      return offerPayNow(state, now);
    case 'ApplyOrderEdit':
    case 'DropOrderEdit':
      return endEdit(command, state);
  }
};

/** One order. Refunds of any sequence of cancellations and returns sum to exactly what was paid. */
export const orderDecider: Decider<OrderState, OrderCommand, OrderEvent, OrderRejection> = {
  initial: undefined,
  evolve: evolveOrder,
  decide: (command, state, now) => withBookingsGivenUp(state, decideOrder(command, state, now)),
};
