import { v7 as uuidV7 } from 'uuid';
import { isRejected } from '../../domains/kernel/decider.ts';
import { indianDay } from '../../domains/kernel/calendar.ts';
import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';
import { orderNumberDayId, orderNumberOf, orderNumbers } from '../../domains/order/index.ts';
import { orderPolicy } from '../../domains/policy/order.ts';

/** Numbers of one day that belong to this process; `leasing` is the one lease that is being made. */
type Block = { day: string; next: number; end: number; leasing: Promise<void> | undefined };

/** One block per set of ports, so that two systems in one process (as in tests) never mix their numbers. */
const blocks = new WeakMap<WriteContext['ports'], Block>();

/** Leases that one request may wait for before it gives up. */
const LEASES_MAX = 10;

const lease = async (block: Block, day: string, context: WriteContext): Promise<void> => {
  const data = { dayId: orderNumberDayId(day), day, leaseId: uuidV7(), count: orderPolicy.numbersPerLease.value };
  const outcome = await context.aside(orderNumbers, { type: 'LeaseOrderNumbers', data });
  if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
  const leased = outcome.events[0]?.data as { readonly first: number; readonly count: number } | undefined;
  if (leased === undefined) throw new Error('a lease of order numbers without numbers');
  Object.assign(block, { day, next: leased.first, end: leased.first + leased.count });
};

/**
 * The next number of the Indian calendar day. A process leases a block of numbers with one append and hands them out from
 * memory, so buyers never wait for each other; what a process does not use up is a gap.
 */
export const nextOrderNumber = async (context: WriteContext): Promise<string> => {
  const day = indianDay(context.now);
  const block = blocks.get(context.ports) ?? { day, next: 0, end: 0, leasing: undefined };
  blocks.set(context.ports, block);
  for (let tries = 1; block.day !== day || block.next >= block.end; tries += 1) {
    if (tries > LEASES_MAX) throw new Refusal('TooMuchContention', 'Send the request again.');
    // A request from before midnight must not take back a block of the new day; it leases one more of its own.
    block.leasing ??= lease(block, day, context).finally(() => (block.leasing = undefined));
    await block.leasing;
  }
  const number = block.next;
  block.next += 1;
  return orderNumberOf(day, number);
};
