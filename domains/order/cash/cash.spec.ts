import { describe, it } from 'vitest';
import { OrderId } from '../../../event-schemas/primitives.ts';
import { deciderSpec } from '../../kernel/spec.ts';
import { orderPolicy } from '../../policy/order.ts';
import { id, NOW, userId } from '../spec-examples.ts';
import type { CashOrderCommand } from './commands.ts';
import { cashOrderDecider } from './decider.ts';
import type { CashOrderEvent } from './events.ts';

const { openMax, returnsMax, returnsWithinMs } = orderPolicy.codPerBuyer.value;
const given = deciderSpec(cashOrderDecider, NOW);
const orderOf = (n: number): OrderId => OrderId.parse(id(500 + n));
const open = (n: number): CashOrderCommand => ({ type: 'OpenCashOrder', data: { userId, orderId: orderOf(n) } });
type Outcome = Extract<CashOrderEvent, { type: 'CashOrderClosed' }>['data']['outcome'];
const close = (n: number, outcome: Outcome): CashOrderCommand => ({
  type: 'CloseCashOrder',
  data: { userId, orderId: orderOf(n), outcome },
});
const opened = (n: number): CashOrderEvent => ({
  type: 'CashOrderOpened',
  data: { userId, orderId: orderOf(n), openedAt: NOW },
});
const closed = (n: number, outcome: Outcome, closedAt: string = NOW): CashOrderEvent => ({
  type: 'CashOrderClosed',
  data: { userId, orderId: orderOf(n), outcome, closedAt },
});
const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const returned = (ns: readonly number[], at?: string): CashOrderEvent[] =>
  ns.flatMap((n) => [opened(n), closed(n, 'returnedToOrigin', at)]);
const ago = (ms: number): string => new Date(Date.parse(NOW) - ms).toISOString();

describe('orders on delivery of one buyer', () => {
  it('are let through up to the limit, and again when one is over', () => {
    const below = times(openMax - 1).map(opened);
    given(...below)
      .when(open(openMax))
      .then(opened(openMax));
    const full = times(openMax).map(opened);
    given(...full)
      .when(open(openMax))
      .rejects('TooManyCodOrders');
    for (const outcome of ['delivered', 'cancelled'] as const)
      given(...full, closed(0, outcome))
        .when(open(openMax))
        .then(opened(openMax));
  });
  it('are counted once, however often they are asked for', () => given(opened(1)).when(open(1)).then());
  it('close once, and not when they were never counted', () => {
    given(opened(1)).when(close(1, 'delivered')).then(closed(1, 'delivered'));
    given(opened(1)).when(close(2, 'delivered')).then();
  });
  it('are refused after so many parcels came back', () => {
    given(...returned(times(returnsMax - 1)))
      .when(open(20))
      .then(opened(20));
    given(...returned(times(returnsMax)))
      .when(open(20))
      .rejects('CodReturnsExceeded');
    given(...times(returnsMax).flatMap((n) => [opened(n), closed(n, 'cancelled')]))
      .when(open(20))
      .then(opened(20));
  });
  it('are let through again when the oldest return has left the window', () => {
    const recent = returned(times(returnsMax - 1));
    given(...returned([10], ago(returnsWithinMs)), ...recent)
      .when(open(20))
      .then(opened(20));
    given(...returned([10], ago(returnsWithinMs - 1)), ...recent)
      .when(open(20))
      .rejects('CodReturnsExceeded');
  });
});
