import { derivedId } from '../../domains/kernel/derived-id.ts';
import type { FeedBatch, RecordedEvent } from '../../domains/kernel/event-store.ts';
import type { AnySaga, DeadlineReached } from '../../domains/kernel/saga.ts';
import type { Instant } from '../../event-schemas/primitives.ts';
import { orderedWork, type OrderedWork } from '../ordered-work.ts';
import { inputIdOf, sagaRunner, type SagaInput } from '../runner.ts';
import type { SagaStepTaken } from '../saga-step.ts';
import { addUndecodable, Stuck, untraced, type Consumer, type ConsumerOptions } from './consumer.ts';

export type DueDeadline = {
  readonly saga: string;
  readonly instance: string;
  readonly name: string;
  readonly dueAt: Instant;
  readonly correlationId: string;
};

/** Beyond every position of the log. */
const AFTER_ALL = 2n ** 63n;

/** `wake` asks for nothing but that the commands of the last step are sent. */
type Item = SagaInput | 'wake' | Stuck;

/** Gathers one saga's inputs by instance and has them taken. */
class SagaConsumer implements Consumer {
  readonly name: string;
  readonly work: OrderedWork<unknown>;
  readonly #saga: AnySaga;
  readonly #work: OrderedWork<Item>;
  readonly #handled: ReadonlySet<string>;
  /** Deadlines that are queued: until they are taken, the scheduler finds them due again and again. */
  readonly #delivering = new Set<string>();

  constructor(saga: AnySaga, { onRetry, trace = untraced, ...options }: ConsumerOptions) {
    const runner = sagaRunner({ saga, ...options });
    this.name = saga.name;
    this.#saga = saga;
    this.#handled = new Set(saga.handles as readonly string[]);
    this.#work = orderedWork<Item>({
      work: async (instance, items) => {
        const inputs: SagaInput[] = [];
        for (const item of items) {
          if (item instanceof Stuck) throw item.error;
          if (item !== 'wake') inputs.push(item);
        }
        const traceparents = inputs.map(({ traceparent }) => traceparent);
        await trace(`saga ${saga.name}`, traceparents, () => runner.take(instance, inputs));
        for (const { id } of inputs) this.#delivering.delete(id);
      },
      onRetry: (key, error, attempt) => onRetry(saga.name, key, error, attempt),
    });
    this.work = this.#work;
  }

  async add({ events, undecodable }: FeedBatch): Promise<void> {
    for (const event of events) {
      if (event.type === 'SagaStepTaken') await this.#addWake(event);
      if (this.#handled.has(event.type)) await this.#addEvent(event);
    }
    await addUndecodable(this.work, this.#handled, undecodable);
  }

  /** A deadline is not an event of the log, so it holds back no checkpoint: the scheduler delivers it until it is taken. */
  async deliver({ instance, name, dueAt, correlationId }: DueDeadline): Promise<void> {
    const id = derivedId(this.name, instance, name, dueAt);
    if (this.#delivering.has(id)) return;
    this.#delivering.add(id);
    const message: DeadlineReached = { type: 'DeadlineReached', data: { name, dueAt } };
    await this.#work.add(instance, AFTER_ALL, { id, message, correlationId });
  }

  /**
   * A step is followed through to its sends before the checkpoint passes it. What a crash left unsent is sent when the step
   * is delivered again, also when a deadline caused it, which nobody would deliver again.
   */
  async #addWake({ data, position }: RecordedEvent): Promise<void> {
    const { saga, instance, commands } = data as SagaStepTaken;
    if (saga === this.name && commands.length > 0) await this.#work.add(instance, position, 'wake');
  }

  async #addEvent(event: RecordedEvent): Promise<void> {
    let instance: string | undefined;
    try {
      instance = this.#saga.instanceOf(event);
    } catch (error) {
      await this.#work.add(`${event.stream}@${event.revision} has no instance`, event.position, new Stuck(error));
      return;
    }
    if (instance === undefined) return;
    await this.#work.add(instance, event.position, {
      id: inputIdOf(this.name, event.eventId),
      message: { type: event.type, data: event.data },
      correlationId: event.metadata.correlationId,
      traceparent: event.metadata.traceparent,
    });
  }
}

export const sagaConsumer = (
  saga: AnySaga,
  options: ConsumerOptions,
): Consumer & { deliver(deadline: DueDeadline): Promise<void> } => new SagaConsumer(saga, options);
