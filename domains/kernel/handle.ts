import type { AnyMessage, Instant } from '../../event-schemas/primitives.ts';
import type { Aggregate, AnyAggregate } from './aggregate.ts';
import { isRejected, reject, type Rejected } from './decider.ts';
import type { EventStore, RecordedEvent } from './event-store.ts';
import { FoldCache } from './fold-cache.ts';
import { decideAll, knownAfter, settle, type Fold, type Group, type Job } from './stream-fold.ts';

/** Who and what a command comes from. `expectedRevision` is the client's If-Match. */
export type Envelope = {
  readonly commandId: string;
  readonly correlationId: string;
  readonly actor: string;
  readonly expectedRevision?: bigint;
  readonly traceparent?: string;
};
export type Folded<S> = { readonly state: S; readonly revision: bigint; readonly position: bigint };
/** `events` are what the command caused, also when it is `repeated` and they were in the log before. */
export type Accepted<S> = Folded<S> & { readonly events: readonly AnyMessage[]; readonly repeated: boolean };
export type Outcome<S = unknown> = Accepted<S> | Rejected;

export type CommandHandler = {
  execute<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    command: C,
    envelope: Envelope,
  ): Promise<Outcome<S>>;
  fold<S, C extends AnyMessage, E extends AnyMessage, R extends string>(
    aggregate: Aggregate<S, C, E, R>,
    id: string,
  ): Promise<Folded<S>>;
  /** The events of one stream as they were recorded, oldest first: for reads as of an earlier time, and for timelines. */
  history(aggregate: AnyAggregate, id: string): Promise<readonly RecordedEvent[]>;
  /** Tells of an event that somebody may have appended elsewhere, so that a cached fold does not stay behind. */
  observe(event: RecordedEvent): void;
  /** Drops what is cached of a person whose data are erased: their key may be gone, but a fold holds what it opened. */
  forgetPerson(person: string): void;
};

export const ATTEMPTS_MAX = 5;
/** Commands of one stream that wait for the same append share the next one. */
export const GROUP_MAX = 64;
/** Commands that wait for one stream; more are refused at once. */
export const WAITING_MAX = 10_000;
export const STREAMS_CACHED_MAX = 20_000;
const BACKOFF_MAX_MS = 40;
const TOO_MUCH_CONTENTION = 'TooMuchContention';

const contention = (): Rejected =>
  reject(TOO_MUCH_CONTENTION, 'Many writes met on one stream; send the request again.');

/** True for a refusal that says nothing about the command: it was not decided, and may be sent again under its id. */
export const isUndecided = (outcome: Outcome): outcome is Rejected =>
  isRejected(outcome) && outcome.rejected === TOO_MUCH_CONTENTION;

type Options = {
  readonly store: EventStore;
  readonly now: () => Instant;
  readonly cachedMax?: number;
  readonly pause?: (ms: number) => Promise<void>;
};

/** Decides groups of commands on one stream and appends what they cause. */
class GroupWriter {
  readonly #store: EventStore;
  readonly #now: () => Instant;
  readonly #pause: (ms: number) => Promise<void>;
  readonly folds: FoldCache;

  constructor({ store, now, cachedMax = STREAMS_CACHED_MAX, pause }: Options) {
    this.#store = store;
    this.#now = now;
    this.#pause = pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    this.folds = new FoldCache(store, cachedMax);
  }

  /** Answers every job, or throws when the log cannot be reached. */
  async run(aggregate: AnyAggregate, stream: string, jobs: readonly Job[]): Promise<void> {
    const opening = jobs.every(({ command }) => aggregate.opens?.includes(command.type) ?? false);
    let { fold, fresh } = await this.folds.load(aggregate, stream, opening);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      let group = decideAll(fold, jobs, this.#now());
      if (group.events.length === 0 && (group.answeredWithoutAppend || group.hasRepeats) && !fresh) {
        // A refusal that no append checks must not rest on a fold that is behind the log.
        const newer = await this.folds.refresh(stream, fold);
        fresh = true;
        if (newer.revision !== fold.revision) group = decideAll((fold = newer), jobs, this.#now());
      }
      const written = await this.#append(stream, fold, group);
      if (written !== undefined) {
        settle(group, written, await this.#recorded(aggregate, stream, group));
        return;
      }
      if (attempt > 1) await this.#pause(Math.random() * BACKOFF_MAX_MS);
      fold = await this.folds.refresh(stream, fold);
      fresh = true;
    }
    for (const job of jobs) job.resolve(contention());
  }

  /** Events among which are those that repeated commands have caused before; they are seldom of an earlier period. */
  async #recorded(aggregate: AnyAggregate, stream: string, group: Group): Promise<readonly RecordedEvent[]> {
    if (!group.hasRepeats) return [];
    const recent = await this.folds.readNewest(aggregate, stream);
    const known = new Set(recent.map(({ metadata }) => metadata.causationId));
    const isComplete = group.settled.every(
      ({ job, answer }) => answer !== undefined || known.has(job.envelope.commandId),
    );
    return isComplete ? recent : this.#store.readStream(stream);
  }

  /** The fold with the group's events, or undefined when the stream has moved on. */
  async #append(stream: string, before: Fold, group: Group): Promise<Fold | undefined> {
    if (group.events.length === 0) return before;
    const appended = await this.#store.append(stream, before.revision, group.events);
    if (appended.outcome === 'conflict') return undefined;
    const after = { ...group.fold, position: appended.position, commandIds: knownAfter(before, group.events) };
    this.folds.keep(stream, after);
    return after;
  }
}

/**
 * Load, fold, decide, append: the only impure path between a command and its events. Commands on one stream queue up in
 * this process and those that wait together are decided one after the other and appended together, each under its own
 * command id. A warm stream costs one append and no read; the cache is an optimisation only (`cachedMax: 0` switches it off).
 */
export const commandHandler = (options: Options): CommandHandler => {
  const writer = new GroupWriter(options);
  const queues = new Map<string, Job[]>();

  const drain = async (aggregate: AnyAggregate, stream: string, queue: Job[]): Promise<void> => {
    while (queue.length > 0) {
      const jobs = queue.splice(0, GROUP_MAX);
      try {
        await writer.run(aggregate, stream, jobs);
      } catch (error) {
        writer.folds.forget(stream);
        for (const job of jobs) job.fail(error);
      } finally {
        writer.folds.begun(stream);
      }
    }
    queues.delete(stream);
  };

  const enqueue = (aggregate: AnyAggregate, stream: string, job: Job): void => {
    const queue = queues.get(stream);
    if (queue === undefined) {
      const started = [job];
      queues.set(stream, started);
      void drain(aggregate, stream, started);
    } else if (queue.length >= WAITING_MAX) job.resolve(contention());
    else queue.push(job);
  };

  return {
    execute: async (aggregate, command, envelope) => {
      const data: unknown = aggregate.commands[command.type]!.parse(command.data);
      const parsed = { type: command.type, data } as typeof command;
      const stream = `${aggregate.category}-${aggregate.streamId(parsed)}`;
      return new Promise<Outcome<never>>((resolve, fail) =>
        enqueue(aggregate, stream, { command: parsed, envelope, resolve: resolve as Job['resolve'], fail }),
      );
    },
    fold: async (aggregate, id) => {
      const { fold } = await writer.folds.load(aggregate, `${aggregate.category}-${id}`);
      return { state: fold.state as never, revision: fold.revision, position: fold.position };
    },
    history: (aggregate, id) => options.store.readStream(`${aggregate.category}-${id}`),
    observe: (event) => writer.folds.observe(event),
    forgetPerson: (person) => writer.folds.forgetPerson(person),
  };
};
