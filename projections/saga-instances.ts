import { derivedId } from '../domains/kernel/derived-id.ts';
import { defineProjection } from '../domains/kernel/projection.ts';
import type { SagaEvent } from '../sagas/saga-step.ts';

type Waiting = { readonly name: string; readonly dueAt: string; readonly inputId: string };
export type SagaInstanceRow = {
  readonly id: string;
  readonly saga: string;
  readonly instance: string;
  readonly correlation_id: string;
  readonly started_at: string;
  readonly changed_at: string;
  /** When the watchdog asks why it is not done. */
  readonly overdue_at: string;
  readonly done: boolean;
  readonly deadlines: readonly Waiting[];
  /** The earliest deadline, '' when it waits for none. */
  readonly next_due_at: string;
};

/** The id under which a saga remembers a deadline; the runner and the scheduler use the same. */
export const deadlineInputId = (saga: string, instance: string, name: string, dueAt: string): string =>
  derivedId(saga, instance, name, dueAt);

/** Every process with what it waits for: what the scheduler delivers, the watchdog checks and an operator looks at. */
export const sagaInstances = defineProjection<SagaEvent, SagaInstanceRow>({
  service: 'sagas',
  name: 'saga_instance',
  version: 1,
  columns: {
    id: 'text',
    saga: 'text',
    instance: 'text',
    correlation_id: 'text',
    started_at: 'text',
    changed_at: 'text',
    overdue_at: 'text',
    done: 'boolean',
    deadlines: 'jsonb',
    next_due_at: 'text',
  },
  key: 'id',
  indexes: [`(next_due_at) where next_due_at <> '' and not done`, '(overdue_at) where not done', '(instance)'],
  handles: ['SagaStepTaken'],
  keysOf: ({ data }) => [`${data.saga}/${data.instance}`],
  begins: ({ revision }) => revision === 0n,
  evolve: (row, { data, metadata }, id) => {
    const taken = new Set(data.inputs.map((input) => input.id));
    const asked = data.deadlines.map(({ name, dueAt }) => ({
      name,
      dueAt,
      inputId: deadlineInputId(data.saga, data.instance, name, dueAt),
    }));
    const deadlines = data.done
      ? []
      : [...(row?.deadlines ?? []), ...asked].filter(({ inputId }) => !taken.has(inputId));
    return {
      id,
      saga: data.saga,
      instance: data.instance,
      correlation_id: metadata.correlationId,
      started_at: row?.started_at ?? metadata.recordedAt,
      changed_at: metadata.recordedAt,
      overdue_at: row?.overdue_at ?? data.overdueAt,
      done: data.done,
      deadlines,
      next_due_at: deadlines.reduce((least, { dueAt }) => (least === '' || dueAt < least ? dueAt : least), ''),
    };
  },
});
