import { LRUCache } from 'lru-cache';
import type { AnyMessage, Instant } from '../../event-schemas/primitives.ts';
import type { Aggregate, AnyAggregate } from './aggregate.ts';
import { reject, type Rejected } from './decider.ts';
import type { EventStore, RecordedEvent } from './event-store.ts';
import { decideAll, emptyFold, foldEvents, foldKnows, settle, type Fold, type Job } from './stream-fold.ts';

/** Who and what a command comes from. `expectedRevision` is the client's If-Match. */
export type Envelope = {
  readonly commandId: string;
  readonly correlationId: string;
  readonly actor: string;
  readonly expectedRevision?: bigint;
  readonly traceparent?: string;
};
export type Folded<S> = { readonly state: S; readonly revision: bigint; readonly position: bigint };
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
};

export const ATTEMPTS_MAX = 5;
/** Commands of one stream that wait for the same append share the next one. */
export const GROUP_MAX = 64;
export const STREAMS_CACHED_MAX = 20_000;
const BACKOFF_MAX_MS = 40;

/**
 * Load, fold, decide, append: the only impure path between a command and its events. Commands on one stream queue up in
 * this process and those that wait together are decided one after the other and appended together, each under its own
 * command id. A warm stream costs one append and no read; the cache is an optimisation only (`cachedMax: 0` switches it off).
 */
export const commandHandler = (options: {
  readonly store: EventStore;
  readonly now: () => Instant;
  readonly cachedMax?: number;
  readonly pause?: (ms: number) => Promise<void>;
}): CommandHandler => {
  const { store, now } = options;
  const cachedMax = options.cachedMax ?? STREAMS_CACHED_MAX;
  const pause = options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const folds = cachedMax === 0 ? undefined : new LRUCache<string, Fold>({ max: cachedMax });
  const queues = new Map<string, Job[]>();

  const load = async (aggregate: AnyAggregate, stream: string): Promise<{ fold: Fold; fresh: boolean }> => {
    const cached = folds?.get(stream);
    if (cached !== undefined) return { fold: cached, fresh: false };
    const fold = foldEvents(aggregate, emptyFold(aggregate), await store.readStream(stream));
    folds?.set(stream, fold);
    return { fold, fresh: true };
  };

  const refresh = async (aggregate: AnyAggregate, stream: string, fold: Fold): Promise<Fold> => {
    const newer = foldEvents(aggregate, fold, await store.readStream(stream, fold.revision + 1n));
    folds?.set(stream, newer);
    return newer;
  };

  const runGroup = async (aggregate: AnyAggregate, stream: string, jobs: readonly Job[]): Promise<void> => {
    let { fold, fresh } = await load(aggregate, stream);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      let group = decideAll(aggregate, fold, jobs, now());
      if (group.answeredWithoutAppend && !fresh) {
        // A refusal is not checked by an append, so it must not rest on a fold that is behind the log.
        const newer = await refresh(aggregate, stream, fold);
        fresh = true;
        if (newer.revision !== fold.revision) group = decideAll(aggregate, (fold = newer), jobs, now());
      }
      if (group.events.length === 0) return settle(group, fold);
      const appended = await store.append(stream, fold.revision, group.events);
      if (appended.outcome === 'appended') {
        const after = { ...group.fold, position: appended.position };
        for (const id of group.commandIds) after.commandIds.add(id);
        folds?.set(stream, after);
        return settle(group, after);
      }
      if (attempt > 1) await pause(Math.random() * BACKOFF_MAX_MS);
      fold = await refresh(aggregate, stream, fold);
      fresh = true;
    }
    for (const job of jobs)
      job.resolve(reject('TooMuchContention', 'Many writes met on one stream; send the request again.'));
  };

  const drain = async (aggregate: AnyAggregate, stream: string, queue: Job[]): Promise<void> => {
    while (queue.length > 0) {
      const jobs = queue.splice(0, GROUP_MAX);
      try {
        await runGroup(aggregate, stream, jobs);
      } catch (error) {
        folds?.delete(stream);
        for (const job of jobs) job.fail(error);
      }
    }
    queues.delete(stream);
  };

  return {
    execute: (aggregate, command, envelope) => {
      const data: unknown = aggregate.commands[command.type]!.parse(command.data);
      const parsed = { type: command.type, data } as typeof command;
      const stream = `${aggregate.category}-${aggregate.streamId(parsed)}`;
      return new Promise<Outcome<never>>((resolve, fail) => {
        const job: Job = { command: parsed, envelope, resolve: resolve as Job['resolve'], fail };
        const queue = queues.get(stream);
        if (queue !== undefined) return void queue.push(job);
        const started = [job];
        queues.set(stream, started);
        void drain(aggregate, stream, started);
      });
    },
    fold: async (aggregate, id) => {
      const { fold } = await load(aggregate, `${aggregate.category}-${id}`);
      return { state: fold.state as never, revision: fold.revision, position: fold.position };
    },
    history: (aggregate, id) => store.readStream(`${aggregate.category}-${id}`),
    observe: (event) => {
      const cached = folds?.peek(event.stream);
      if (cached !== undefined && cached.revision < event.revision && !foldKnows(cached, event))
        folds?.delete(event.stream);
    },
  };
};
