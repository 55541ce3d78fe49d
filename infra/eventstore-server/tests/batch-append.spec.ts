import { randomUUID } from 'node:crypto';
import { ChannelCredentials, Client, Metadata, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEventStoreServer, type EventStoreServer } from '../index.ts';
import { readBatchReply } from '../operations/raw-messages.ts';
import { encode, type ProtobufWriter } from '../protocol/protobuf-writer.ts';
import { writeStreamIdentifier, writeUuid } from '../protocol/messages/shared.ts';

const same = (bytes: Buffer): Buffer => bytes;
const PATH = '/event_store.client.streams.Streams/BatchAppend';

let server: EventStoreServer;
let client: Client;
beforeAll(async () => {
  server = await startEventStoreServer({ port: 0, inMemory: true });
  client = new Client(`127.0.0.1:${server.port}`, ChannelCredentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await server.stop();
});

interface Chunk {
  readonly id: string;
  /** Given in the first chunk of an id. */
  readonly stream?: string;
  readonly deadlineMs?: number;
  readonly events?: number;
  readonly bytes?: number;
  readonly isFinal?: boolean;
  readonly withoutType?: boolean;
}

const chunk = ({
  id,
  stream,
  deadlineMs,
  events = 1,
  bytes = 2,
  isFinal = false,
  withoutType = false,
}: Chunk): Buffer =>
  encode((writer) => {
    writer.message(1, () => writer.string(2, id));
    if (stream !== undefined) writer.message(2, () => writeOptions(writer, stream, deadlineMs));
    for (let index = 0; index < events; index += 1) writer.message(3, () => writeEvent(writer, { bytes, withoutType }));
    writer.boolean(4, isFinal);
  });

function writeOptions(writer: ProtobufWriter, stream: string, deadlineMs: number | undefined): void {
  writeStreamIdentifier(writer, 1, stream);
  writer.message(4);
  if (deadlineMs !== undefined) writer.message(7, () => writer.integer(2, deadlineMs * 1e6));
}

function writeEvent(writer: ProtobufWriter, { bytes, withoutType }: { bytes: number; withoutType: boolean }): void {
  writeUuid(writer, 1, { id: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), structured: true });
  for (const [key, value] of [
    ['type', 'T'],
    ['content-type', 'application/json'],
  ] as const) {
    if (key === 'type' && withoutType) continue;
    writer.message(2, () => {
      writer.string(1, key);
      writer.string(2, value);
    });
  }
  writer.bytes(4, Buffer.alloc(bytes, 48));
}

/** Sends the chunks, closes the sending side, and gives every reply as `id outcome`. */
function exchange(chunks: readonly Chunk[]): Promise<string[]> {
  const call: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(PATH, same, same, new Metadata());
  const replies: string[] = [];
  return new Promise((resolve, reject) => {
    call.on('data', (message: Buffer) => {
      const { correlation, error } = readBatchReply(message);
      replies.push(`${correlation} ${error ?? 'appended'}`);
    });
    call.on('error', (error: ServiceError) => reject(error));
    call.on('end', () => resolve(replies));
    for (const each of chunks) call.write(chunk(each));
    call.end();
  });
}

describe('a batch append call', () => {
  const [one, two] = [randomUUID(), randomUUID()];

  it('answers every id once, and only when all its chunks are there', async () => {
    const stream = randomUUID();
    const replies = await exchange([
      { id: one, stream, events: 3 },
      { id: two, stream, isFinal: true },
      { id: one, events: 3 },
      { id: one, events: 0, isFinal: true },
    ]);
    expect(replies).toEqual([`${two} appended`, `${one} appended`]);
  });

  it('answers an id that failed once, and ignores what still comes of it', async () => {
    const stream = randomUUID();
    const replies = await exchange([
      { id: one, stream, bytes: 1_100_000 },
      { id: one, events: 2 },
      { id: one, isFinal: true },
      { id: one, stream, isFinal: true },
    ]);
    expect(replies).toEqual([`${one} Maximum Append Size of 1048576 Exceeded.`, `${one} appended`]);
  });

  it('answers Timeout for a deadline that passed, also while chunks are missing', async () => {
    const [passed, missing] = [randomUUID(), randomUUID()];
    const replies = await exchange([
      { id: passed, stream: randomUUID(), deadlineMs: 0, isFinal: true },
      { id: missing, stream: randomUUID(), deadlineMs: 50 },
    ]);
    expect(replies).toEqual([`${passed} Timeout`, `${missing} Timeout`]);
  });

  it.each<[string, Chunk, RegExp]>([
    ['chunks without options', { id: one, isFinal: true }, /must carry options/],
    ['an event without a type', { id: one, stream: 's', withoutType: true, isFinal: true }, /'type' is missing/],
    ['an empty stream name', { id: one, stream: '', isFinal: true }, /stream_name is empty/],
    ['a stream name that is too long', { id: one, stream: 'x'.repeat(5_000), isFinal: true }, /longer than 4096/],
  ])('answers %s with a bad request and goes on', async (_what, bad, reason) => {
    const replies = await exchange([bad, { id: two, stream: randomUUID(), isFinal: true }]);
    expect(replies).toHaveLength(2);
    expect(replies.find((reply) => reply.startsWith(one))).toMatch(reason);
    expect(replies).toContain(`${two} appended`);
  });

  it('refuses what is not a message of its kind', async () => {
    const call = client.makeBidiStreamRequest(PATH, same, same, new Metadata());
    const failed = new Promise<ServiceError>((resolve) => call.on('error', resolve));
    call.write(Buffer.from([0xff, 0xff, 0xff]));
    expect(await failed).toMatchObject({ code: 3 });
  });
});

describe('calls that are not part of the server', () => {
  it.each([
    '/event_store.client.projections.Projections/Create',
    '/event_store.client.operations.Operations/StartScavenge',
    '/event_store.client.users.Users/Create',
  ])('answer UNIMPLEMENTED: %s', async (path) => {
    const failed = new Promise<ServiceError | null>((resolve) =>
      client.makeUnaryRequest(path, same, same, Buffer.alloc(0), resolve),
    );
    expect(await failed).toMatchObject({ code: 12 });
  });
});
