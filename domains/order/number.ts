import { z } from 'zod';
import { Id, type MessageOf } from '../../event-schemas/primitives.ts';
import { defineAggregate } from '../kernel/aggregate.ts';
import { derivedId } from '../kernel/derived-id.ts';
import { reject, type Decider } from '../kernel/decider.ts';

const Day = z.iso.date();
/** Numbers that one lease may take, and numbers of one day. */
export const LEASE_MAX = 10_000;
export const NUMBERS_PER_DAY_MAX = 100_000_000;

export const orderNumberEvents = {
  /** The numbers from `first` on belong to whoever made the lease; what is not used is a gap. */
  OrderNumbersLeased: z.object({
    dayId: Id,
    day: Day,
    leaseId: Id,
    first: z.int().positive(),
    count: z.int().positive(),
  }),
};
export const orderNumberCommands = {
  LeaseOrderNumbers: z.object({ dayId: Id, day: Day, leaseId: Id, count: z.int().positive().max(LEASE_MAX) }),
};
export type OrderNumberEvent = MessageOf<typeof orderNumberEvents>;
export type OrderNumberCommand = MessageOf<typeof orderNumberCommands>;

type Day = { readonly next: number; readonly lastLeaseId: string | undefined };

export const orderNumberDecider: Decider<Day, OrderNumberCommand, OrderNumberEvent, 'OrderNumbersExhausted'> = {
  initial: { next: 1, lastLeaseId: undefined },
  evolve: (_, { data }) => ({ next: data.first + data.count, lastLeaseId: data.leaseId }),
  decide: ({ data }, { next, lastLeaseId }) => {
    if (lastLeaseId === data.leaseId) return [];
    if (next + data.count > NUMBERS_PER_DAY_MAX) return reject('OrderNumbersExhausted');
    return [{ type: 'OrderNumbersLeased', data: { ...data, first: next } }];
  },
};

export const orderNumberDayId = (day: string): string => derivedId('orderNumbers', day);

/** `orderNumbers-<dayId>`: the counter of one Indian calendar day, handed out in blocks so that buyers do not meet in it. */
export const orderNumbers = defineAggregate({
  category: 'orderNumbers',
  events: orderNumberEvents,
  commands: orderNumberCommands,
  streamId: ({ data }) => data.dayId,
  decider: orderNumberDecider,
});

const DIGITS_MIN = 3;
/** `ORD-20260131-007`: the day and the number of that day, three digits at least. */
export const orderNumberOf = (day: string, number: number): string =>
  `ORD-${day.replaceAll('-', '')}-${String(number).padStart(DIGITS_MIN, '0')}`;
