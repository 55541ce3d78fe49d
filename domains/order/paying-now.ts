import type { Instant } from '../../event-schemas/primitives.ts';
import { instantAfter } from '../kernel/calendar.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { isRejected, reject, type Decision, type Rejected } from '../kernel/decider.ts';
import { orderPolicy } from '../policy/order.ts';
import { paymentPolicy } from '../policy/payment.ts';
import { feeTaxBasisPoints, taxInside } from '../pricing/index.ts';
import { portionOf } from '../pricing/split.ts';
import type { OrderCommand } from './commands.ts';
import { EDITS_MAX } from './edit-events.ts';
import type { OrderEvent } from './events.ts';
import { isInHouse } from './facts.ts';
import { cashOwed } from './funds.ts';
import type { OrderRejection } from './rejections.ts';
import type { Edit, Order } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type EventData<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data'];
/** In paise: what is to be paid online, how much less that is than the cash, and until when it may be asked for. */
export type PayNowOffer = { readonly duePaise: number; readonly savePaise: number; readonly until: Instant };

const FULL = 10_000;

/** The part of the fee for paying at the door that whoever pays now is spared. */
const savingOf = ({ codFeePaise }: Order): number =>
  portionOf(codFeePaise, orderPolicy.payNow.value.feeGivenBackBasisPoints, FULL);

const no = (detail: string): Rejected<OrderRejection> => reject('PayNowNotOffered', detail);

/** Whether the order is one that is paid at the door, with all of it still in the house. */
const refuseState = (order: Order): Rejected<OrderRejection> | undefined => {
  if (order.phase !== 'confirmed' || !order.lines.some(isInHouse))
    return no('There is nothing of this order that could still be paid.');
  if (order.paymentMethod !== 'COD') return no('This order is paid online already.');
  if (order.shipments.length > 0) return no('A parcel of this order has left; pay the courier at the door.');
  return undefined;
};

/** What paying now would cost at this time, or why it is not possible. */
export const payNowOffer = (order: Order, now: Instant): PayNowOffer | Rejected<OrderRejection> => {
  const refused = refuseState(order);
  if (refused !== undefined) return refused;
  const until = instantAfter(order.confirmedAt!, orderPolicy.payNow.value.offeredForMs);
  if (now >= until) return no(`It could be paid online until ${until}; pay the courier at the door.`);
  const savePaise = savingOf(order);
  const duePaise = cashOwed(order) - savePaise;
  if (duePaise < paymentPolicy.gatewayMinimumPaise.value) return no('Too little is due for a payment online.');
  return { duePaise, savePaise, until };
};

/** Asks for the payment as a change of the order does, so that only one of both can wait for its money. */
export const requestPayNow = (
  { editId, editPaymentId, expiresAt }: Extract<OrderCommand, { type: 'RequestPayNow' }>['data'],
  state: Order,
  now: Instant,
): Decided => {
  if (state.edits.some((known) => known.editId === editId)) return [];
  const offer = payNowOffer(state, now);
  if (isRejected(offer)) return offer;
  if (state.edits.some(({ status }) => status === 'open'))
    return reject('OrderEditOpen', 'Another change of this order waits for its payment.');
  if (state.edits.length >= EDITS_MAX) return reject('TooManyEdits');
  const { orderId, userId } = state;
  const { duePaise, savePaise } = offer;
  const edit = { orderId, userId, editId, removed: [], added: [], duePaise, editPaymentId, expiresAt };
  return [{ type: 'OrderEditRequested', data: { ...edit, payNow: { savePaise } } }];
};

/** The money is there. A parcel that left meanwhile collects its cash, so then the payment is given back instead. */
export const applyPayNow = (edit: Edit, savePaise: number, state: Order): Decided => {
  const refused = refuseState(state);
  if (refused !== undefined) return refused;
  const { orderId, userId, paymentId: cashPaymentId, codFeePaise, placedAt } = state;
  const cash = cashOwed(state);
  if (cash - savePaise !== edit.duePaise) return reject('OrderStatusNotAllowed');
  const rate = feeTaxBasisPoints(placedAt);
  const data: EventData<'OrderPrepaid'> = {
    ...{ orderId, userId, editId: edit.editId, cashPaymentId, paymentId: edit.editPaymentId },
    refundId: derivedId('refund', orderId, edit.editId) as EventData<'OrderPrepaid'>['refundId'],
    ...{ cashPaise: cash, paidPaise: edit.duePaise, savedPaise: savePaise },
    savedTaxPaise: taxInside(codFeePaise, rate) - taxInside(codFeePaise - savePaise, rate),
  };
  return [{ type: 'OrderPrepaid', data }];
};

/** Once for an order, and only while the buyer can make use of it. */
export const offerPayNow = (state: Order, now: Instant): Decided => {
  if (state.wasPayNowOffered) return [];
  const offer = payNowOffer(state, now);
  if (isRejected(offer)) return offer;
  if (state.edits.some(({ status }) => status === 'open')) return reject('OrderEditOpen');
  const { orderId, userId } = state;
  return [{ type: 'PayNowOffered', data: { orderId, userId, ...offer } }];
};

/** The order as if it had been placed to be paid online; its refunds come from the new payment from here on. */
export const evolvePrepaid = (order: Order, data: EventData<'OrderPrepaid'>): Order => {
  const { editId, paymentId, paidPaise, savedPaise, savedTaxPaise } = data;
  const funds = order.funds.map((fund) =>
    fund.paymentId === data.cashPaymentId ? { ...fund, paidPaise: 0, givenPaise: 0 } : fund,
  );
  return {
    ...order,
    paymentMethod: 'PREPAID',
    paymentId,
    codFeePaise: order.codFeePaise - savedPaise,
    feeTaxPaise: order.feeTaxPaise - savedTaxPaise,
    taxPaise: order.taxPaise - savedTaxPaise,
    totalPaise: order.totalPaise - savedPaise,
    edits: order.edits.map((edit) => (edit.editId === editId ? { ...edit, status: 'applied' } : edit)),
    funds: [...funds, { paymentId, paidPaise, givenPaise: 0 }],
  };
};
