import { domains } from '../../domains/index.ts';
import type { Order } from '../../domains/order/index.ts';
import { crossDomainWrites } from '../../command-api/routes/index.ts';
import { reactors, sagas } from '../../sagas/index.ts';
import { atRest } from './at-rest.ts';
import { USUAL_RATES, type FaultRates } from './faults.ts';
import { InvariantMonitor, type Violation } from './invariants.ts';
import { randomOf } from './random.ts';
import { openShop } from './shop.ts';
import { refundDesk } from './refund-desk.ts';
import { Shopper } from './shopper.ts';
import { Stockroom } from './stockroom.ts';
import { World } from './world.ts';

export type SimulationReport = {
  readonly seed: number;
  readonly checkouts: number;
  readonly events: number;
  readonly faults: number;
  readonly confirmed: number;
  /** Orders that waited for goods. */
  readonly waited: number;
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
/** How often between two steps somebody works on the shelves. */
const STOCKROOM_RATE = 0.05;

const aggregates = domains.flatMap((domain) => domain.aggregates);
const parts = {
  aggregates,
  sagas,
  reactors: () => [...reactors, refundDesk],
  writes: [...domains.flatMap(({ writes }) => writes), ...crossDomainWrites],
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
  const stockroom = await Stockroom.open(world, shop);
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
    if (random.chance(STOCKROOM_RATE)) await stockroom.act();
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
    waited: monitor.backOrders.waited,
    violations: [...monitor.violations, ...atRest(monitor, world)],
    digest: monitor.digest,
  };
};
