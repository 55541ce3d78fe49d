import { domains } from '../../domains/index.ts';
import type { EventStore } from '../../domains/kernel/event-store.ts';
import { commandHandler, type CommandHandler } from '../../domains/kernel/handle.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { AnySaga } from '../../domains/kernel/saga.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { MemoryEventStore } from '../../infra/memory/event-store.ts';
import { commandIndex, sagaHost } from '../../sagas/host.ts';
import { collectCash } from '../../sagas/collect-cash.ts';
import { placeOrder } from '../../sagas/place-order.ts';
import { paymentGatewayOrder } from '../../sagas/reactors/payment-gateway-order.ts';
import { paymentReconciliation } from '../../sagas/reactors/payment-reconciliation.ts';
import { paymentRefund } from '../../sagas/reactors/payment-refund.ts';
import { recordRefund } from '../../sagas/refund-record.ts';
import { refundOrder } from '../../sagas/refund-order.ts';
import { Deadlines } from '../simulation/deadlines.ts';

/** Where a process dies: at its n-th append, before it happens or right after it. */
export type KillPoint = { readonly append: number; readonly when: 'before' | 'after' };

/** The log as a process sees it that is killed at a point; from then on nothing it does has any effect. */
const killedAt = (store: EventStore, point: KillPoint | undefined) => {
  let appends = 0;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => (die = resolve));
  let dead = false;
  const kill = (): never => {
    dead = true;
    die();
    throw new Error('killed');
  };
  const mortal: EventStore = {
    ...store,
    readStream: async (stream, from) => (dead ? kill() : store.readStream(stream, from)),
    append: async (stream, expected, events) => {
      appends += 1;
      if (dead || (point?.append === appends && point.when === 'before')) return kill();
      const outcome = await store.append(stream, expected, events);
      return point?.append === appends ? kill() : outcome;
    },
  };
  return { mortal, died, isDead: () => dead, appends: () => appends };
};

const aggregates = domains.flatMap((domain) => domain.aggregates);
export const aggregateOf = commandIndex(aggregates);

export type SagaProcess = {
  /** Takes everything that the log has and all deadlines that are due, until nothing more happens or the process is dead. */
  run(): Promise<void>;
  readonly isDead: () => boolean;
  readonly appends: () => number;
  readonly unfinished: () => readonly unknown[];
  stop(): Promise<void>;
};

/** One process of sagas and reactors that has just started: it reads the log from its beginning. */
export const sagaProcess = (
  store: MemoryEventStore,
  options: {
    readonly ports: Ports;
    readonly now: () => string;
    readonly kill?: KillPoint | undefined;
    /** Instead of those of an order. */
    readonly parts?: { readonly sagas: readonly AnySaga[]; readonly reactors: readonly Reactor[] };
  },
): SagaProcess => {
  const { ports, now } = options;
  const { mortal, died, isDead, appends } = killedAt(store, options.kill);
  const handler = commandHandler({ store: mortal, now, pause: () => Promise.resolve() });
  const { sagas, reactors } = options.parts ?? {
    sagas: [placeOrder, refundOrder, recordRefund, collectCash],
    reactors: [paymentGatewayOrder(), paymentRefund, paymentReconciliation],
  };
  const onRetry = (consumer: string, _: string, error: unknown): void => {
    if (!isDead()) throw new Error(`${consumer} failed`, { cause: error });
  };
  const host = sagaHost({ sagas, reactors, aggregates, store: mortal, handler, ports, now, onRetry });
  const deadlines = new Deadlines();
  let read = 0;
  const take = async (): Promise<boolean> => {
    const events = store.log.slice(read);
    read += events.length;
    for (const event of events) {
      handler.observe(event);
      if (event.type === 'SagaStepTaken') deadlines.note(event);
    }
    if (events.length > 0) await host.onBatch({ events, position: events.at(-1)!.position });
    const due = deadlines.dueAt(now());
    for (const deadline of due) await host.deliver(deadline);
    return events.length + due.length > 0;
  };
  return {
    run: async () => {
      while (!isDead() && (await take())) await Promise.race([host.idle(), died]);
    },
    isDead,
    appends,
    unfinished: () => deadlines.unfinished,
    stop: () => host.stop(),
  };
};

/** Another process, such as the command API, whose commands are none of the killed one's. */
export const otherProcess = (store: EventStore, now: () => string) => {
  let sent = 0;
  const id = (): string => `00000000-0000-7000-9000-${String((sent += 1)).padStart(12, '0')}`;
  return async (command: { readonly type: string; readonly data: unknown }) => {
    const handler: CommandHandler = commandHandler({ store, now, cachedMax: 0 });
    return handler.execute(aggregateOf(command.type), command, {
      commandId: id(),
      correlationId: id(),
      actor: 'test',
    });
  };
};
