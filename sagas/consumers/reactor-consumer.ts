import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import { isUndecided } from '../../domains/kernel/handle.ts';
import type { Reactor, ReactorContext } from '../../domains/kernel/reactor.ts';
import { orderedWork } from '../ordered-work.ts';
import { addUndecodable, noReadModels, Stuck, untraced, type Consumer, type ConsumerOptions } from './consumer.ts';

/** Calls one reactor, event by event, in order within a stream. */
export const reactorConsumer = (reactor: Reactor, options: ConsumerOptions): Consumer => {
  const { handler, ports, now, aggregateOf, query = noReadModels, trace = untraced } = options;

  const react = async (event: RecordedEvent): Promise<void> => {
    const { correlationId } = event.metadata;
    let sent = 0;
    const context: ReactorContext = {
      ports,
      now,
      query,
      facts: (aggregate, id) => handler.fold(aggregate, id),
      send: async (command, label) => {
        const commandId = derivedId(reactor.name, event.eventId, command.type, label ?? (sent += 1));
        const envelope = { commandId, correlationId, actor: `reactor:${reactor.name}` };
        const outcome = await handler.execute(aggregateOf(command.type), command, envelope);
        if (isUndecided(outcome)) throw new Error(`${command.type} of ${reactor.name} was not decided`);
        return outcome;
      },
    };
    await trace(`reactor ${reactor.name}`, [event.metadata.traceparent], () => reactor.react(event, context));
  };

  const work = orderedWork<RecordedEvent | Stuck>({
    work: async (_, events) => {
      for (const event of events) {
        if (event instanceof Stuck) throw event.error;
        await react(event);
      }
    },
    onRetry: (key, error, attempt) => options.onRetry(reactor.name, key, error, attempt),
    // Each event is a call outside, which must not be made again because the next one fails.
    togetherMax: 1,
  });
  const handled = new Set(reactor.handles);
  return {
    name: reactor.name,
    work: work,
    add: async ({ events, undecodable }) => {
      for (const event of events) if (handled.has(event.type)) await work.add(event.stream, event.position, event);
      await addUndecodable(work, handled, undecodable);
    },
  };
};
