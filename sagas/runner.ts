import { LRUCache } from 'lru-cache';
import type { AnyAggregate } from '../domains/kernel/aggregate.ts';
import { isRejected } from '../domains/kernel/decider.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { NO_STREAM, type EventStore, type NewEvent, type RecordedEvent } from '../domains/kernel/event-store.ts';
import type { CommandHandler } from '../domains/kernel/handle.ts';
import type { AnySaga, Deadline, SagaReply } from '../domains/kernel/saga.ts';
import type { AnyMessage, Instant } from '../event-schemas/primitives.ts';
import { sagaStream, type SagaStepTaken } from './saga-step.ts';

/** An input on its way to an instance: a domain event, a reply or a deadline, with the id it is remembered by. */
export type SagaInput = {
  readonly id: string;
  readonly message: AnyMessage;
  readonly correlationId: string;
  readonly traceparent?: string;
};
type Command = SagaStepTaken['commands'][number];

/** An instance as its stream tells it. */
type Instance = {
  readonly state: unknown;
  readonly revision: bigint;
  readonly inputs: ReadonlySet<string>;
  /** Commands of the last step that are not known to be sent: after a restart they are sent again under the same ids. */
  readonly commands: readonly Command[];
  readonly correlationId: string | undefined;
};

export const INSTANCES_CACHED_MAX = 10_000;
/** A process that answers itself this often in one go is a loop, not a process. */
export const ROUNDS_MAX = 20;
const CONFLICTS_MAX = 5;

export type SagaRunner = {
  /** Takes inputs of one instance in order; resolves when their steps are written and their commands answered. */
  take(instance: string, inputs: readonly SagaInput[]): Promise<void>;
};

const later = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString();

export const inputIdOf = (saga: string, eventId: string): string => derivedId(saga, eventId);

const fold = (saga: AnySaga, events: readonly RecordedEvent[]): Instance => {
  const steps = events.map((event) => event.data as SagaStepTaken);
  const last = steps.at(-1);
  return {
    state: last === undefined ? (saga.initial as unknown) : last.state,
    revision: events.at(-1)?.revision ?? NO_STREAM,
    inputs: new Set(steps.flatMap(({ inputs }) => inputs.map(({ id }) => id))),
    commands: last?.commands ?? [],
    correlationId: events.at(-1)?.metadata.correlationId,
  };
};

/**
 * Runs one saga. Input, new state and commands are one append; then the commands are sent under ids derived from the input.
 * Killed in between, the redelivered input finds its step written and the same commands are sent under the same ids.
 */
export const sagaRunner = (options: {
  readonly saga: AnySaga;
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly aggregateOf: (command: string) => AnyAggregate;
  readonly now: () => Instant;
}): SagaRunner => {
  const { saga, store, handler, aggregateOf, now } = options;
  const cache = new LRUCache<string, Instance>({ max: INSTANCES_CACHED_MAX });

  const load = async (id: string): Promise<Instance> =>
    cache.get(id) ?? fold(saga, await store.readStream(sagaStream(saga.name, id)));

  /** Gives undefined when nothing changes, so that nothing is written. */
  const decide = (id: string, instance: Instance, inputs: readonly SagaInput[]): SagaStepTaken | undefined => {
    let state = instance.state;
    const commands: Command[] = [];
    const deadlines: Deadline[] = [];
    for (const input of inputs) {
      const step = saga.step(state, input.message, now());
      if (step.state !== undefined) state = step.state as unknown;
      deadlines.push(...(step.deadlines ?? []));
      for (const { key, ...command } of step.send ?? [])
        commands.push({
          id: derivedId(input.id, commands.length),
          key: key ?? command.type,
          type: command.type,
          data: command.data,
        });
    }
    if (state === instance.state && commands.length === 0 && deadlines.length === 0) return undefined;
    const taken = inputs.map(({ id: inputId, message }) => ({ id: inputId, type: message.type }));
    return {
      saga: saga.name,
      instance: id,
      inputs: taken,
      state,
      commands,
      deadlines,
      done: saga.isDone(state),
      overdueAt: later(now(), saga.timeLimitMs),
    };
  };

  const send = async (commands: readonly Command[], correlationId: string): Promise<SagaInput[]> =>
    Promise.all(
      commands.map(async ({ id, key, type, data }): Promise<SagaInput> => {
        const outcome = await handler.execute(
          aggregateOf(type),
          { type, data },
          { commandId: id, correlationId, actor: `saga:${saga.name}` },
        );
        // Crowding says nothing about the command, so it is no answer: the runner's caller tries again under the same id.
        if (isRejected(outcome) && outcome.rejected === 'TooMuchContention')
          throw new Error(`${type} met too many writes on its stream`);
        const reply: SagaReply = isRejected(outcome)
          ? { type: 'CommandRejected', data: { command: type, key, rejected: outcome.rejected } }
          : { type: 'CommandAccepted', data: { command: type, key, events: outcome.events } };
        return { id: derivedId(id, 'reply'), message: reply, correlationId };
      }),
    );

  const write = async (
    id: string,
    instance: Instance,
    step: SagaStepTaken,
    inputs: readonly SagaInput[],
  ): Promise<Instance | undefined> => {
    const correlationId = instance.correlationId ?? inputs[0]!.correlationId;
    const event: NewEvent = {
      type: 'SagaStepTaken',
      data: step,
      eventId: derivedId('step', ...step.inputs.map((input) => input.id)),
      metadata: {
        correlationId,
        causationId: inputs[0]!.id,
        actor: `saga:${saga.name}`,
        schemaVersion: 1,
        recordedAt: now(),
      },
    };
    const appended = await store.append(sagaStream(saga.name, id), instance.revision, [event]);
    if (appended.outcome === 'conflict') return undefined;
    const seen = new Set([...instance.inputs, ...step.inputs.map((input) => input.id)]);
    return { state: step.state, revision: appended.revision, inputs: seen, commands: step.commands, correlationId };
  };

  const takeOnce = async (id: string, given: readonly SagaInput[]): Promise<boolean> => {
    let instance = await load(id);
    let inputs = given.filter((input) => !instance.inputs.has(input.id));
    for (let round = 1; ; round += 1) {
      if (round > ROUNDS_MAX) throw new Error(`saga ${saga.name} answered itself ${ROUNDS_MAX} times in one go`);
      if (instance.commands.length > 0) {
        const correlationId = instance.correlationId ?? given[0]!.correlationId;
        const replies = await send(instance.commands, correlationId);
        const known = instance.inputs;
        inputs = [...replies.filter((reply) => !known.has(reply.id)), ...inputs];
        instance = { ...instance, commands: [] };
        cache.set(id, instance);
      }
      const step = inputs.length === 0 ? undefined : decide(id, instance, inputs);
      if (step === undefined) return true;
      const written = await write(id, instance, step, inputs);
      cache.delete(id);
      if (written === undefined) return false;
      cache.set(id, (instance = written));
      inputs = [];
    }
  };

  return {
    take: async (id, inputs) => {
      for (let attempt = 1; attempt <= CONFLICTS_MAX; attempt += 1) if (await takeOnce(id, inputs)) return;
      throw new Error(`saga ${saga.name} met another writer on its own stream ${CONFLICTS_MAX} times`);
    },
  };
};
