import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decision } from '../kernel/decider.ts';
import { refundOf } from '../pricing/refund.ts';
import type { OrderCommand } from './commands.ts';
import { EDITS_MAX } from './edit-events.ts';
import type { OrderEvent } from './events.ts';
import { givenBack, isInHouse, keptQuantity, shares } from './facts.ts';
import { allot } from './funds.ts';
import { LINES_MAX, type OrderLine } from './lines.ts';
import { applyPayNow } from './paying-now.ts';
import type { OrderRejection } from './rejections.ts';
import type { Edit, Order } from './state.ts';

type Decided = Decision<OrderEvent, OrderRejection>;
type CommandData<T extends OrderCommand['type']> = Extract<OrderCommand, { type: T }>['data'];
type Edited = Extract<OrderEvent, { type: 'OrderEdited' }>['data'];
type Pieces = readonly { readonly lineId: string; readonly quantity: number }[];

const paiseOf = (lines: readonly OrderLine[]): number => lines.reduce((sum, { totalPaise }) => sum + totalPaise, 0);

/** Why these pieces cannot leave the order, or undefined. */
const refusePieces = (pieces: Pieces, order: Order): OrderRejection | undefined => {
  if (new Set(pieces.map(({ lineId }) => lineId)).size < pieces.length) return 'TooManyRemoved';
  for (const { lineId, quantity } of pieces) {
    const line = order.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) return 'OrderLineNotFound';
    if (!isInHouse(line)) return 'OrderStatusNotAllowed';
    if (quantity > keptQuantity(line)) return 'TooManyRemoved';
  }
  return undefined;
};

export const requestEdit = (data: CommandData<'RequestOrderEdit'>, state: Order): Decided => {
  const { orderId, editId, removed, added, editPaymentId, expiresAt } = data;
  if (state.edits.some((known) => known.editId === editId)) return [];
  if (state.phase !== 'confirmed' || !state.lines.some(isInHouse)) return reject('OrderStatusNotAllowed');
  if (state.edits.some(({ status }) => status === 'open'))
    return reject('OrderEditOpen', 'Another change of this order waits for its payment.');
  if (state.edits.length >= EDITS_MAX) return reject('TooManyEdits');
  if (state.lines.length + added.length > LINES_MAX) return reject('TooManyLines');
  const refused = refusePieces(removed, state);
  if (refused !== undefined) return reject(refused);
  const refund = refundOf(state, removed, givenBack(state));
  if (refund.complete && added.length === 0)
    return reject('OrderEditEmpty', 'Nothing would be left: cancel the order.');
  const duePaise = Math.max(0, paiseOf(added) - refund.amountPaise);
  const edit = { orderId, userId: state.userId, editId, removed: shares(state, removed), added };
  return [{ type: 'OrderEditRequested', data: { ...edit, duePaise, editPaymentId, expiresAt } }];
};

/** The order may have moved on since: then the edit is refused, and whoever asked for it gives everything back. */
const apply = (edit: Edit, state: Order): Decided => {
  if (edit.payNow !== undefined) return applyPayNow(edit, edit.payNow.savePaise, state);
  const refused = state.lines.some(isInHouse) ? refusePieces(edit.removed, state) : 'OrderStatusNotAllowed';
  if (refused !== undefined) return reject(refused);
  const { orderId, userId, paymentId } = state;
  const { editId, editPaymentId, added } = edit;
  const refund = refundOf(state, edit.removed, givenBack(state));
  const addedPaise = paiseOf(added);
  if (Math.max(0, addedPaise - refund.amountPaise) !== edit.duePaise) return reject('OrderStatusNotAllowed');
  const refundPaise = Math.max(0, refund.amountPaise - addedPaise);
  const refundId = derivedId('refund', orderId, editId) as Edited['refundId'];
  const data: Edited = {
    ...{ orderId, userId, editId, lines: shares(state, edit.removed), added: [...added] },
    ...{ addedPaise, removedPaise: refund.amountPaise, paymentId, editPaymentId },
    ...{ refundId, refundPaise, ...allot(state, refundId, refundPaise), coins: refund.coins },
  };
  return [{ type: 'OrderEdited', data }];
};

export const endEdit = (
  command: Extract<OrderCommand, { type: 'ApplyOrderEdit' | 'DropOrderEdit' }>,
  state: Order,
): Decided => {
  const { orderId, editId } = command.data;
  const edit = state.edits.find((known) => known.editId === editId);
  if (edit === undefined) return reject('OrderEditNotFound');
  const wanted = command.type === 'ApplyOrderEdit' ? 'applied' : 'dropped';
  if (edit.status !== 'open') return edit.status === wanted ? [] : reject('OrderEditNotOpen');
  if (command.type === 'ApplyOrderEdit') return apply(edit, state);
  return [{ type: 'OrderEditDropped', data: { orderId, userId: state.userId, editId, reason: command.data.reason } }];
};
