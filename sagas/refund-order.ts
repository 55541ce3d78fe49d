import type { CouponCommand } from '../domains/coupon/commands.ts';
import type { EarningCommand } from '../domains/earning/commands.ts';
import type { InventoryCommand } from '../domains/inventory/commands.ts';
import { instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type SagaCommand, type SagaReply, type Step } from '../domains/kernel/saga.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import type { PaymentCommand } from '../domains/payment/commands.ts';
import type { StoreCreditCommand } from '../domains/store-credit/commands.ts';
import type { WalletCommand } from '../domains/wallet/commands.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import { byBooking, piecesOf } from './booked-lines.ts';
import { bonusKey, budgetBonuses } from './place-order-bonuses.ts';

type Input = Extract<
  OrderEvent,
  { type: 'OrderCancelled' | 'OrderReturnedToOrigin' | 'ReturnAccepted' | 'OrderEdited' | 'OrderPrepaid' }
>;
type Prepaid = Extract<Input, { type: 'OrderPrepaid' }>['data'];
type Returned = Exclude<Input, { type: 'OrderPrepaid' }>;
type Command = InventoryCommand | CouponCommand | EarningCommand | WalletCommand | StoreCreditCommand | PaymentCommand;
type Commands = readonly SagaCommand<Command>[];
type State = {
  /** What is given back, as it was sent first; empty before the process begins. */
  readonly commands: Commands;
  /** Keys that were refused in this round. */
  readonly refused: readonly string[];
  readonly unanswered: number;
  readonly tries: number;
  readonly passed: readonly string[];
};

/** A give-back that is refused may have overtaken what it gives back; it is tried again this often, a minute apart. */
export const TRIES_MAX = 5;
const AGAIN_AFTER_MS = 60_000;

const stock = (input: Returned): Commands => {
  const { orderId, lines } = input.data;
  if (input.type === 'ReturnAccepted' && !input.data.restock) return [];
  const returnId = instanceOf(input)!;
  // A cancelled order may still hold its stock; giving that back is another command than a return.
  const releases = input.type === 'OrderCancelled' && input.data.whole;
  // Of what never left, pieces that have not come are given up first.
  const neverShipped =
    input.type === 'OrderCancelled' || input.type === 'OrderEdited' ? { neverShipped: true as const } : {};
  return byBooking(orderId, lines).map((booked) => {
    const { productId, orderId: booking } = booked;
    const key = `stock:${booked.key}`;
    return releases
      ? { type: 'ReleaseStock', key, data: { productId, orderId: booking } }
      : {
          type: 'ReturnStock',
          key,
          data: { productId, orderId: booking, returnId, lines: piecesOf(booked), ...neverShipped },
        };
  });
};

const money = (input: Returned): Commands => {
  const { paymentId, refundId, refundPaise: amountPaise, refunds } = input.data;
  const parts = refunds ?? (amountPaise === 0 ? [] : [{ paymentId, refundId, amountPaise }]);
  const refund: Commands = parts.map((part, index) => ({
    type: 'RequestRefund',
    ...(index === 0 ? {} : { key: `refund:${part.paymentId}` }),
    data: { ...part, reason: REASONS[input.type] },
  }));
  if (input.type === 'ReturnAccepted' || input.type === 'OrderEdited') return refund;
  const { paymentMethod, settled, whole } = input.data;
  // What was delivered before is all there will be, so its cash is due now; the refund comes first and lowers it.
  const collect: Commands =
    paymentMethod === 'COD' && settled && !whole
      ? [{ type: 'CollectCash', data: { paymentId, collectedBy: 'courier' } }]
      : [];
  return [...refund, ...collect];
};
const REASONS: Readonly<Record<Returned['type'], string>> = {
  OrderCancelled: 'cancelled',
  OrderReturnedToOrigin: 'returned to origin',
  ReturnAccepted: 'returned',
  OrderEdited: 'order changed',
};

const credit = ({ data: { userId, orderId, creditRefund } }: Returned): Commands =>
  creditRefund === undefined ? [] : [{ type: 'RestoreStoreCredit', data: { userId, orderId, ...creditRefund } }];

/** Coins that these goods would have earned, or did earn, out of the budgets of rules. */
const bonuses = (input: Returned): Commands => {
  const { orderId, lines } = input.data;
  return budgetBonuses(lines)
    .filter(({ coins }) => coins > 0)
    .map(({ ruleId, coins, bookingId }) => ({
      type: 'ReleaseBonus',
      key: bonusKey(ruleId, bookingId),
      data: { ruleId, orderId: bookingId ?? orderId, causeId: instanceOf(input)!, coins },
    }));
};

/** Nothing is collected at the door of what was paid online instead. */
const cash = ({ cashPaymentId: paymentId, refundId, cashPaise: amountPaise }: Prepaid): Commands => [
  { type: 'RequestRefund', data: { paymentId, refundId, amountPaise, reason: 'paid online' } },
];

const giveBack = (input: Input): Commands => {
  if (input.type === 'OrderPrepaid') return cash(input.data);
  const { orderId, userId, refundId, coins } = input.data;
  const couponIds = 'couponIds' in input.data ? input.data.couponIds : [];
  return [
    ...stock(input),
    ...couponIds.map((couponId) => ({
      type: 'ReleaseCoupon' as const,
      key: `coupon:${couponId}`,
      data: { couponId, orderId },
    })),
    ...(coins === 0 ? [] : [{ type: 'RestoreCoins' as const, data: { userId, orderId, refundId, coins } }]),
    ...bonuses(input),
    ...credit(input),
    ...money(input),
  ];
};

/** One instance per cancellation, parcel, return or edit; nothing for what gives nothing back. */
const instanceOf = ({ type, data }: Input): string | undefined => {
  switch (type) {
    case 'OrderCancelled':
      return data.wasConfirmed ? data.cancellationId : undefined;
    case 'OrderReturnedToOrigin':
      return data.shipmentId;
    case 'ReturnAccepted':
      return data.kind === 'refund' ? data.returnId : undefined;
    case 'OrderEdited':
      return data.lines.length > 0 || data.refundPaise > 0 ? data.editId : undefined;
    case 'OrderPrepaid':
      return data.editId;
  }
};

const initial: State = { commands: [], refused: [], unanswered: 0, tries: 0, passed: [] };
const isReply = (input: Input | SagaReply): input is SagaReply =>
  input.type === 'CommandAccepted' || input.type === 'CommandRejected' || input.type === 'DeadlineReached';

const answered = (state: State, reply: SagaReply, now: Instant): Step<State, Command> => {
  if (reply.type === 'DeadlineReached') {
    const passed = [...state.passed, reply.data.name];
    const send = state.commands.filter(({ key, type }) => state.refused.includes(key ?? type));
    if (state.unanswered > 0) return { state: { ...state, passed } };
    return { state: { ...state, passed, refused: [], unanswered: send.length, tries: state.tries + 1 }, send };
  }
  const { key } = reply.data;
  const refused = reply.type === 'CommandRejected' ? [...state.refused, key] : state.refused;
  const next: State = { ...state, refused, unanswered: state.unanswered - 1 };
  if (next.unanswered > 0 || refused.length === 0 || next.tries >= TRIES_MAX) return { state: next };
  const deadline = { name: `again-${next.tries}`, dueAt: instantAfter(now, AGAIN_AFTER_MS) };
  return { state: next, deadlines: [deadline] };
};

/**
 * Gives back what a cancellation, a parcel that came home or an accepted return frees: stock, coupon, coins, store credit, money, and
 * cash that nobody has to pay at the door any more.
 */
export const refundOrder = defineSaga<State, Input, Command>({
  name: 'refundOrder',
  handles: ['OrderCancelled', 'OrderReturnedToOrigin', 'ReturnAccepted', 'OrderEdited', 'OrderPrepaid'],
  instanceOf,
  initial,
  step: (state, input, now) => {
    if (isReply(input)) return answered(state, input, now);
    if (state.commands.length > 0) return {};
    const commands = giveBack(input);
    return { state: { ...initial, commands, unanswered: commands.length, tries: 1 }, send: commands };
  },
  isDone: ({ unanswered, refused, tries }) => unanswered === 0 && (refused.length === 0 || tries >= TRIES_MAX),
  timeLimitMs: (TRIES_MAX + 1) * AGAIN_AFTER_MS,
});
