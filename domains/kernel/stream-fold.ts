import type { AnyMessage, Instant } from '../../event-schemas/primitives.ts';
import type { AnyAggregate } from './aggregate.ts';
import { isRejected, reject, type Decision, type Rejected } from './decider.ts';
import { derivedId } from './derived-id.ts';
import { NO_STREAM, type NewEvent, type RecordedEvent } from './event-store.ts';
import type { Accepted, Envelope } from './handle.ts';

/** A folded stream: its state, where it stands, and which commands have already caused events in it. */
export type Fold = {
  readonly aggregate: AnyAggregate;
  readonly state: unknown;
  readonly revision: bigint;
  /** Log position of the last event, 0 when there is none. */
  readonly position: bigint;
  /**
   * Grows in place, since copying it for every append would cost the square of the stream's length; begins anew with the
   * newest `COMMANDS_KEPT_MAX` at an event that closes a period.
   */
  readonly commandIds: Set<string>;
  /** Whose personal data the state may show in clear. Grows in place, like `commandIds`. */
  readonly persons: Set<string>;
};

export type Job = {
  readonly command: AnyMessage;
  readonly envelope: Envelope;
  readonly resolve: (outcome: Accepted<unknown> | Rejected) => void;
  readonly fail: (error: unknown) => void;
};

/** `undefined` for a command whose events are in the log already. */
type Settled = {
  readonly job: Job;
  readonly answer: Rejected | { readonly events: readonly AnyMessage[] } | undefined;
};
export type Group = {
  readonly fold: Fold;
  readonly events: readonly NewEvent[];
  readonly settled: readonly Settled[];
  readonly failed: readonly { readonly job: Job; readonly error: unknown }[];
  readonly answeredWithoutAppend: boolean;
  /** Some commands have caused their events before: their answers are in the stream. */
  readonly hasRepeats: boolean;
};

export const emptyFold = (aggregate: AnyAggregate): Fold => ({
  aggregate,
  state: aggregate.decider.initial as unknown,
  revision: NO_STREAM,
  position: 0n,
  commandIds: new Set(),
  persons: aggregate.personal === undefined ? NOBODY : new Set(),
});

/** Most kinds of streams hold nothing personal; their folds share this. */
const NOBODY = new Set<string>();
const addPersons = (aggregate: AnyAggregate, persons: Set<string>, events: readonly AnyMessage[]): void => {
  for (const { type, data } of events) {
    const subject = aggregate.personal?.[type]?.subject;
    if (subject !== undefined) persons.add((data as Record<string, string>)[subject]!);
  }
};

/** Commands of earlier periods that are known after a closing event; an older one is decided like any other command. */
export const COMMANDS_KEPT_MAX = 2_000;

/** The commands that have caused events, after these ones. */
export const knownAfter = (
  { aggregate, commandIds }: Pick<Fold, 'aggregate' | 'commandIds'>,
  events: readonly Pick<NewEvent, 'type' | 'metadata'>[],
): Set<string> => {
  let known = commandIds;
  for (const { type, metadata } of events) {
    if (type === aggregate.closing && metadata.commandIds !== undefined) known = new Set(metadata.commandIds);
    known.add(metadata.causationId);
  }
  return known;
};

/** Folds further events on top; the events must be those that follow `fold.revision`. */
export const foldEvents = (fold: Fold, events: readonly RecordedEvent[]): Fold => {
  if (events.length === 0) return fold;
  const { aggregate } = fold;
  const last = events.at(-1)!;
  addPersons(aggregate, fold.persons, events);
  return {
    ...fold,
    state: events.reduce<unknown>((state, event) => aggregate.decider.evolve(state, event) as unknown, fold.state),
    revision: last.revision,
    position: last.position,
    commandIds: knownAfter(fold, events),
  };
};

const refuseBeforeDeciding = (fold: Fold, { expectedRevision }: Envelope): Rejected | undefined =>
  expectedRevision !== undefined && expectedRevision !== fold.revision
    ? reject('RevisionMismatch', `If-Match names another revision; the current one is "${fold.revision}".`)
    : undefined;

type Caused = { readonly events: readonly AnyMessage[]; readonly envelope: Envelope; readonly now: Instant };
const newEvents = (
  aggregate: AnyAggregate,
  { events, envelope, now }: Caused,
  known: () => readonly string[],
): NewEvent[] =>
  events.map(({ type, data }, index) => ({
    type,
    data,
    eventId: derivedId(envelope.commandId, aggregate.category, index),
    metadata: {
      correlationId: envelope.correlationId,
      causationId: envelope.commandId,
      actor: envelope.actor,
      schemaVersion: (aggregate.upcasts?.[type]?.length ?? 0) + 1,
      recordedAt: now,
      ...(envelope.traceparent === undefined ? {} : { traceparent: envelope.traceparent }),
      ...(type === aggregate.closing ? { commandIds: known().slice(-COMMANDS_KEPT_MAX) } : {}),
    },
  }));

/** Decides a group of commands one after the other, each on the state that the ones before it leave. */
export const decideAll = (start: Fold, jobs: readonly Job[], now: Instant): Group => {
  const { aggregate } = start;
  let { state, revision } = start;
  const commandIds = new Set<string>();
  const events: NewEvent[] = [];
  const settled: Settled[] = [];
  const failed: { job: Job; error: unknown }[] = [];
  let answeredWithoutAppend = false;
  let hasRepeats = false;
  for (const job of jobs) {
    const { commandId } = job.envelope;
    if (start.commandIds.has(commandId) || commandIds.has(commandId)) {
      settled.push({ job, answer: undefined });
      hasRepeats = true;
      continue;
    }
    try {
      const refused = refuseBeforeDeciding({ ...start, revision }, job.envelope);
      const decision = refused ?? (aggregate.decider.decide(job.command, state, now) as Decision<AnyMessage, string>);
      if (isRejected(decision)) {
        settled.push({ job, answer: decision });
        answeredWithoutAppend = true;
        continue;
      }
      // Everything that can throw comes before anything is counted in: a job that fails leaves nothing in the group.
      const caused = newEvents(aggregate, { events: decision, envelope: job.envelope, now }, () => [
        ...start.commandIds,
        ...commandIds,
      ]);
      state = decision.reduce<unknown>((before, event) => aggregate.decider.evolve(before, event) as unknown, state);
      settled.push({ job, answer: { events: decision } });
      if (decision.length > 0) commandIds.add(commandId);
      else if (aggregate.reports?.includes(job.command.type) !== true) answeredWithoutAppend = true;
      revision += BigInt(decision.length);
      events.push(...caused);
    } catch (error) {
      failed.push({ job, error });
    }
  }
  addPersons(aggregate, start.persons, events);
  const fold = { ...start, state, revision };
  return { fold, events, settled, failed, answeredWithoutAppend, hasRepeats };
};

/** Answers every command of the group once its events are in the log. `recorded` is the stream, when there are repeats. */
export const settle = (group: Group, fold: Fold, recorded: readonly RecordedEvent[]): void => {
  const { state, revision, position } = fold;
  for (const { job, answer } of group.settled) {
    if (answer !== undefined && 'rejected' in answer) {
      job.resolve(answer);
      continue;
    }
    const causedBefore = (): AnyMessage[] =>
      recorded
        .filter(({ metadata }) => metadata.causationId === job.envelope.commandId)
        .map(({ type, data }) => ({ type, data }));
    const events = answer?.events ?? causedBefore();
    const repeated = answer === undefined || events.length === 0;
    job.resolve({ events, repeated, state, revision, position });
  }
  for (const { job, error } of group.failed) job.fail(error);
};
