import { instantAfter } from '../domains/kernel/calendar.ts';
import { derivedId } from '../domains/kernel/derived-id.ts';
import { NO_STREAM, type NewEvent, type RecordedEvent } from '../domains/kernel/event-store.ts';
import type { AnySaga, CommandAccepted, Deadline } from '../domains/kernel/saga.ts';
import type { AnyMessage, Instant } from '../event-schemas/primitives.ts';
import type { SagaStepTaken } from './saga-step.ts';

/** An input on its way to an instance: a domain event, a reply or a deadline, with the id it is remembered by. */
export type SagaInput = {
  readonly id: string;
  readonly message: AnyMessage;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
};
export type SagaCommandSent = SagaStepTaken['commands'][number];
type Taken = SagaStepTaken['inputs'][number];

/** Inputs that changed nothing and are remembered without a step of their own; then one is written for them. */
export const PASSED_MAX = 100;

/** An instance as its stream tells it. */
export type Instance = {
  readonly state: unknown;
  readonly revision: bigint;
  readonly inputs: ReadonlySet<string>;
  /** Commands of the last step that are not known to be sent: after a restart they are sent again under the same ids. */
  readonly commands: readonly SagaCommandSent[];
  readonly correlationId: string | undefined;
  /** Inputs since the last step that changed nothing. The next step lists them, so that they are not taken in a later state. */
  readonly passed: readonly Taken[];
};

export const foldInstance = (saga: AnySaga, events: readonly RecordedEvent[]): Instance => {
  const steps = events.map((event) => event.data as SagaStepTaken);
  const last = steps.at(-1);
  return {
    state: last === undefined ? (saga.initial as unknown) : last.state,
    revision: events.at(-1)?.revision ?? NO_STREAM,
    inputs: new Set(steps.flatMap(({ inputs }) => inputs.map(({ id }) => id))),
    commands: last?.commands ?? [],
    correlationId: events.at(-1)?.metadata.correlationId,
    passed: [],
  };
};

/**
 * Inputs that nothing else remembers: a deadline would be delivered again, and a command that was refused or did nothing has
 * left no event, so that sent again it might do what it did not do before.
 */
const isForgettable = ({ message }: SagaInput): boolean =>
  message.type !== 'DeadlineReached' &&
  message.type !== 'CommandRejected' &&
  (message.type !== 'CommandAccepted' || (message as CommandAccepted).data.events.length > 0);

export const takenOf = (inputs: readonly SagaInput[]): Taken[] =>
  inputs.map(({ id, message }) => ({ id, type: message.type }));

/** The step that the inputs cause, or undefined when nothing changes and nothing is to be remembered. */
export const stepOf = (
  saga: AnySaga,
  id: string,
  { instance, inputs }: { readonly instance: Instance; readonly inputs: readonly SagaInput[] },
  now: Instant,
): SagaStepTaken | undefined => {
  let state = instance.state;
  const commands: SagaCommandSent[] = [];
  const deadlines: Deadline[] = [];
  for (const input of inputs) {
    const step = saga.step(state, input.message, now);
    if (step.state !== undefined) state = step.state as unknown;
    deadlines.push(...(step.deadlines ?? []));
    for (const sent of (step.send ?? []) as (AnyMessage & { readonly key?: string })[])
      commands.push({
        id: derivedId(input.id, commands.length),
        key: sent.key ?? sent.type,
        type: sent.type,
        data: sent.data,
      });
  }
  const isUnchanged = state === instance.state && commands.length === 0 && deadlines.length === 0;
  if (isUnchanged && inputs.every(isForgettable) && instance.passed.length + inputs.length <= PASSED_MAX)
    return undefined;
  return {
    saga: saga.name,
    instance: id,
    inputs: [...instance.passed, ...takenOf(inputs)],
    state,
    commands,
    deadlines,
    done: saga.isDone(state),
    overdueAt: instantAfter(now, saga.timeLimitMs),
  };
};

/** The step as an event. Its id follows from its inputs, so that the same step is never written twice. */
export const stepEvent = (step: SagaStepTaken, correlationId: string, now: Instant): NewEvent => ({
  type: 'SagaStepTaken',
  data: step,
  eventId: derivedId('step', ...step.inputs.map((input) => input.id)),
  metadata: {
    correlationId,
    causationId: step.inputs[0]!.id,
    actor: `saga:${step.saga}`,
    schemaVersion: 1,
    recordedAt: now,
  },
});

/** The instance after its step was written at this revision. */
export const afterStep = (
  instance: Instance,
  step: SagaStepTaken,
  revision: bigint,
  correlationId: string,
): Instance => ({
  state: step.state,
  revision,
  inputs: new Set([...instance.inputs, ...step.inputs.map((input) => input.id)]),
  commands: step.commands,
  correlationId,
  passed: [],
});
