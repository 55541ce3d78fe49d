import { z } from 'zod';
import { defineAggregate, type AnyAggregate } from '../../domains/kernel/aggregate.ts';
import { reject } from '../../domains/kernel/decider.ts';
import type { EventStore, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { commandHandler } from '../../domains/kernel/handle.ts';
import { defineSaga, type SagaReply } from '../../domains/kernel/saga.ts';
import type { AnyMessage, MessageOf } from '../../event-schemas/primitives.ts';
import { memoryEventStore, type MemoryEventStore } from '../../infra/memory/event-store.ts';
import { inputIdOf, sagaRunner, type SagaInput, type SagaRunner } from '../../sagas/runner.ts';
import type { SagaStepTaken } from '../../sagas/saga-step.ts';

const events = { RoomBooked: z.object({ tour: z.string() }), RoomFreed: z.object({ tour: z.string() }) };
const commands = {
  BookRoom: z.object({ hotel: z.string(), tour: z.string() }),
  FreeRoom: z.object({ hotel: z.string() }),
};

/** A hotel with one room. */
export const hotel = defineAggregate<string | null, MessageOf<typeof commands>, MessageOf<typeof events>, 'RoomTaken'>({
  category: 'hotel',
  events,
  commands,
  streamId: ({ data }) => data.hotel,
  decider: {
    initial: null,
    evolve: (_guest, { type, data }) => (type === 'RoomBooked' ? data.tour : null),
    decide: (command, guest) => {
      if (command.type === 'FreeRoom') return guest === null ? [] : [{ type: 'RoomFreed', data: { tour: guest } }];
      const { tour } = command.data;
      if (guest === tour) return [];
      return guest === null ? [{ type: 'RoomBooked', data: { tour } }] : reject('RoomTaken');
    },
  },
});

export type TourInput = { type: 'TourAsked' | 'TourNoted' | 'TourEnded'; data: { tour: string; hotels: string[] } };
type State = { readonly log: readonly string[]; readonly over: boolean };
type Command = MessageOf<typeof commands>;
const DUE = '2026-02-01T00:00:00.000Z';

/** Books a room in each hotel; notes nothing of `TourNoted` before the end, and then that it came too late. */
export const tourSaga = defineSaga<State, TourInput, Command>({
  name: 'tour',
  handles: ['TourAsked', 'TourNoted', 'TourEnded'],
  instanceOf: ({ data }) => {
    if (data.tour === 'broken') throw new Error('no such tour');
    return data.tour;
  },
  initial: { log: [], over: false },
  step: (state, input: TourInput | SagaReply) => {
    const logged = (entry: string, more: Partial<State> = {}): State => ({
      ...state,
      ...more,
      log: [...state.log, entry],
    });
    switch (input.type) {
      case 'TourAsked':
        return {
          state: logged('asked'),
          send: input.data.hotels.map((name) => ({
            type: 'BookRoom',
            key: name,
            data: { hotel: name, tour: input.data.tour },
          })),
          deadlines: [{ name: 'expiry', dueAt: DUE }],
        };
      case 'TourNoted':
        return state.over ? { state: logged('noted too late') } : {};
      case 'TourEnded':
        return { state: logged('ended', { over: true }) };
      case 'CommandAccepted':
        return input.data.command === 'BookRoom'
          ? { state: logged(`${input.data.key} ${input.data.events.map(({ type }) => type).join()}`) }
          : {};
      case 'CommandRejected':
        // A refusal that changes nothing is remembered all the same.
        return state.over ? {} : { state: state.log.includes('quiet') ? state : logged(`${input.data.key} refused`) };
      case 'DeadlineReached':
        return state.over ? {} : { send: [{ type: 'FreeRoom', data: { hotel: 'h1' } }] };
    }
  },
  isDone: ({ over }) => over,
  timeLimitMs: 1_000,
});

export const input = (id: string, type: TourInput['type'], hotels: string[] = []): SagaInput => ({
  id: inputIdOf('tour', id),
  message: { type, data: { tour: 't', hotels } },
  correlationId: '0198f000-0000-7000-8000-bbbbbbbbbbbb',
});
export const deadlineInput = (): SagaInput => ({
  id: inputIdOf('tour', 'deadline'),
  message: { type: 'DeadlineReached', data: { name: 'expiry', dueAt: DUE } },
  correlationId: '0198f000-0000-7000-8000-bbbbbbbbbbbb',
});

export class Crash extends Error {}

/** A log on which the call of a given number fails, before it had an effect or after it. */
export const crashingStore = (
  log: MemoryEventStore,
  crash: { at: number; after: boolean; calls: number },
): EventStore => ({
  ...log,
  append: async (stream, expected, batch) => {
    const isNow = (crash.calls += 1) === crash.at;
    if (isNow && !crash.after) throw new Crash('before the append');
    const outcome = await log.append(stream, expected, batch);
    if (isNow) throw new Crash('after the append');
    return outcome;
  },
});

const now = (): string => '2026-01-31T10:00:00.000Z';
/** A runner as a process has it after it started: nothing in memory. */
export const newRunner = (store: EventStore): SagaRunner =>
  sagaRunner({
    saga: tourSaga,
    store,
    handler: commandHandler({ store, now, pause: () => Promise.resolve() }),
    aggregateOf: () => hotel,
    now,
  });

export const stepsOf = (log: readonly RecordedEvent[]): SagaStepTaken[] =>
  log.filter(({ type }) => type === 'SagaStepTaken').map(({ data }) => data as SagaStepTaken);
export const logOf = (log: readonly RecordedEvent[]): readonly string[] =>
  (stepsOf(log).at(-1)?.state as State | undefined)?.log ?? [];
export const bookingsOf = (log: readonly RecordedEvent[]): string[] =>
  log.filter(({ type }) => type.startsWith('Room')).map(({ type, stream }) => `${stream} ${type}`);
export const bookElsewhere = async (store: EventStore, name: string, commandId: string): Promise<void> => {
  const handler = commandHandler({ store, now });
  const command: AnyMessage = { type: 'BookRoom', data: { hotel: name, tour: 'other' } };
  await handler.execute(hotel as AnyAggregate, command, { commandId, correlationId: commandId, actor: 'test' });
};
export const newLog = memoryEventStore;
