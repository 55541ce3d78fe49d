import type { AnyMessage } from '../../event-schemas/primitives.ts';
import type { Aggregate, AnyAggregate } from '../../domains/kernel/aggregate.ts';
import type { EventStore, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { commandHandler, type CommandHandler, type Folded } from '../../domains/kernel/handle.ts';
import type { Ports } from '../../domains/kernel/ports/index.ts';
import type { AnySaga, DeadlineReached } from '../../domains/kernel/saga.ts';
import type { Reactor } from '../../domains/kernel/reactor.ts';
import type { SagaInstanceRow } from '../../projections/saga-instances.ts';
import { commandIndex } from '../../sagas/host.ts';
import { inputIdOf, sagaRunner, type SagaInput, type SagaRunner } from '../../sagas/runner.ts';
import { deliverOne, newInbox, put, rewind, type EventInbox, type Inbox } from './deliveries.ts';
import { Deadlines } from './deadlines.ts';
import { simulatedPorts } from './simulated-ports.ts';
import { Crash, crashingStore, type FaultCounts, type FaultRates } from './faults.ts';
import { SimulatedGateway } from './gateway.ts';
import { SpillingLog } from './spilling-log.ts';
import type { Random } from './random.ts';
import type { Parts, Survived } from './parts.ts';
import { react } from './react.ts';
import { runRoute, type SimulatedRequest } from './run-route.ts';

type AnyInbox = Inbox<SagaInput> | EventInbox;

/** Few shoppers are there at a time, and making a large cache anew after each crash is work. */
const FOLDS_CACHED_MAX = 1_000;
const SIMULATED_START_MS = Date.parse('2026-01-05T04:00:00.000Z');

/**
 * The core on virtual time in one process: real deciders, routes, sagas and reactors over the memory log. Nothing runs but
 * what the driver picks, one thing at a time, so a seed decides everything.
 */
export class World {
  readonly log = new SpillingLog();
  readonly counts: FaultCounts = { crashes: 0, duplicates: 0, reorderings: 0, refusals: 0, delays: 0 };
  readonly gateway: SimulatedGateway;
  readonly random: Random;
  nowMs = SIMULATED_START_MS;
  readonly #parts: Parts;
  readonly #rates: FaultRates;
  readonly #store: EventStore;
  readonly #ports: Ports;
  readonly #inboxes: AnyInbox[];
  readonly #deadlines = new Deadlines();
  readonly #aggregateOf: (type: string) => AnyAggregate;
  #handler: CommandHandler;
  /** Made when they are needed first, since most crashes come before all of them are. */
  readonly #runners = new Map<string, SagaRunner>();
  #reactors: ReadonlyMap<string, Reactor> = new Map();
  #read = 0;

  constructor(random: Random, parts: Parts, rates: FaultRates) {
    this.random = random;
    this.#parts = parts;
    this.#rates = rates;
    this.#store = crashingStore(this.log, random, rates, this.counts);
    const losses = { random, rate: rates.gateway, counts: this.counts };
    this.gateway = new SimulatedGateway({ ...losses, now: () => this.now(), banks: rates });
    this.#ports = simulatedPorts(random, this.gateway, () => this.nowMs);
    this.#aggregateOf = commandIndex(parts.aggregates);
    this.#handler = this.#boot();
    this.#inboxes = [
      ...parts.sagas.map((saga) => this.#sagaInbox(saga)),
      ...parts.reactors().map(({ name }) => this.#reactorInbox(name)),
    ];
  }

  now(): string {
    return new Date(this.nowMs).toISOString();
  }

  /** Everything that lives in memory only begins anew. */
  #boot(): CommandHandler {
    const now = (): string => this.now();
    const options = { store: this.#store, now, cachedMax: FOLDS_CACHED_MAX };
    this.#handler = commandHandler({ ...options, pause: () => Promise.resolve() });
    this.#runners.clear();
    this.#reactors = new Map(this.#parts.reactors().map((reactor) => [reactor.name, reactor]));
    return this.#handler;
  }

  #runnerOf(saga: AnySaga): SagaRunner {
    const known = this.#runners.get(saga.name);
    if (known !== undefined) return known;
    const parts = { store: this.#store, handler: this.#handler, aggregateOf: this.#aggregateOf, now: () => this.now() };
    const runner = sagaRunner({ saga, ...parts });
    this.#runners.set(saga.name, runner);
    return runner;
  }

  #sagaInbox(saga: AnySaga): Inbox<SagaInput> {
    return newInbox<SagaInput>(saga.name, (instance, input) => this.#runnerOf(saga).take(instance, [input]));
  }

  #reactorInbox(name: string): EventInbox {
    return newInbox<RecordedEvent>(name, (_stream, event) =>
      react(this.#reactors.get(name)!, event, {
        handler: this.#handler,
        ports: this.#ports,
        now: () => this.now(),
        aggregateOf: this.#aggregateOf,
      }),
    );
  }

  /** Sorts new events of the log into the inboxes, and keeps the list of deadlines. */
  sortNew(): void {
    for (; this.#read < this.log.length; this.#read += 1) {
      const event = this.log.at(this.#read);
      if (event.type === 'SagaStepTaken') this.#deadlines.note(event);
      for (const inbox of this.#inboxes) {
        const saga = this.#parts.sagas.find(({ name }) => name === inbox.name);
        if (saga === undefined) {
          if (this.#reactors.get(inbox.name)!.handles.includes(event.type))
            put(inbox as EventInbox, event.stream, event);
          continue;
        }
        const instance = (saga.handles as readonly string[]).includes(event.type) ? saga.instanceOf(event) : undefined;
        if (instance === undefined) continue;
        const input = {
          id: inputIdOf(saga.name, event.eventId),
          message: { type: event.type, data: event.data },
          correlationId: event.metadata.correlationId,
        };
        put(inbox as Inbox<SagaInput>, instance, input);
      }
    }
  }

  /** The earliest deadline that some process waits for. */
  get nextDueAt(): string | undefined {
    this.sortNew();
    return this.#deadlines.nextDueAt;
  }

  get unfinishedSagas(): readonly SagaInstanceRow[] {
    return this.#deadlines.unfinished;
  }

  /** Whether anything waits to be delivered. */
  get isBusy(): boolean {
    this.sortNew();
    return this.#inboxes.some(({ byKey }) => byKey.size > 0);
  }

  /** Delivers one waiting item, or the deadlines that are due. A crash restarts the core; a lost answer is tried again later. */
  async step(): Promise<void> {
    this.sortNew();
    this.#deliverDue();
    const busy = this.#inboxes.filter(({ byKey }) => byKey.size > 0);
    if (busy.length === 0) return;
    const inbox = this.random.pick(busy) as Inbox<unknown>;
    await this.survive(() => deliverOne(inbox, this.random, this.#rates, this.counts));
  }

  #deliverDue(): void {
    for (const { saga, instance, name, dueAt, inputId, correlationId } of this.#deadlines.dueAt(this.now())) {
      const inbox = this.#inboxes.find((candidate) => candidate.name === saga) as Inbox<SagaInput>;
      if (inbox.byKey.get(instance)?.some(({ id }) => id === inputId) === true) continue;
      const message: DeadlineReached = { type: 'DeadlineReached', data: { name, dueAt } };
      put(inbox, instance, { id: inputId, message, correlationId });
    }
  }

  /** Runs something that may die. Memory is lost, checkpoints are behind, and whoever asked has no answer. */
  async survive<T>(work: () => Promise<T>): Promise<Survived<T>> {
    try {
      return { survived: true, value: await work() };
    } catch (error) {
      if (error instanceof Crash) {
        this.#boot();
        for (const inbox of this.#inboxes) rewind(inbox as Inbox<unknown>);
      } else if ((error as Error).name !== 'PaymentGatewayError') throw error;
      this.counts.delays += 1;
      return { survived: false };
    }
  }

  /** Carries out a route as the command API does; throws what the route throws. */
  request(method: string, path: string, given: SimulatedRequest): Promise<unknown> {
    const route = this.#parts.writes.find((candidate) => candidate.method === method && candidate.path === path);
    if (route === undefined) throw new Error(`no route ${method} ${path}`);
    return runRoute(route, given, { handler: this.#handler, ports: this.#ports, random: this.random, now: this.now() });
  }

  /** What the shop knows of a stream, as a read would show it. */
  fold<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    id: string,
  ): Promise<Folded<S>> {
    return this.#handler.fold(aggregate, id);
  }

  async execute(command: { type: string; data: unknown }): Promise<unknown> {
    return this.#handler.execute(this.#aggregateOf(command.type), command, {
      commandId: this.random.uuid(),
      correlationId: this.random.uuid(),
      actor: 'simulation',
    });
  }
}
