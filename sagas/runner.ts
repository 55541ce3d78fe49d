import { LRUCache } from 'lru-cache';
import type { AnyAggregate } from '../domains/kernel/aggregate.ts';
import { isRejected } from '../domains/kernel/decider.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import type { EventStore } from '../domains/kernel/event-store.ts';
import { isUndecided, type CommandHandler } from '../domains/kernel/handle.ts';
import type { AnySaga, SagaReply } from '../domains/kernel/saga.ts';
import type { Instant } from '../event-schemas/primitives.ts';
import {
  afterStep,
  foldInstance,
  stepEvent,
  stepOf,
  takenOf,
  type Instance,
  type SagaCommandSent,
  type SagaInput,
} from './saga-instance.ts';
import { sagaStream, type SagaStepTaken } from './saga-step.ts';

export type { SagaInput } from './saga-instance.ts';

export const INSTANCES_CACHED_MAX = 10_000;
/** A process that answers itself this often in one go is a loop, not a process. */
export const ROUNDS_MAX = 20;
const CONFLICTS_MAX = 5;

export type SagaRunner = {
  /**
   * Takes inputs of one instance in order; resolves when their steps are written and their commands answered. Without
   * inputs it sends what the last step left unsent. Must not be called for an instance that is still being taken.
   */
  take(instance: string, inputs: readonly SagaInput[]): Promise<void>;
};

type Options = {
  readonly saga: AnySaga;
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly aggregateOf: (command: string) => AnyAggregate;
  readonly now: () => Instant;
};

export const inputIdOf = (saga: string, eventId: string): string => derivedId(saga, eventId);

/** Inputs that the instance has not seen, each once. */
const unseen = (instance: Instance, inputs: readonly SagaInput[]): SagaInput[] => {
  const passed = new Set(instance.passed.map(({ id }) => id));
  const fresh = inputs.filter(({ id }) => !instance.inputs.has(id) && !passed.has(id));
  return [...new Map(fresh.map((input) => [input.id, input])).values()];
};

class StepWriter implements SagaRunner {
  readonly #options: Options;
  readonly #cache = new LRUCache<string, Instance>({ max: INSTANCES_CACHED_MAX });

  constructor(options: Options) {
    this.#options = options;
  }

  async take(id: string, inputs: readonly SagaInput[]): Promise<void> {
    const { name } = this.#options.saga;
    for (let attempt = 1; attempt <= CONFLICTS_MAX; attempt += 1) if (await this.#takeOnce(id, inputs)) return;
    throw new Error(`saga ${name} met another writer on its own stream ${CONFLICTS_MAX} times`);
  }

  /**
   * False when somebody else has written to the instance's stream. What is cached is what the stream says and which commands
   * are sent: replies that were not written are got again by the next attempt.
   */
  async #takeOnce(id: string, given: readonly SagaInput[]): Promise<boolean> {
    const { saga, now } = this.#options;
    let instance = await this.#load(id);
    let inputs = unseen(instance, given);
    for (let round = 1; round <= ROUNDS_MAX; round += 1) {
      if (instance.commands.length > 0) {
        inputs = [...unseen(instance, await this.#send(instance)), ...inputs];
        instance = { ...instance, commands: [] };
      }
      const step = inputs.length === 0 ? undefined : stepOf(saga, id, { instance, inputs }, now());
      if (step === undefined) {
        this.#cache.set(id, { ...instance, passed: [...instance.passed, ...takenOf(inputs)] });
        return true;
      }
      const correlationId = instance.correlationId ?? inputs[0]!.correlationId;
      const written = await this.#write(instance, step, correlationId);
      if (written === undefined) {
        this.#cache.delete(id);
        return false;
      }
      this.#cache.set(id, (instance = written));
      inputs = [];
    }
    throw new Error(`saga ${saga.name} answered itself ${ROUNDS_MAX} times in one go`);
  }

  async #load(id: string): Promise<Instance> {
    const { saga, store } = this.#options;
    return this.#cache.get(id) ?? foldInstance(saga, await store.readStream(sagaStream(saga.name, id)));
  }

  /** Sends the commands of a step; throws, after all of them have ended, when one was not decided. */
  async #send({ commands, correlationId }: Instance): Promise<SagaInput[]> {
    const sent = await Promise.allSettled(commands.map((command) => this.#sendOne(command, correlationId!)));
    return sent.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  async #sendOne({ id, key, type, data }: SagaCommandSent, correlationId: string): Promise<SagaInput> {
    const { saga, handler, aggregateOf } = this.#options;
    const envelope = { commandId: id, correlationId, actor: `saga:${saga.name}` };
    const outcome = await handler.execute(aggregateOf(type), { type, data }, envelope);
    if (isUndecided(outcome)) throw new Error(`${type} of saga ${saga.name} was not decided: ${outcome.rejected}`);
    const reply: SagaReply = isRejected(outcome)
      ? { type: 'CommandRejected', data: { command: type, key, rejected: outcome.rejected } }
      : { type: 'CommandAccepted', data: { command: type, key, events: outcome.events } };
    return { id: derivedId(id, 'reply'), message: reply, correlationId };
  }

  async #write(instance: Instance, step: SagaStepTaken, correlationId: string): Promise<Instance | undefined> {
    const { store, now } = this.#options;
    const event = stepEvent(step, correlationId, now());
    const appended = await store.append(sagaStream(step.saga, step.instance), instance.revision, [event]);
    return appended.outcome === 'conflict' ? undefined : afterStep(instance, step, appended.revision, correlationId);
  }
}

/**
 * Runs one saga. Input, new state and commands are one append; then the commands are sent under ids derived from the input.
 * Killed in between, the redelivered input finds its step written and the same commands are sent under the same ids.
 */
export const sagaRunner = (options: Options): SagaRunner => new StepWriter(options);
