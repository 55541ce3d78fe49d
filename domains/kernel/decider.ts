import type { Instant } from '../../event-schemas/primitives.ts';

/** A refusal says what is true (`CouponExhausted`); `detail` may add figures for the person who asked, never personal data. */
export type Rejected<R extends string = string> = { readonly rejected: R; readonly detail?: string };
export type Decision<E, R extends string> = readonly E[] | Rejected<R>;

export const reject = <R extends string>(rejected: R, detail?: string): Rejected<R> =>
  detail === undefined ? { rejected } : { rejected, detail };
export const isRejected = (decision: object): decision is Rejected => 'rejected' in decision;

/** Equal as JSON, for what went through one schema, which puts fields into one order. */
export const sameData = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * The pure core of one aggregate. `decide` answers a repeat of a command that already took effect with `[]`,
 * refuses by value, and throws only when a stream is corrupt.
 */
export type Decider<State, Command, Event, Rejection extends string> = {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  readonly decide: (command: Command, state: State, now: Instant) => Decision<Event, Rejection>;
};
