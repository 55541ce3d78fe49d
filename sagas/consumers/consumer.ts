import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import type { EventStore, FeedBatch, Undecodable } from '../../domains/kernel/event-store.ts';
import type { CommandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { WriteContext } from '../../domains/kernel/routes.ts';
import type { Instant } from '../../event-schemas/primitives.ts';
import type { OrderedWork } from '../ordered-work.ts';

/** One saga or reactor as the host sees it: where its work queues up, and how a batch gets there. */
export type Consumer = {
  readonly name: string;
  readonly work: OrderedWork<unknown>;
  add(batch: FeedBatch): Promise<void>;
};

export type ConsumerOptions = {
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly ports: Ports;
  readonly now: () => Instant;
  /** Left out where there are no read models. */
  readonly query?: WriteContext['query'];
  readonly aggregateOf: (command: string) => AnyAggregate;
  readonly onRetry: (consumer: string, key: string, error: unknown, attempt: number) => void;
  /** Does the work as part of the traces that its inputs came from. */
  readonly trace?: Trace;
};

type Trace = <T>(name: string, traceparents: readonly (string | undefined)[], work: () => Promise<T>) => Promise<T>;
export const noReadModels = (): Promise<never> => Promise.reject(new Error('there are no read models here'));
export const untraced: Trace = (_name, _traceparents, work) => work();

/**
 * Stands in the queue for an event that cannot be taken. It fails for as long as the process runs, so that it is heard of and
 * holds back the checkpoint: after a repair and a restart the event is delivered again.
 */
export class Stuck {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** Queues what this consumer should have got but nobody can read, each under a key of its own. */
export const addUndecodable = async (
  work: OrderedWork<unknown>,
  handled: ReadonlySet<string>,
  undecodable: readonly Undecodable[] = [],
): Promise<void> => {
  for (const { type, stream, revision, position, error } of undecodable)
    if (handled.has(type)) await work.add(`${stream}@${revision} cannot be read`, position, new Stuck(error));
};
