import { randomUUID } from 'node:crypto';
import type * as eventstore from '@eventstore/db-client';
import type {
  AppendToStreamOptions,
  BinaryEventData,
  EventData,
  EventStoreDBClient,
  JSONEventData,
  JSONType,
  WrongExpectedVersionError,
} from '@eventstore/db-client';

type Names =
  | 'streamNameFilter'
  | 'eventTypeFilter'
  | 'persistentSubscriptionToStreamSettingsFromDefaults'
  | 'persistentSubscriptionToAllSettingsFromDefaults';

/** A client library as the contract uses it. Its modules are loaded late: two of them in one process disturb each other. */
export interface Library extends Pick<typeof eventstore, Names> {
  readonly name: string;
  connect(url: string): EventStoreDBClient;
  /** The versions that a WrongExpectedVersionError carries. */
  versionsOf(error: unknown): { actual: unknown; expected: unknown };
}

export async function eventstoreLibrary(): Promise<Library> {
  const library = await import('@eventstore/db-client');
  const connect = (url: string): EventStoreDBClient => library.EventStoreDBClient.connectionString(url);
  const versionsOf: Library['versionsOf'] = (error) => {
    const { actualVersion: actual, expectedVersion: expected } = error as WrongExpectedVersionError;
    return { actual, expected };
  };
  return { ...library, name: '@eventstore/db-client', connect, versionsOf };
}

/** The younger client behind the same interface: it renamed a single option of appends. */
export async function kurrentLibrary(): Promise<Library> {
  const library = await import('@kurrent/kurrentdb-client');
  const connect = (url: string): EventStoreDBClient => {
    const client = library.KurrentDBClient.connectionString(url);
    const append = client.appendToStream.bind(client);
    const appendToStream = (
      stream: string,
      events: EventData | EventData[],
      options: AppendToStreamOptions = {},
    ): unknown => {
      const { expectedRevision, ...rest } = options;
      const streamState = expectedRevision === undefined ? {} : { streamState: expectedRevision };
      return append(stream, events, { ...(rest as object), ...streamState });
    };
    return Object.assign(client, { appendToStream }) as unknown as EventStoreDBClient;
  };
  const versionsOf: Library['versionsOf'] = (error) => {
    const { actualState: actual, expectedState: expected } = error as { actualState: unknown; expectedState: unknown };
    return { actual, expected };
  };
  return { ...(library as unknown as Library), name: '@kurrent/kurrentdb-client', connect, versionsOf };
}

interface JsonEventInput {
  readonly type: string;
  readonly data: JSONType;
  readonly id?: string;
  readonly metadata?: Record<string, unknown>;
}

export const jsonEvent = ({ id = randomUUID(), ...rest }: JsonEventInput): JSONEventData => ({
  contentType: 'application/json',
  metadata: undefined,
  ...rest,
  id,
});

export const binaryEvent = (input: { type: string; data: Buffer; metadata?: Buffer }): BinaryEventData => ({
  contentType: 'application/octet-stream',
  metadata: undefined,
  id: randomUUID(),
  ...input,
});

export const event = (n: number, type = 'Counted'): JSONEventData => jsonEvent({ type, data: { n } });
export const events = (count: number, type?: string): JSONEventData[] =>
  Array.from({ length: count }, (_, index) => event(index, type));

/** The name of the error's class: both clients have classes of their own under the same names. */
export async function errorOf(action: PromiseLike<unknown> | (() => Promise<unknown>)): Promise<string> {
  try {
    await (typeof action === 'function' ? action() : action);
    return 'none';
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

export async function collect<T>(items: AsyncIterable<T>, limit = Infinity): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
    if (found.length >= limit) break;
  }
  return found;
}

/** What readers see, without what differs between runs. */
export async function numbersIn(
  client: EventStoreDBClient,
  stream: string,
  options: Parameters<EventStoreDBClient['readStream']>[1] = {},
): Promise<number[]> {
  const read = await collect(client.readStream(stream, options));
  return read.map((resolved) => (resolved.event!.data as { n: number }).n);
}

export const START = 'start';
export const END = 'end';
export const BACKWARDS = 'backwards';
export const ANY = 'any';
export const NO_STREAM = 'no_stream';
export const STREAM_EXISTS = 'stream_exists';
