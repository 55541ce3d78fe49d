import type { AnyMessage, Instant } from '../../event-schemas/primitives.ts';
import type { RecordedEvent } from './event-store.ts';
import type { Outcome } from './handle.ts';
import type { Ports } from './ports/index.ts';
import type { WriteContext } from './routes.ts';

export type ReactorContext = {
  readonly ports: Ports;
  readonly now: () => Instant;
  readonly facts: WriteContext['facts'];
  /** The read models, which may be behind the event, and tables of the reactor's own: where lists are made. */
  readonly query: WriteContext['query'];
  /** Sends a command under an id made of the event and the label, or its turn, so that a redelivered event repeats it. */
  send(command: AnyMessage, label?: string): Promise<Outcome>;
};

/**
 * The only caller of the outside world: one `...Requested` event, one call under a derived idempotency key, one command with
 * the answer. It may be called again for the same event, and throws when it should be.
 */
export type Reactor = {
  readonly name: string;
  readonly handles: readonly string[];
  react(event: RecordedEvent, context: ReactorContext): Promise<void>;
};
