import type { AnyAggregate } from '../domains/kernel/aggregate.ts';
import type { EventStore, FeedBatch } from '../domains/kernel/event-store.ts';
import type { CommandHandler } from '../domains/kernel/handle.ts';
import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Reactor, ReactorContext } from '../domains/kernel/reactor.ts';
import type { AnySaga, DeadlineReached } from '../domains/kernel/saga.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { orderedWork, type OrderedWork } from './ordered-work.ts';
import { inputIdOf, sagaRunner, type SagaInput } from './runner.ts';

export type DueDeadline = {
  readonly saga: string;
  readonly instance: string;
  readonly name: string;
  readonly dueAt: Instant;
  readonly correlationId: string;
};

/** Beyond every position of the log. */
const AFTER_ALL = 2n ** 63n;

type Consumer = { readonly name: string; readonly work: OrderedWork<unknown>; add(batch: FeedBatch): Promise<void> };
export type SagaHost = {
  onBatch(batch: FeedBatch): Promise<void>;
  deliver(deadline: DueDeadline): Promise<void>;
  /** The position up to which everything is done: the place to resume from. */
  readonly safePosition: bigint | undefined;
  readonly pendingCount: number;
  idle(): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  readonly sagas: readonly AnySaga[];
  readonly reactors: readonly Reactor[];
  readonly aggregates: readonly AnyAggregate[];
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly ports: Ports;
  readonly now: () => Instant;
  readonly onRetry: (consumer: string, key: string, error: unknown, attempt: number) => void;
  /** Does the work as part of the traces that its inputs came from. */
  readonly trace?: Trace;
};
type Trace = <T>(name: string, traceparents: readonly (string | undefined)[], work: () => Promise<T>) => Promise<T>;
const untraced: Trace = (_name, _traceparents, work) => work();

/** Finds the aggregate of a command by the command's type, which is unique in the system. */
export const commandIndex = (aggregates: readonly AnyAggregate[]): ((type: string) => AnyAggregate) => {
  const byType = new Map<string, AnyAggregate>();
  for (const aggregate of aggregates)
    for (const type of Object.keys(aggregate.commands)) {
      if (byType.has(type)) throw new Error(`command ${type} is declared twice`);
      byType.set(type, aggregate);
    }
  return (type) => {
    const aggregate = byType.get(type);
    if (aggregate === undefined) throw new Error(`no aggregate takes the command ${type}`);
    return aggregate;
  };
};

const sagaConsumer = (
  saga: AnySaga,
  options: Options,
  aggregateOf: (type: string) => AnyAggregate,
): Consumer & { deliver(deadline: DueDeadline): Promise<void> } => {
  const { trace = untraced } = options;
  const runner = sagaRunner({ saga, store: options.store, handler: options.handler, aggregateOf, now: options.now });
  const work = orderedWork<SagaInput>({
    work: (instance, inputs) =>
      trace(
        `saga ${saga.name}`,
        inputs.map(({ traceparent }) => traceparent),
        () => runner.take(instance, inputs),
      ),
    onRetry: (key, error, attempt) => options.onRetry(saga.name, key, error, attempt),
  });
  const handled = new Set<string>(saga.handles as readonly string[]);
  return {
    name: saga.name,
    work: work,
    add: async ({ events }) => {
      for (const event of events) {
        if (!handled.has(event.type)) continue;
        const instance = saga.instanceOf(event);
        if (instance === undefined) continue;
        const message = { type: event.type, data: event.data };
        await work.add(instance, event.position, {
          id: inputIdOf(saga.name, event.eventId),
          message,
          correlationId: event.metadata.correlationId,
          ...(event.metadata.traceparent === undefined ? {} : { traceparent: event.metadata.traceparent }),
        });
      }
    },
    deliver: async ({ instance, name, dueAt, correlationId }) => {
      const message: DeadlineReached = { type: 'DeadlineReached', data: { name, dueAt } };
      // A deadline is not an event of the log, so it holds back no checkpoint: the scheduler delivers it until it is taken.
      await work.add(instance, AFTER_ALL, {
        id: derivedId(saga.name, instance, name, dueAt),
        message,
        correlationId,
      });
    },
  };
};

const reactorConsumer = (reactor: Reactor, options: Options, aggregateOf: (type: string) => AnyAggregate): Consumer => {
  const { handler, ports, now, trace = untraced } = options;
  const work = orderedWork<FeedBatch['events'][number]>({
    work: async (_, events) => {
      for (const event of events) {
        const { correlationId } = event.metadata;
        let sent = 0;
        const context: ReactorContext = {
          ports,
          now,
          facts: (aggregate, id) => handler.fold(aggregate, id),
          send: (command) =>
            handler.execute(aggregateOf(command.type), command, {
              commandId: derivedId(reactor.name, event.eventId, command.type, (sent += 1)),
              correlationId,
              actor: `reactor:${reactor.name}`,
            }),
        };
        await trace(`reactor ${reactor.name}`, [event.metadata.traceparent], () => reactor.react(event, context));
      }
    },
    onRetry: (key, error, attempt) => options.onRetry(reactor.name, key, error, attempt),
  });
  const handled = new Set(reactor.handles);
  return {
    name: reactor.name,
    work: work,
    add: async ({ events }) => {
      for (const event of events) if (handled.has(event.type)) await work.add(event.stream, event.position, event);
    },
  };
};

/** Feeds every saga and reactor from the one log, each key in order, and knows how far all of them are. */
export const sagaHost = (options: Options): SagaHost => {
  const aggregateOf = commandIndex(options.aggregates);
  const sagas = options.sagas.map((saga) => sagaConsumer(saga, options, aggregateOf));
  const consumers: readonly Consumer[] = [
    ...sagas,
    ...options.reactors.map((reactor) => reactorConsumer(reactor, options, aggregateOf)),
  ];
  let delivered: bigint | undefined;
  return {
    onBatch: async (batch) => {
      for (const consumer of consumers) await consumer.add(batch);
      delivered = batch.position;
    },
    deliver: async (deadline) => {
      await sagas.find(({ name }) => name === deadline.saga)?.deliver(deadline);
    },
    get safePosition() {
      const lowest = consumers.reduce<bigint | undefined>((low, { work: { lowestPending } }) => {
        if (lowestPending === undefined) return low;
        return low === undefined || lowestPending < low ? lowestPending : low;
      }, undefined);
      return lowest === undefined || delivered === undefined || lowest > delivered ? delivered : lowest - 1n;
    },
    get pendingCount() {
      return consumers.reduce((count, { work }) => count + work.pendingCount, 0);
    },
    idle: async () => {
      for (const { work } of consumers) await work.idle();
    },
    stop: async () => {
      await Promise.all(consumers.map(({ work }) => work.stop()));
    },
  };
};
