import { domains } from '../../domains/index.ts';
import type { EarningRule } from '../../domains/earning/index.ts';
import { orderStatus, type Order } from '../../domains/order/index.ts';
import { cashDuePaise, keptCapture, refundablePaise, type Payment } from '../../domains/payment/state.ts';
import type { StoreCredit } from '../../domains/store-credit/state.ts';
import { crossDomainWrites } from '../../command-api/routes/index.ts';
import { reactors, sagas } from '../../sagas/index.ts';
import { budgetsAtRest } from './bonuses.ts';
import { USUAL_RATES, type FaultRates } from './faults.ts';
import { InvariantMonitor, type Violation } from './invariants.ts';
import { randomOf } from './random.ts';
import { openShop } from './shop.ts';
import { Shopper } from './shopper.ts';
import { World } from './world.ts';

export type SimulationReport = {
  readonly seed: number;
  readonly checkouts: number;
  readonly events: number;
  readonly faults: number;
  readonly confirmed: number;
  readonly violations: readonly Violation[];
  /** A fingerprint of the whole log: the same for the same seed. */
  readonly digest: string;
};
export type SimulationOptions = {
  readonly seed: number;
  readonly checkouts: number;
  readonly rates?: FaultRates;
  readonly onProgress?: (done: number) => void;
};

/** Shoppers in the shop at the same time. */
const SHOPPERS_AT_ONCE = 24;
/** Steps after the last shopper left in which everything must come to rest. */
const REST_STEPS_MAX = 2_000_000;
const SHORT_WAIT_MS = 2_000;

const aggregates = domains.flatMap((domain) => domain.aggregates);
const parts = {
  aggregates,
  sagas,
  reactors: () => reactors,
  writes: [...domains.flatMap(({ writes }) => writes), ...crossDomainWrites],
};

/** What the ledger must say once nothing is under way: every buyer owes the cash that is due, and nothing else. */
const ledgerAtRest = (monitor: InvariantMonitor, world: World): Violation[] => {
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

const dueOf = ({ funds }: Order): number => funds.reduce((sum, { paidPaise }) => sum + paidPaise, 0);

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

/** What is wrong with an order once nothing is under way any more, given all the payments that it had. */
const wrongWith = (order: Order, own: readonly Payment[]): string[] => {
  const status = orderStatus(order);
  const paid = own.filter((each) => keptCapture(each) !== undefined);
  const isPaid = paid.some(({ paymentId }) => paymentId === order.paymentId);
  const keptPaise = paid.reduce((sum, each) => sum + refundablePaise(each), 0);
  const cashPaise = own.reduce((sum, each) => sum + (each.method === 'COD' ? cashDuePaise(each) : 0), 0);
  const isGone = ['cancelled', 'expired', 'rejected'].includes(status);
  const owesNothing = order.paymentMethod === 'COD' || dueOf(order) === 0;
  return [
    status === 'pending' ? 'an order is still pending at rest' : undefined,
    keptPaise > 0 && cashPaise > 0 ? `${keptPaise} paise paid online and ${cashPaise} in cash` : undefined,
    isGone && keptPaise > 0 ? `paid, ${status}, and not refunded` : undefined,
    status === 'confirmed' && !isPaid && !owesNothing ? 'confirmed without being paid' : undefined,
  ].filter((rule) => rule !== undefined);
};

/** Asks that of every order, and of the processes that placed them. */
const atRest = (monitor: InvariantMonitor, world: World): Violation[] => {
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
  for (const { saga, instance } of world.unfinishedSagas)
    if (saga === 'placeOrder')
      violations.push({ position, stream: `saga.${saga}-${instance}`, rule: 'a process is not done at rest' });
  return violations;
};

/** Lets deliveries, deadlines and time go on until nothing waits for anything. */
const comeToRest = async (world: World, follow: () => void): Promise<void> => {
  for (let step = 0; step < REST_STEPS_MAX; step += 1) {
    if (world.isBusy) await world.step();
    else {
      const due = world.nextDueAt;
      if (due === undefined) return;
      world.nowMs = Math.max(world.nowMs, Date.parse(due));
      await world.step();
    }
    follow();
  }
  throw new Error(`no rest after ${REST_STEPS_MAX} steps`);
};

/** Runs the core under a seed's faults and checks the invariants at every position of the log. */
export const simulate = async ({
  seed,
  checkouts,
  rates = USUAL_RATES,
  onProgress,
}: SimulationOptions): Promise<SimulationReport> => {
  const random = randomOf(seed);
  const world = new World(random, parts, rates);
  const monitor = new InvariantMonitor(aggregates);
  const follow = (): void => {
    world.sortNew();
    monitor.observe(world.log);
  };
  const shop = await openShop(world, checkouts, follow);
  const present: Shopper[] = [];
  let arrived = 0;
  while (arrived < checkouts || present.length > 0) {
    if (arrived < checkouts && present.length < SHOPPERS_AT_ONCE) {
      present.push(new Shopper(world, shop));
      arrived += 1;
      onProgress?.(arrived);
    }
    const index = random.below(present.length);
    if (random.chance(0.5)) await world.step();
    else await present[index]!.advance();
    if (present[index]!.done) present.splice(index, 1);
    world.nowMs += random.below(SHORT_WAIT_MS);
    follow();
  }
  await comeToRest(world, follow);
  world.log.close();
  const { crashes, duplicates, reorderings, refusals, delays } = world.counts;
  const orders = monitor.statesOf('order') as Order[];
  return {
    seed,
    checkouts,
    events: world.log.length,
    faults: crashes + duplicates + reorderings + refusals + delays,
    confirmed: orders.filter(({ confirmedAt }) => confirmedAt !== undefined).length,
    violations: [
      ...monitor.violations,
      ...atRest(monitor, world),
      ...creditAtRest(monitor, world.log.length),
      ...ledgerAtRest(monitor, world),
    ],
    digest: monitor.digest,
  };
};
