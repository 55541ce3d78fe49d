import { z } from 'zod';
import type { AnyAggregate } from '../domains/kernel/aggregate.ts';
import type { AnySaga } from '../domains/kernel/saga.ts';
import { Id, Instant, type MessageOf, type Schemas } from '../event-schemas/primitives.ts';

/**
 * One step of a process: the inputs it took, the state they left, and what it decided to do, in one event. Commands carry
 * the ids that they are sent under, so a trace leads from any event back to the step that caused it.
 */
export const sagaEvents = {
  SagaStepTaken: z.object({
    saga: z.string(),
    instance: z.string(),
    inputs: z.array(z.object({ id: Id, type: z.string() })),
    state: z.unknown(),
    commands: z.array(z.object({ id: Id, key: z.string(), type: z.string(), data: z.unknown() })),
    deadlines: z.array(z.object({ name: z.string(), dueAt: Instant })),
    done: z.boolean(),
    /** When the watchdog asks why it is not done; the first step's counts. */
    overdueAt: Instant,
  }),
};
export type SagaEvent = MessageOf<typeof sagaEvents>;
export type SagaStepTaken = SagaEvent['data'];

/** `saga.placeOrder-<instance>`: one stream per instance, a category per saga. */
export const sagaStream = (saga: string, instance: string): string => `saga.${saga}-${instance}`;

const declare = (category: string, events: Schemas): AnyAggregate => ({
  category,
  events,
  commands: {},
  streamId: () => '',
  decider: { initial: null, evolve: () => null, decide: () => [] },
});

/** Declares the sagas' streams to the codec; nobody sends commands to them. */
export const sagaAggregates = (sagas: readonly AnySaga[]): readonly AnyAggregate[] => [
  declare('saga', sagaEvents),
  ...sagas.map(({ name }) => declare(`saga.${name}`, {})),
];
