import type { AnyAggregate } from '../domains/kernel/aggregate.ts';
import type { FeedBatch } from '../domains/kernel/event-store.ts';
import type { Reactor } from '../domains/kernel/reactor.ts';
import type { AnySaga } from '../domains/kernel/saga.ts';
import type { Consumer, ConsumerOptions } from './consumers/consumer.ts';
import { reactorConsumer } from './consumers/reactor-consumer.ts';
import { sagaConsumer, type DueDeadline } from './consumers/saga-consumer.ts';

export type { DueDeadline } from './consumers/saga-consumer.ts';

export type SagaHost = {
  onBatch(batch: FeedBatch): Promise<void>;
  deliver(deadline: DueDeadline): Promise<void>;
  /** The position up to which everything is done: the place to resume from. */
  readonly safePosition: bigint | undefined;
  readonly pendingCount: number;
  /** Resolves when nothing is pending, which work that fails puts off for ever. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

type Options = Omit<ConsumerOptions, 'aggregateOf'> & {
  readonly sagas: readonly AnySaga[];
  readonly reactors: readonly Reactor[];
  readonly aggregates: readonly AnyAggregate[];
};

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

/** Feeds every saga and reactor from the one log, each key in order, and knows how far all of them are. */
export const sagaHost = ({ sagas, reactors, aggregates, ...rest }: Options): SagaHost => {
  const options: ConsumerOptions = { ...rest, aggregateOf: commandIndex(aggregates) };
  const sagaConsumers = sagas.map((saga) => sagaConsumer(saga, options));
  const consumers: readonly Consumer[] = [
    ...sagaConsumers,
    ...reactors.map((reactor) => reactorConsumer(reactor, options)),
  ];
  let delivered: bigint | undefined;
  return {
    onBatch: async (batch) => {
      for (const consumer of consumers) await consumer.add(batch);
      delivered = batch.position;
    },
    deliver: async (deadline) => {
      await sagaConsumers.find(({ name }) => name === deadline.saga)?.deliver(deadline);
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
