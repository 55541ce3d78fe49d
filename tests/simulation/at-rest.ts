import type { EarningRule } from '../../domains/earning/index.ts';
import type { Inventory } from '../../domains/inventory/stock.ts';
import { isInHouse, orderStatus, type Order } from '../../domains/order/index.ts';
import { cashDuePaise, refundablePaise, type Payment } from '../../domains/payment/state.ts';
import type { StoreCredit } from '../../domains/store-credit/state.ts';
import { budgetsAtRest } from './bonuses.ts';
import type { InvariantMonitor, Violation } from './invariants.ts';
import { stockAtRest } from './stock-at-rest.ts';

/** What is asked of the world once nothing is under way. */
export type RestingWorld = {
  readonly log: { readonly length: number };
  now(): string;
  readonly gateway: { readonly paidPaise: number };
  readonly unfinishedSagas: readonly { readonly saga: string; readonly instance: string }[];
};

/** What the ledger must say once nothing is under way: every buyer owes the cash that is due, and nothing else. */
const ledgerAtRest = (monitor: InvariantMonitor, world: RestingWorld): Violation[] => {
  const { ledger } = monitor;
  const position = world.log.length;
  const violations: Violation[] = [];
  const due = new Map<string, number>();
  for (const payment of monitor.statesOf('payment') as Payment[])
    if (payment.status === 'due') due.set(payment.userId, (due.get(payment.userId) ?? 0) + cashDuePaise(payment));
  for (const { id, balancePaise } of ledger.accounts('buyer:'))
    if (balancePaise !== (due.get(id) ?? 0))
      violations.push({ position, stream: `buyer:${id}`, rule: `${balancePaise} paise are open at rest` });
  for (const prefix of ['coins-held:', 'coupon-held:', 'store-credit-held:'])
    for (const { id, balancePaise } of ledger.accounts(prefix))
      if (balancePaise !== 0)
        violations.push({ position, stream: prefix + id, rule: `${balancePaise} paise are held at rest` });
  const { paidPaise } = world.gateway;
  if (ledger.balance('gateway') !== paidPaise)
    violations.push({ position, stream: 'gateway', rule: `the gateway has ${paidPaise} paise, the ledger does not` });
  return violations;
};

/** What was spent of store credit and not given back is what living orders took of it. */
const creditAtRest = (monitor: InvariantMonitor, position: number): Violation[] => {
  const taken = new Map<string, number>();
  for (const { spent } of monitor.statesOf('storeCredit') as StoreCredit[])
    for (const { orderId, amountPaise, restoredPaise } of spent) taken.set(orderId, amountPaise - restoredPaise);
  return (monitor.statesOf('order') as Order[]).flatMap(({ orderId, confirmedAt, storeCredit }) => {
    const keptPaise = confirmedAt === undefined ? 0 : storeCredit.paidPaise - storeCredit.givenPaise;
    const spentPaise = taken.get(orderId) ?? 0;
    if (keptPaise === spentPaise) return [];
    const rule = `the order keeps ${keptPaise} paise of store credit, and ${spentPaise} were spent on it`;
    return [{ position, stream: `order-${orderId}`, rule }];
  });
};

/** Each tender of an order holds what the order has of it, and what was paid beside them has gone back. */
const tendersOf = (order: Order, own: readonly Payment[]): string[] =>
  own.flatMap((each) => {
    const fund = order.confirmedAt && order.funds.find(({ paymentId }) => paymentId === each.paymentId);
    const keepsPaise = fund ? fund.paidPaise - fund.givenPaise : 0;
    const hasPaise = each.status === 'expired' || each.status === 'refused' ? 0 : refundablePaise(each);
    return keepsPaise === hasPaise
      ? []
      : [`the order keeps ${keepsPaise} paise of a payment that has ${hasPaise} (${each.paymentId})`];
  });

/** What is wrong with an order once nothing is under way any more, given all the payments that it had. */
const wrongWith = (order: Order, own: readonly Payment[]): string[] => {
  const known = new Set(own.map(({ paymentId }) => paymentId));
  const unpaid = order.funds.filter((fund) => fund.paidPaise > fund.givenPaise && !known.has(fund.paymentId));
  return [
    ...tendersOf(order, own),
    ...(orderStatus(order) === 'pending' ? ['an order is still pending at rest'] : []),
    ...(order.confirmedAt !== undefined && unpaid.length > 0 ? ['confirmed without being paid'] : []),
  ];
};

const isUnsent = ({ phase, lines }: Order): boolean => phase === 'confirmed' && lines.some(isInHouse);

/** Asks that of every order, and of the processes that placed them. */
export const atRest = (monitor: InvariantMonitor, world: RestingWorld): Violation[] => {
  const violations: Violation[] = [];
  const position = world.log.length;
  const payments = new Map<string, Payment[]>();
  for (const paid of monitor.statesOf('payment') as Payment[])
    payments.set(paid.orderId, [...(payments.get(paid.orderId) ?? []), paid]);
  for (const order of monitor.statesOf('order') as Order[]) {
    const stream = `order-${order.orderId}`;
    for (const rule of wrongWith(order, payments.get(order.orderId) ?? [])) violations.push({ position, stream, rule });
  }
  const rules = monitor.statesOf('earningRule') as EarningRule[];
  violations.push(...budgetsAtRest(rules, monitor.statesOf('order') as Order[], position));
  const inventories = monitor.byId('inventory') as (readonly [string, Inventory])[];
  violations.push(
    ...stockAtRest(inventories, monitor.statesOf('order') as Order[], monitor.received, position),
    ...creditAtRest(monitor, position),
    ...monitor.backOrders.atRest(monitor.states, monitor.statesOf('order') as Order[], world),
    ...ledgerAtRest(monitor, world),
  );
  // Of an order that waits for goods a parcel may have come home; the buyer's limit counts it until the rest is sent.
  const unsent = new Set(
    (monitor.statesOf('order') as Order[]).filter(isUnsent).map(({ orderId }) => orderId as string),
  );
  for (const { saga, instance } of world.unfinishedSagas)
    if (saga !== 'closeCashOrder' || !unsent.has(instance))
      violations.push({ position, stream: `saga.${saga}-${instance}`, rule: 'a process is not done at rest' });
  return violations;
};
