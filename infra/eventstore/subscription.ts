import {
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Filter,
  type ResolvedEvent,
} from '@eventstore/db-client';
import type { FeedBatch, Subscription } from '../../domains/kernel/event-store.ts';
import type { EventCodec } from './event-codec.ts';
import { decodeBatch, type StoredEvent } from './decode-stored.ts';

/** What the operator may want to know; nothing here changes what is delivered. */
export type SubscriptionEvents = {
  readonly onAppendUnknown?: (error: unknown) => void;
  readonly onDropped?: (error: unknown, attempt: number) => void;
  readonly onUnknownType?: (type: string) => void;
};

/** Events handed over at once; the subscription is paused while this many wait. */
export const FEED_BATCH_MAX = 1_000;
const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 2_000;

type Source = {
  readonly client: EventStoreDBClient;
  readonly after: bigint | undefined;
  readonly events: SubscriptionEvents;
};
export type StoredOptions = Source & {
  /** Which streams; the server's own are never included. */
  readonly filter: Filter;
  /** Events in log order; `position` is that of the last one. */
  readonly onStored: (stored: readonly StoredEvent[], position: bigint) => Promise<void>;
};
type Options = Source & { readonly codec: EventCodec; readonly onBatch: (batch: FeedBatch) => Promise<void> };

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });

/** Collects what has arrived while the consumer worked, so that a busy consumer gets large batches and an idle one single events. */
const pump = async (
  source: AllStreamSubscription,
  signal: AbortSignal,
  onEvents: (events: readonly StoredEvent[]) => Promise<void>,
): Promise<void> => {
  let waiting: StoredEvent[] = [];
  let wake: () => void = () => undefined;
  let failed: { readonly error: unknown } | undefined;
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  source.on('data', ({ event }: ResolvedEvent) => {
    if (event !== undefined) waiting.push(event);
    if (waiting.length >= FEED_BATCH_MAX) source.pause();
    wake();
  });
  const fail = (error: unknown): void => {
    failed ??= { error };
    wake();
  };
  source.on('error', fail);
  source.on('end', () => fail(new Error('the event log ended the subscription')));
  try {
    while (!signal.aborted) {
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        source.resume();
        await onEvents(batch);
      } else if (failed !== undefined) throw failed.error;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await source.unsubscribe().catch(() => undefined);
  }
};

/**
 * A catch-up subscription on `$all` with the events as they are stored, that resumes after the last batch that `onStored`
 * finished. When `onStored` throws, the same events come again after a pause; a `ConsumerError` ends it and `closed` rejects.
 */
export const subscribeToStored = ({ client, filter, after, onStored, events }: StoredOptions): Subscription => {
  const abort = new AbortController();
  let position = after;

  const deliver = async (stored: readonly StoredEvent[]): Promise<void> => {
    const upTo = stored.at(-1)!.position!.commit;
    await onStored(stored, upTo);
    position = upTo;
  };

  const run = async (): Promise<void> => {
    for (let attempt = 1; !abort.signal.aborted; attempt += 1) {
      const before = position;
      try {
        const fromPosition = position === undefined ? START : { commit: position, prepare: position };
        await pump(client.subscribeToAll({ fromPosition, filter }), abort.signal, deliver);
      } catch (error) {
        if (error instanceof ConsumerError) throw error.reason;
        if (position !== before) attempt = 1;
        events.onDropped?.(error, attempt);
        await pause(
          Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2),
          abort.signal,
        );
      }
    }
  };

  const closed = run();
  return {
    closed,
    close: async () => {
      abort.abort();
      await closed.catch(() => undefined);
    },
  };
};

/** The same, narrowed by the server to the declared categories and decoded. When `onBatch` throws, it ends: the consumer decides. */
export const subscribeToLog = ({ codec, onBatch, ...source }: Options): Subscription =>
  subscribeToStored({
    ...source,
    filter: streamNameFilter({ prefixes: codec.categories.map((category) => `${category}-`) }),
    onStored: async (stored, position) => {
      const batch = await decodeBatch(codec, stored, (type) => source.events.onUnknownType?.(type));
      try {
        await onBatch({ ...batch, position });
      } catch (error) {
        throw new ConsumerError(error);
      }
    },
  });

/** Tells a failure of the consumer, which ends the subscription, from one of the connection, which does not. */
export class ConsumerError extends Error {
  readonly reason: unknown;
  constructor(reason: unknown) {
    super('the consumer failed');
    this.reason = reason;
  }
}
