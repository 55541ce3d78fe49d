import type { InventoryCommand } from '../domains/inventory/commands.ts';
import { DAY_MS, instantAfter } from '../domains/kernel/calendar.ts';
import { defineSaga, type SagaCommand, type SagaReply, type Step } from '../domains/kernel/saga.ts';
import type { OrderCommand } from '../domains/order/commands.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { partsOf } from '../domains/order/lines.ts';
import { OrderId, type Instant, type ProductId, type VariantId } from '../event-schemas/primitives.ts';
import { byBooking, piecesOf } from './booked-lines.ts';

type Input = Extract<OrderEvent, { type: 'ReturnAccepted' }>;
type Command = InventoryCommand | OrderCommand;
type Wanted = { readonly productId: ProductId; readonly lines: { variantId: VariantId; quantity: number }[] };
type State = {
  readonly accepted: Input['data'] | null;
  readonly wanted: readonly Wanted[];
  readonly held: readonly string[];
  readonly unanswered: number;
  readonly refused: boolean;
  readonly done: boolean;
};

const initial: State = { accepted: null, wanted: [], held: [], unanswered: 0, refused: false, done: false };
const TIME_LIMIT_MS = 600_000;

const wantedOf = ({ lines, wanted }: Input['data']): Wanted[] => {
  const products = new Map<ProductId, Wanted['lines']>();
  for (const line of lines) {
    const { lineId, productId } = line;
    const other = wanted.find((choice) => choice.lineId === lineId)?.variantId;
    const pieces = partsOf(line).map(({ variantId, quantity }) => ({ variantId: other ?? variantId, quantity }));
    products.set(productId, [...(products.get(productId) ?? []), ...pieces]);
  }
  return [...products].map(([productId, own]) => ({ productId, lines: own }));
};

/** The replacement is booked under the return's id, as if it were an order of its own. */
const bookingOf = ({ returnId }: Input['data']): OrderId => OrderId.parse(returnId);

/** An exchange is sent from what is there: nobody who gave goods back waits for others. */
const there = (line: Wanted['lines'][number]) => ({ ...line, backOrder: { quantity: 0 } });

const begin = ({ data }: Input, now: Instant): Step<State, Command> => {
  const wanted = wantedOf(data);
  const send = wanted.map(({ productId, lines }): SagaCommand<Command> => ({
    type: 'HoldStock',
    key: productId,
    data: { productId, orderId: bookingOf(data), lines: lines.map(there), expiresAt: instantAfter(now, DAY_MS) },
  }));
  return { state: { ...initial, accepted: data, wanted, unanswered: send.length }, send };
};

const finish = (state: State, data: Input['data']): Step<State, Command> => {
  const { orderId, returnId } = data;
  const booking = bookingOf(data);
  const booked = state.wanted.filter(({ productId }) => state.held.includes(productId));
  const done: State = { ...state, done: true };
  if (state.refused)
    return {
      state: done,
      send: [
        ...booked.map(({ productId }) => ({
          type: 'ReleaseStock' as const,
          key: productId,
          data: { productId, orderId: booking },
        })),
        { type: 'RefundInstead', data: { orderId, returnId } },
      ],
    };
  return {
    state: done,
    send: [
      ...booked.map(({ productId }) => ({
        type: 'CommitStock' as const,
        key: productId,
        data: { productId, orderId: booking },
      })),
      ...(data.restock
        ? byBooking(orderId, data.lines).map((booked) => ({
            type: 'ReturnStock' as const,
            key: `back:${booked.key}`,
            data: { productId: booked.productId, orderId: booked.orderId, returnId, lines: piecesOf(booked) },
          }))
        : []),
      { type: 'AdvanceReturn', data: { orderId, returnId, status: 'replacementPreparing' } },
    ],
  };
};

const answered = (state: State, reply: SagaReply): Step<State, Command> => {
  if (reply.type === 'DeadlineReached' || state.accepted === null || state.done || state.unanswered === 0) return {};
  const granted = reply.type === 'CommandAccepted';
  const next: State = {
    ...state,
    held: granted ? [...state.held, reply.data.key] : state.held,
    refused: state.refused || !granted,
    unanswered: state.unanswered - 1,
  };
  return next.unanswered > 0 ? { state: next } : finish(next, state.accepted);
};

/** Exchanges goods: books the other size or colour, or gives the money back when there is none. */
export const replaceLines = defineSaga<State, Input, Command>({
  name: 'replaceLines',
  handles: ['ReturnAccepted'],
  instanceOf: ({ data }) => (data.kind === 'replacement' ? data.returnId : undefined),
  initial,
  step: (state, input, now) => {
    if (input.type !== 'ReturnAccepted') return answered(state, input);
    return state.accepted === null ? begin(input, now) : {};
  },
  isDone: ({ done }) => done,
  timeLimitMs: TIME_LIMIT_MS,
});
