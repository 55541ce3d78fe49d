import type { AnyMessage, Schemas, Upcasts } from '../../event-schemas/primitives.ts';
import type { Decider } from './decider.ts';
import type { AnyProjection } from './projection.ts';
import type { ReadRoute, WriteRoute } from './routes.ts';

/** For one event type: whose data the listed fields are (the name of the id field), and which fields are sealed. */
export type PersonalFields = { readonly subject: string; readonly fields: readonly string[] };

/** One kind of stream: `<category>-<id>`. The category is camelCase without a hyphen. */
export type Aggregate<State, Command extends AnyMessage, Event extends AnyMessage, Rejection extends string> = {
  readonly category: string;
  readonly events: Schemas;
  readonly upcasts?: Upcasts<Schemas>;
  readonly personal?: Readonly<Record<string, PersonalFields>>;
  readonly commands: Schemas;
  readonly streamId: (command: Command) => string;
  /** Commands that usually begin their stream: they are decided on an empty one without reading it, and the append checks that. */
  readonly opens?: readonly string[];
  /**
   * Commands that report a fact which nothing takes back: once the stream says that it is known, it stays known, so that a
   * repeat needs no look at whether the fold is behind the log.
   */
  readonly reports?: readonly string[];
  /**
   * An event type that carries the whole state, as if the stream began with it: a fold begins at the newest one. A kind of
   * stream that holds personal data of several people has none, since a fold must know of every person that it may show.
   */
  readonly closing?: string;
  readonly decider: Decider<State, Command, Event, Rejection>;
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry erases the four type parameters
export type AnyAggregate = Aggregate<any, any, any, any>;
export type StateOf<A extends AnyAggregate> = A['decider']['initial'];
export type CommandOf<A extends AnyAggregate> = Parameters<A['streamId']>[0];
export type EventOf<A extends AnyAggregate> = Parameters<A['decider']['evolve']>[1];

/** Keeps the four types of an aggregate while its shape is checked. */
export const defineAggregate = <S, C extends AnyMessage, E extends AnyMessage, R extends string>(
  aggregate: Aggregate<S, C, E, R>,
): Aggregate<S, C, E, R> => aggregate;

/** What a domain folder exports: its streams, its read models and the routes that need no other domain. */
export type Domain = {
  readonly name: string;
  readonly aggregates: readonly AnyAggregate[];
  readonly projections: readonly AnyProjection[];
  readonly writes: readonly WriteRoute[];
  readonly reads: readonly ReadRoute[];
};
