import type { Instant } from '../../event-schemas/primitives.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import { orderPolicy } from '../policy/order.ts';
import { refundOf } from '../pricing/refund.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import { asExchanged } from './exchanged.ts';
import { feesToCredit, givenBack, keptQuantity, shares } from './facts.ts';
import { allot } from './funds.ts';
import type { OrderRejection } from './rejections.ts';
import type { ReturnStatus } from './return-events.ts';
import type { Line, Order, Return } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type CommandData<T extends OrderCommand['type']> = Extract<OrderCommand, { type: T }>['data'];
type Accepted = Extract<OrderEvent, { type: 'ReturnAccepted' }>['data'];

export const RETURNS_MAX = 100;
/** Faults of ours: the fees come back too. */
const OUR_FAULT = ['defective', 'damagedInTransit', 'wrongItem', 'notAsDescribed'];
/** The way of the goods; steps may be left out, never repeated. */
const JOURNEY: readonly ReturnStatus[] = [
  'approved',
  'pickupScheduled',
  'pickedUp',
  'inTransit',
  'receivedAtWarehouse',
  'inspecting',
];
const REPLACING: readonly ReturnStatus[] = [
  'replacementApproved',
  'replacementPreparing',
  'replacementShipped',
  'replacementDelivered',
  'completed',
];
const ENDED: readonly ReturnStatus[] = ['rejected', 'cancelled', 'completed', 'refundCompleted'];

/** Pieces of a line that are in a return which has not ended; a refund that was accepted is counted on the line. */
const pending = (state: Order, lineId: string): number =>
  state.returns
    .filter(({ status, kind, accepted }) => !ENDED.includes(status) && !(kind === 'refund' && accepted !== undefined))
    .flatMap(({ lines }) => lines)
    .reduce((count, line) => (line.lineId === lineId ? count + line.quantity : count), 0);

const refuseLine = (
  line: Line | undefined,
  quantity: number,
  state: Order,
  now: Instant,
): OrderRejection | undefined => {
  if (line === undefined) return 'OrderLineNotFound';
  if (line.status !== 'delivered' || line.deliveredAt === undefined) return 'NotDelivered';
  if (!line.returnable) return 'NotReturnable';
  if (Date.parse(now) - Date.parse(line.deliveredAt) >= orderPolicy.returnWindowMs.value) return 'ReturnWindowClosed';
  return line.returnedQuantity + pending(state, line.lineId) + quantity > keptQuantity(line)
    ? 'TooManyReturned'
    : undefined;
};

export const request = (data: CommandData<'RequestReturn'>, state: Order, now: Instant): Decided => {
  const { orderId, returnId, kind, reason, imageIds, unboxingVideoId, note } = data;
  const known = state.returns.find((entry) => entry.returnId === returnId);
  if (known !== undefined) return known.unboxingVideoId === unboxingVideoId ? [] : reject('ReturnIdTaken');
  if (state.returns.length >= RETURNS_MAX) return reject('TooManyReturns');
  if (new Set(data.lines.map(({ lineId }) => lineId)).size < data.lines.length) return reject('TooManyReturned');
  for (const { lineId, quantity } of data.lines) {
    const line = state.lines.find((candidate) => candidate.lineId === lineId);
    const refused = refuseLine(line, quantity, state, now);
    if (refused !== undefined) return reject(refused);
  }
  const wanted = data.lines.flatMap(({ lineId, wantedVariantId }) =>
    wantedVariantId === undefined || kind === 'refund' ? [] : [{ lineId, variantId: wantedVariantId }],
  );
  const asked = { orderId, userId: state.userId, returnId, kind, reason, lines: shares(state, data.lines), wanted };
  const words = note === undefined ? {} : { note };
  return [{ type: 'ReturnRequested', data: { ...asked, imageIds, unboxingVideoId, ...words } }];
};

const mayFollow = (known: Return, next: ReturnStatus): boolean => {
  if (next === 'rejected') return known.status === 'requested' || known.status === 'inspecting';
  if (next === 'cancelled') return known.status === 'requested';
  if (known.status === 'requested') return next === 'approved';
  // Until its stock is booked, nobody can say that the replacement leaves: the money may go back instead.
  if (known.status === 'replacementApproved') return next === 'replacementPreparing';
  const path = JOURNEY.includes(known.status) ? JOURNEY : known.kind === 'replacement' ? REPLACING : [];
  return path.includes(known.status) && path.indexOf(next) > path.indexOf(known.status);
};

const advance = (known: Return, status: ReturnStatus, note: string | undefined, state: Order): Decided => {
  if (known.timeline.some((step) => step.status === status)) return [];
  if (!mayFollow(known, status)) return reject('ReturnStatusNotAllowed', `The return is ${known.status}.`);
  const { orderId, userId } = state;
  const { returnId, kind } = known;
  const words = note === undefined ? {} : { note };
  return [{ type: 'ReturnAdvanced', data: { orderId, userId, returnId, kind, status, ...words } }];
};

const accepted = (known: Return, kind: Return['kind'], restock: boolean, state: Order): Decided => {
  const { orderId, userId, paymentId } = state;
  const { returnId, wanted } = known;
  const refund = refundOf(state, known.lines, givenBack(state), { withFees: OUR_FAULT.includes(known.reason) });
  const money = kind === 'refund' ? refund : { amountPaise: 0, taxPaise: 0, coins: 0, feesPaise: 0, complete: false };
  const refundId = derivedId('refund', orderId, returnId) as Accepted['refundId'];
  const event: Accepted = {
    orderId,
    userId,
    returnId,
    kind,
    paymentId,
    refundId,
    lines: asExchanged(state, returnId, kind === 'refund' ? shares(state, known.lines) : known.lines),
    restock,
    refundPaise: money.amountPaise,
    ...allot(state, refundId, money.amountPaise),
    taxPaise: money.taxPaise,
    coins: money.coins,
    ...feesToCredit(state, money),
    whole: money.complete,
    wanted,
  };
  const done: OrderEvent = { type: 'ReturnAdvanced', data: { orderId, userId, returnId, kind, status: 'completed' } };
  const nothingOwed = kind === 'refund' && event.refundPaise === 0;
  return nothingOwed ? [{ type: 'ReturnAccepted', data: event }, done] : [{ type: 'ReturnAccepted', data: event }];
};

type ReturnCommand = Extract<
  OrderCommand,
  { type: 'AdvanceReturn' | 'AcceptReturn' | 'CancelReturn' | 'RefundInstead' }
>;
/** Moves one return along its way; what was accepted is owed, whatever happens later. */
export const moveReturn = (command: ReturnCommand, state: Order): Decided => {
  const known = state.returns.find(({ returnId }) => returnId === command.data.returnId);
  if (known === undefined) return reject('ReturnNotFound');
  switch (command.type) {
    case 'AdvanceReturn':
      return advance(known, command.data.status, command.data.note, state);
    case 'CancelReturn':
      return advance(known, 'cancelled', undefined, state);
    case 'AcceptReturn':
      if (known.accepted !== undefined) return [];
      if (known.status !== 'inspecting' && known.status !== 'receivedAtWarehouse')
        return reject('ReturnStatusNotAllowed', 'A return is accepted after its goods were received.');
      return accepted(known, known.kind, command.data.restock, state);
    case 'RefundInstead':
      if (known.kind === 'refund') return known.accepted === undefined ? reject('ReturnStatusNotAllowed') : [];
      if (known.status !== 'replacementApproved') return reject('ReturnStatusNotAllowed');
      return accepted(known, 'refund', known.accepted?.restock === true, state);
  }
};

/**
 * The money is back with the buyer; a return that waited for it is completed. What was paid for a change that was not applied
 * never counted as the order's, so neither does giving it back.
 */
export const recordRefund = (data: CommandData<'RecordOrderRefund'>, state: Order): Decided => {
  const { orderId, refundId, amountPaise, paymentId } = data;
  if (state.edits.some((edit) => edit.editPaymentId === paymentId && edit.status !== 'applied')) return [];
  if (state.refunds.some((known) => known.refundId === refundId)) return [];
  const { userId } = state;
  const recorded: OrderEvent = { type: 'OrderRefundRecorded', data: { orderId, userId, refundId, amountPaise } };
  const waiting = state.returns.find(
    ({ accepted: due, status }) => due?.refundId === refundId && status === 'refundInitiated',
  );
  if (waiting === undefined) return [recorded];
  const step = { orderId, userId, returnId: waiting.returnId, kind: waiting.kind };
  return [
    recorded,
    { type: 'ReturnAdvanced', data: { ...step, status: 'refundCompleted' } },
    { type: 'ReturnAdvanced', data: { ...step, status: 'completed' } },
  ];
};
