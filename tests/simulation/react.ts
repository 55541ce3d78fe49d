import type { AnyAggregate } from '../../domains/kernel/aggregate.ts';
import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { CommandHandler } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';

type Services = {
  readonly handler: CommandHandler;
  readonly ports: Ports;
  readonly now: () => string;
  readonly aggregateOf: (type: string) => AnyAggregate;
};

/** Gives an event to a reactor as the host does: its commands have ids that follow from the event. */
export const react = (reactor: Reactor, event: RecordedEvent, services: Services): Promise<void> => {
  const { handler, ports, now, aggregateOf } = services;
  let sent = 0;
  return reactor.react(event, {
    ports,
    now,
    facts: (aggregate, id) => handler.fold(aggregate, id),
    query: () => Promise.reject(new Error('the simulation has no read models')),
    send: (command) =>
      handler.execute(aggregateOf(command.type), command, {
        commandId: derivedId(reactor.name, event.eventId, command.type, (sent += 1)),
        correlationId: event.metadata.correlationId,
        actor: `reactor:${reactor.name}`,
      }),
  });
};
