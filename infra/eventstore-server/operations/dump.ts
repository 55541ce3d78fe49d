import type { RawLogClient } from './raw-client.ts';
import type { RawEvent } from './raw-messages.ts';

/** One event as one line of NDJSON. Bytes that are UTF-8 text are shown as text, anything else in base64. */
export interface DumpLine {
  readonly stream: string;
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly created: string;
  readonly data?: string;
  readonly dataBase64?: string;
  readonly metadata?: string;
  readonly metadataBase64?: string;
}

const TOMBSTONE_TYPE = '$streamDeleted';
const EVENTS_PER_APPEND_MAX = 500;
const BYTES_PER_APPEND_MAX = 512 * 1024;
const APPENDS_IN_FLIGHT_MAX = 32;

/** What a server keeps for itself and a dump leaves out; metadata of ordinary streams (`$$name`) is not among it. */
export const isOwnStream = (stream: string): boolean => /^\$(?!\$)|^\$\$\$/.test(stream);

/** Every event of a server, its own streams left out, in the order of its log. */
export async function* dumpLog(client: RawLogClient): AsyncGenerator<DumpLine> {
  for await (const event of client.readAll()) {
    if (!isOwnStream(event.stream)) yield toLine(event);
  }
}

export interface RestoreReport {
  readonly events: number;
  readonly streams: number;
}

/**
 * Appends the dumped events in their order, under their ids and revisions, so that a restore that was cut off can
 * simply be run again. Metadata and tombstones come last: set earlier, they would hide or refuse what follows.
 * Throws when a stream holds other events than the dump, or when the dump's stream begins above revision 0 (scavenged).
 */
export async function restoreLog(
  client: RawLogClient,
  lines: AsyncIterable<DumpLine> | Iterable<DumpLine>,
): Promise<RestoreReport> {
  const heads = new Map<string, bigint>();
  const metadata = new Map<string, RawEvent>();
  const tombstones: string[] = [];
  const inFlight = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const send = async (run: readonly RawEvent[]): Promise<void> => {
    if (inFlight.size >= APPENDS_IN_FLIGHT_MAX) await Promise.race(inFlight);
    if (failures.length > 0) throw failures[0];
    const { stream, revision } = run[0]!;
    const sent = client.append(stream, revision - 1n, run).finally(() => inFlight.delete(sent));
    sent.catch((error: unknown) => failures.push(error));
    inFlight.add(sent);
  };
  let events = 0;
  const run: RawEvent[] = [];
  for await (const line of lines) {
    const event = fromLine(line);
    events += 1;
    if (event.type === TOMBSTONE_TYPE) tombstones.push(event.stream);
    else if (event.stream.startsWith('$$')) metadata.set(event.stream, event);
    else {
      requireNext(heads, event);
      if (run.length > 0 && !fits(run, event)) await send(run.splice(0));
      run.push(event);
    }
  }
  if (run.length > 0) await send(run);
  await Promise.all(inFlight);
  for (const event of metadata.values()) await client.append(event.stream, -1n, [event]);
  for (const stream of tombstones) await client.tombstone(stream);
  return { events, streams: heads.size };
}

function requireNext(heads: Map<string, bigint>, { stream, revision }: RawEvent): void {
  const expected = (heads.get(stream) ?? -1n) + 1n;
  if (revision !== expected) {
    throw new Error(
      `stream "${stream}" goes on at revision ${revision} instead of ${expected}: it was scavenged, and its revisions cannot be kept`,
    );
  }
  heads.set(stream, revision);
}

function fits(run: readonly RawEvent[], event: RawEvent): boolean {
  const bytes = run.reduce((sum, { data }) => sum + data.length, event.data.length);
  return run[0]!.stream === event.stream && run.length < EVENTS_PER_APPEND_MAX && bytes <= BYTES_PER_APPEND_MAX;
}

function toLine(event: RawEvent): DumpLine {
  const { stream, id, type, contentType } = event;
  const place = { stream, revision: String(event.revision), id, type, contentType };
  return {
    ...place,
    created: new Date(event.createdMs).toISOString(),
    ...shown('data', event.data),
    ...shown('metadata', event.metadata),
  };
}

function fromLine(line: DumpLine): RawEvent {
  const { stream, id, type, contentType } = line;
  const data = hidden(line.data, line.dataBase64);
  return {
    stream,
    id,
    type,
    contentType,
    revision: BigInt(line.revision),
    createdMs: Date.parse(line.created),
    data,
    metadata: hidden(line.metadata, line.metadataBase64),
  };
}

function shown(name: 'data' | 'metadata', bytes: Buffer): Partial<DumpLine> {
  if (bytes.length === 0) return {};
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? { [name]: text } : { [`${name}Base64`]: bytes.toString('base64') };
}

const hidden = (text: string | undefined, base64: string | undefined): Buffer =>
  base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
