import { z } from 'zod';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import { instantAfter } from '../../domains/kernel/calendar.ts';
import { writeRoute, type WriteContext } from '../../domains/kernel/routes.ts';
import {
  editView,
  EditView,
  isGone,
  keptQuantity,
  LINES_MAX,
  order,
  OrderView,
  orderView,
  QUANTITY_MAX,
  type Order,
} from '../../domains/order/index.ts';
import { payment, PaymentView, paymentView } from '../../domains/payment/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';
import { paymentPolicy } from '../../domains/policy/payment.ts';
import { priceOrder } from '../../domains/pricing/index.ts';
import { Id, OrderId, PaymentId } from '../../event-schemas/primitives.ts';
import { ownOrder } from './order-access.ts';
import { joiningLinesWithBonuses } from './order-bonuses.ts';
import { withBackOrders } from './order-back-orders.ts';
import { linesInLanguage } from './order-names.ts';
import { articleOf, lineOf, OrderItem, piecesByVariant } from './order-quote.ts';

export const Edited = z.object({
  edit: EditView,
  /** What to pay, once it can be paid; null while nothing is due. */
  payment: PaymentView.nullable(),
  order: OrderView,
});

const Body = z
  .object({
    remove: z
      .array(z.object({ lineId: Id, quantity: z.int().positive().max(QUANTITY_MAX) }))
      .max(LINES_MAX)
      .default([]),
    add: z.array(OrderItem).max(LINES_MAX).default([]),
  })
  .refine(({ remove, add }) => remove.length + add.length > 0, 'name what to remove or what to add');

type Asked = z.infer<typeof Body>;

/** What the order has left of each line once the pieces to remove have left it; limits of quantity hold over the whole order. */
const keptPieces = ({ lines }: Order, remove: Asked['remove']) =>
  lines.map((line) => {
    const leaving = remove.find(({ lineId }) => lineId === line.lineId)?.quantity ?? 0;
    return {
      ...line,
      wholeQuantity: line.quantity,
      quantity: isGone(line) ? 0 : Math.max(0, keptQuantity(line) - leaving),
    };
  });

/** Articles at their price of today, without coupon or coins, which belong to the order as it was placed. */
const addedLines = async (asked: Asked, state: Order, editId: string, context: WriteContext) => {
  const kept = keptPieces(state, asked.remove);
  const pieces = piecesByVariant([...kept, ...asked.add]);
  const articles = await Promise.all(
    asked.add.map((item, index) => articleOf(item, derivedId('order line', editId, index), pieces, context)),
  );
  const lines = articles.map(({ toPrice }) => toPrice);
  const priced = priceOrder({ at: context.now, lines, paymentMethod: 'PREPAID' });
  const added = articles.map((article, index) => lineOf(article, priced.lines[index]!));
  const joining = { orderId: OrderId.parse(editId), userId: state.userId, kept };
  const earning = await joiningLinesWithBonuses({ lines: added, articles: lines }, joining, context);
  return linesInLanguage(await withBackOrders(earning, context), context);
};

const look = async (id: OrderId, editId: string, context: WriteContext) => {
  const state = (await context.facts(order, id)).state!;
  const edit = state.edits.find((known) => known.editId === editId)!;
  const { state: paid } = await context.facts(payment, edit.editPaymentId);
  const answer: z.infer<typeof Edited> = {
    edit: editView(edit),
    payment: paid === undefined ? null : paymentView(paid),
    order: orderView(state, context.now),
  };
  return { answer, decided: edit.status !== 'open' || paid?.status === 'open' };
};

/** Waits until the change took effect, was dropped, or can be paid; bounded, since the order tells of it later too. */
export const outcomeOfEdit = async (id: OrderId, editId: string, editPaymentId: string, context: WriteContext) => {
  const check = async () => {
    const { answer, decided } = await look(id, editId, context);
    return decided ? answer : undefined;
  };
  const streams = [`order-${id}`, `payment-${editPaymentId}`];
  const found = await context.waitFor(streams, check, orderPolicy.placeWaitMs.value);
  return found ?? (await look(id, editId, context)).answer;
};

export const editOrderWrites = [
  writeRoute({
    method: 'POST',
    path: '/orders/:id/edits',
    tag: 'Orders',
    allow: ['customer', 'reseller', 'support', 'admin'],
    summary:
      'Change what a confirmed order has before it is shipped: pieces leave, articles join; a higher price is paid first, a lower one is refunded',
    status: 201,
    params: z.object({ id: OrderId }),
    body: Body,
    reply: Edited,
    refusals: [
      'OrderNotFound',
      'OrderLineNotFound',
      'OrderStatusNotAllowed',
      'OrderEditOpen',
      'OrderEditEmpty',
      'TooManyRemoved',
      'TooManyEdits',
      'TooManyLines',
      'ProductNotAvailable',
      'QuantityNotAllowed',
    ],
    run: async ({ params: { id }, body }, context) => {
      const known = await ownOrder(id, context);
      const editId = context.newId('edit');
      const editPaymentId = PaymentId.parse(context.newId('payment'));
      // A request that is repeated must not be priced anew: what was asked for stands.
      if (!known.edits.some((edit) => edit.editId === editId)) {
        const data = {
          orderId: id,
          editId,
          removed: body.remove,
          added: await addedLines(body, known, editId, context),
          editPaymentId,
          expiresAt: instantAfter(context.now, paymentPolicy.paymentWindowMs.value),
        };
        await context.send(order, { type: 'RequestOrderEdit', data });
      }
      return outcomeOfEdit(id, editId, editPaymentId, context);
    },
  }),
];
