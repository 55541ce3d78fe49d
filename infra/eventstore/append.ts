import {
  NO_STREAM as NO_STREAM_EXPECTED,
  WrongExpectedVersionError,
  jsonEvent,
  type EventStoreDBClient,
  type JSONType,
} from '@eventstore/db-client';
import { NO_STREAM, type AppendOutcome, type NewEvent } from '../../domains/kernel/event-store.ts';
import { NoAnswer } from './away.ts';
import type { EventCodec } from './event-codec.ts';
import { readStored } from './read.ts';

const APPEND_TIMEOUT_MS = 10_000;
const RESOLVE_ATTEMPTS_MAX = 20;
const RESOLVE_PAUSE_MS = 250;
/** No look begins later than this after the first append: a log that stands still answers none of them. */
const RESOLVE_MS_MAX = 12_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A lost answer must not hang a command for ever, since the client sets no deadline on this call. */
const within = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new NoAnswer(`no answer from the event log within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

type Batch = { readonly stream: string; readonly expected: bigint; readonly events: readonly NewEvent[] };
type Log = { readonly client: EventStoreDBClient; readonly codec: EventCodec };

const appendOnce = async ({ client, codec }: Log, { stream, expected, events }: Batch): Promise<AppendOutcome> => {
  const data = await codec.encode(events);
  const written = events.map(({ eventId, type, metadata }, index) =>
    jsonEvent({ id: eventId, type, data: data[index] as JSONType, metadata }),
  );
  const expectedRevision = expected === NO_STREAM ? NO_STREAM_EXPECTED : expected;
  const appended = await within(APPEND_TIMEOUT_MS, client.appendToStream(stream, written, { expectedRevision }));
  return {
    outcome: 'appended',
    revision: appended.nextExpectedRevision,
    position: appended.position?.commit ?? 0n,
  };
};

/** What follows the expected revision: our own events mean success, others a conflict, none that they never arrived. */
const lookAgain = async (log: Log, batch: Batch): Promise<AppendOutcome> => {
  const { stream, expected, events } = batch;
  const after = await within(APPEND_TIMEOUT_MS, readStored(log.client, stream, expected + 1n, events.length));
  if (after.length === 0) return appendOnce(log, batch);
  if (after[0]!.id !== events[0]!.eventId) return { outcome: 'conflict' };
  const last = after[events.length - 1]!;
  return { outcome: 'appended', revision: last.revision, position: last.position?.commit ?? 0n };
};

/**
 * Appends, and settles what is not known. Any error is an unknown outcome (the client's batch stream rejects all pending
 * appends when one fails), so the stream is read again and the derived event ids decide; a repeat of the append under the
 * same ids does no harm when the first one arrives late. Throws when the log cannot be reached for several seconds.
 */
export const appendSettled = async (
  log: Log,
  batch: Batch,
  onUnknown: (error: unknown) => void,
): Promise<AppendOutcome> => {
  const conflictOrThrow = (error: unknown): AppendOutcome => {
    if (error instanceof WrongExpectedVersionError) return { outcome: 'conflict' };
    throw error;
  };
  const until = performance.now() + RESOLVE_MS_MAX;
  try {
    return await appendOnce(log, batch).catch(conflictOrThrow);
  } catch (error) {
    onUnknown(error);
  }
  for (let attempt = 1; ; attempt += 1)
    try {
      return await lookAgain(log, batch).catch(conflictOrThrow);
    } catch (error) {
      if (attempt === RESOLVE_ATTEMPTS_MAX || performance.now() > until) throw error;
      await pause(RESOLVE_PAUSE_MS);
    }
};
