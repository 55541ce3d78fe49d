import { z } from 'zod';
import { defineAggregate } from '../../domains/kernel/aggregate.ts';
import { isRejected, reject } from '../../domains/kernel/decider.ts';
import type { EventStore } from '../../domains/kernel/event-store.ts';
import { commandHandler, type CommandHandler, type Envelope, type Outcome } from '../../domains/kernel/handle.ts';
import type { MessageOf } from '../../event-schemas/primitives.ts';
import { memoryEventStore, type MemoryEventStore } from '../../infra/memory/event-store.ts';

const events = { SeatTaken: z.object({ seat: z.string() }) };
const commands = { TakeSeat: z.object({ hall: z.string(), seat: z.string() }) };
export type HallEvent = MessageOf<typeof events>;
type HallCommand = MessageOf<typeof commands>;
export const SEATS_MAX = 3;
const NOW = '2026-01-31T10:00:00.000Z';

/** A hall with three seats; a seat named `faulty` breaks the decider, one named `sour` the fold. */
export const hall = defineAggregate<readonly string[], HallCommand, HallEvent, 'HallFull'>({
  category: 'hall',
  events,
  commands,
  streamId: ({ data }) => data.hall,
  decider: {
    initial: [],
    evolve: (seats, { data }) => {
      if (data.seat === 'sour') throw new Error('cannot fold');
      return [...seats, data.seat];
    },
    decide: ({ data: { seat } }, seats) => {
      if (seat === 'faulty') throw new Error('cannot decide');
      if (seats.includes(seat)) return [];
      return seats.length >= SEATS_MAX ? reject('HallFull') : [{ type: 'SeatTaken', data: { seat } }];
    },
  },
});

let ids = 0;
export const newEnvelope = (more: Partial<Envelope> = {}): Envelope => ({
  commandId: `0198f000-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`,
  correlationId: '0198f000-0000-7000-8000-aaaaaaaaaaaa',
  actor: 'test',
  ...more,
});
export const takeSeat = (handler: CommandHandler, seat: string, more: Partial<Envelope> = {}): Promise<Outcome> =>
  handler.execute(hall, { type: 'TakeSeat', data: { hall: 'h', seat } }, newEnvelope(more));
export const reasonOf = (outcome: Outcome): string => (isRejected(outcome) ? outcome.rejected : 'accepted');

/** Counts what reaches the log, and lets a test step in before it does. */
export const watched = (inner: MemoryEventStore = memoryEventStore()) => {
  const calls = { reads: 0, appends: [] as number[] };
  const hooks: { beforeAppend?: () => Promise<unknown> } = {};
  const store: EventStore = {
    ...inner,
    readStream: (stream, from) => {
      calls.reads += 1;
      return inner.readStream(stream, from);
    },
    readSinceNewest: (stream, type) => {
      calls.reads += 1;
      return inner.readSinceNewest(stream, type);
    },
    append: async (stream, expected, batch) => {
      calls.appends.push(batch.length);
      await hooks.beforeAppend?.();
      return inner.append(stream, expected, batch);
    },
  };
  return { inner, store, calls, hooks };
};
export const handlerOn = (store: EventStore, cachedMax?: number): CommandHandler =>
  commandHandler({
    store,
    now: () => NOW,
    pause: () => Promise.resolve(),
    ...(cachedMax === undefined ? {} : { cachedMax }),
  });
