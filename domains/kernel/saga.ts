import type { AnyMessage, Instant } from '../../event-schemas/primitives.ts';

/** Fed back to the saga after its command was carried out or refused; `key` is what the saga named the command. */
export type CommandAccepted = {
  readonly type: 'CommandAccepted';
  readonly data: { readonly command: string; readonly key: string; readonly events: readonly AnyMessage[] };
};
export type CommandRejected = {
  readonly type: 'CommandRejected';
  readonly data: { readonly command: string; readonly key: string; readonly rejected: string };
};
export type DeadlineReached = {
  readonly type: 'DeadlineReached';
  readonly data: { readonly name: string; readonly dueAt: Instant };
};
export type SagaReply = CommandAccepted | CommandRejected | DeadlineReached;

/** `key` tells the replies of two commands of one type apart; it defaults to the command's type. */
export type SagaCommand<C extends AnyMessage> = C & { readonly key?: string };
export type Deadline = { readonly name: string; readonly dueAt: Instant };

/** What one input does: the next state (unchanged when omitted), commands to send and deadlines to wait for. Pure. */
export type Step<State, Command extends AnyMessage> = {
  readonly state?: State;
  readonly send?: readonly SagaCommand<Command>[];
  readonly deadlines?: readonly Deadline[];
};

/**
 * A process over several streams. Inputs are domain events, replies to its own commands and deadlines. The runner writes
 * the step (inputs, new state, commands, deadlines) in one append and then sends, under ids derived from the input.
 */
export type Saga<State, Input extends AnyMessage, Command extends AnyMessage> = {
  readonly name: string;
  /** The instance that an event belongs to, or undefined when it concerns none. Replies and deadlines know their instance. */
  readonly instanceOf: (event: Input) => string | undefined;
  readonly initial: State;
  readonly handles: readonly Input['type'][];
  readonly step: (state: State, input: Input | SagaReply, now: Instant) => Step<State, Command>;
  /** True once nothing more will happen; the watchdog names instances that are not done after `timeLimitMs`. */
  readonly isDone: (state: State) => boolean;
  readonly timeLimitMs: number;
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- erased like the registry of domains
export type AnySaga = Saga<any, any, any>;
export const defineSaga = <S, I extends AnyMessage, C extends AnyMessage>(saga: Saga<S, I, C>): Saga<S, I, C> => saga;
