import type { Instant } from '../../../event-schemas/primitives.ts';
import { DAY_MS, instantAfter } from '../../kernel/calendar.ts';
import { reject, type Decider, type Rejected } from '../../kernel/decider.ts';
import { orderPolicy } from '../../policy/order.ts';
import type { CashOrderCommand } from './commands.ts';
import type { CashOrderEvent } from './events.ts';

const { openMax, returnsMax, returnsWithinMs } = orderPolicy.codPerBuyer.value;

export type CashOrderRejection = 'TooManyCodOrders' | 'CodReturnsExceeded';
/** Orders on delivery of one buyer: which are on their way, and when the last parcels were not taken, oldest first. */
export type CashOrders = { readonly open: readonly string[]; readonly returnedAt: readonly Instant[] };

const evolve = (state: CashOrders, { type, data }: CashOrderEvent): CashOrders => {
  if (type === 'CashOrderOpened') return { ...state, open: [...state.open, data.orderId] };
  const open = state.open.filter((orderId) => orderId !== data.orderId);
  if (data.outcome !== 'returnedToOrigin') return { ...state, open };
  return { open, returnedAt: [...state.returnedAt, data.closedAt].slice(-returnsMax) };
};

/** Why this buyer cannot have another order on delivery now, undefined when nothing is in the way. */
export const cashRefusal = (
  { open, returnedAt }: CashOrders,
  now: Instant,
): Rejected<CashOrderRejection> | undefined => {
  if (open.length >= openMax)
    return reject(
      'TooManyCodOrders',
      `paymentMethod COD: ${open.length} orders on delivery are on their way. Choose PREPAID, or wait until one has arrived.`,
    );
  const recent = returnedAt.filter((at) => now < instantAfter(at, returnsWithinMs));
  if (recent.length < returnsMax) return undefined;
  const days = returnsWithinMs / DAY_MS;
  return reject(
    'CodReturnsExceeded',
    `paymentMethod COD: ${recent.length} orders on delivery were not taken within ${days} days. Choose PREPAID.`,
  );
};

export const cashOrderDecider: Decider<CashOrders, CashOrderCommand, CashOrderEvent, CashOrderRejection> = {
  initial: { open: [], returnedAt: [] },
  evolve,
  decide: ({ type, data }, state, now) => {
    const known = state.open.includes(data.orderId);
    if (type === 'CloseCashOrder') return known ? [{ type: 'CashOrderClosed', data: { ...data, closedAt: now } }] : [];
    if (known) return [];
    return cashRefusal(state, now) ?? [{ type: 'CashOrderOpened', data: { ...data, openedAt: now } }];
  },
};
