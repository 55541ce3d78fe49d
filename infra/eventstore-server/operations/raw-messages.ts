import { eachField, ProtobufReader } from '../protocol/protobuf-reader.ts';
import type { ProtobufWriter } from '../protocol/protobuf-writer.ts';
import { readUuid, uuidBytes, uuidText, writeStreamIdentifier, writeUuid } from '../protocol/messages/shared.ts';

/** An event as the wire has it: the official client parses JSON, which changes bytes (spaces, large numbers). */
export interface RawEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  readonly contentType: string;
  /** Unix time in milliseconds. */
  readonly createdMs: number;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

export function writeTarget(writer: ProtobufWriter, stream: string, after: bigint): void {
  writeStreamIdentifier(writer, 1, stream);
  if (after < 0n) writer.message(3);
  else writer.integer(2, after);
}

export function writeProposed(writer: ProtobufWriter, event: RawEvent): void {
  writeUuid(writer, 1, { id: uuidBytes(event.id), structured: false });
  for (const [key, value] of [
    ['type', event.type],
    ['content-type', event.contentType],
  ] as const) {
    writer.message(2, () => {
      writer.string(1, key);
      writer.string(2, value);
    });
  }
  writer.bytes(3, event.metadata);
  writer.bytes(4, event.data);
}

/** The event in a `ReadResp`, if it carries one. */
export function readResponse(message: Buffer): RawEvent | undefined {
  let event: RawEvent | undefined;
  eachField(new ProtobufReader(message), (field, reader) => {
    if (field !== 1) reader.skip();
    else
      eachField(reader.message(), (part, inner) => {
        if (part === 1) event = readRecorded(inner.message());
        else inner.skip();
      });
  });
  return event;
}

function readRecorded(reader: ProtobufReader): RawEvent {
  const event = {
    id: '',
    stream: '',
    revision: 0n,
    type: '',
    contentType: '',
    createdMs: 0,
    data: Buffer.alloc(0),
    metadata: Buffer.alloc(0),
  };
  const entries: Record<string, (value: string) => void> = {
    type: (value) => (event.type = value),
    'content-type': (value) => (event.contentType = value),
    created: (value) => (event.createdMs = Number(BigInt(value) / 10_000n)),
  };
  eachField(reader, (field) => {
    if (field === 1) event.id = uuidText(readUuid(reader.message()));
    else if (field === 2)
      eachField(reader.message(), (part, inner) => (part === 3 ? (event.stream = inner.string()) : inner.skip()));
    else if (field === 3) event.revision = reader.uint64();
    else if (field === 6) {
      const [key, value] = readEntry(reader.message());
      entries[key]?.(value);
    } else if (field === 7) event.metadata = Buffer.from(reader.bytes());
    else if (field === 8) event.data = Buffer.from(reader.bytes());
    else reader.skip();
  });
  return event;
}

function readEntry(reader: ProtobufReader): [string, string] {
  const entry: [string, string] = ['', ''];
  eachField(reader, (field) => {
    if (field === 1 || field === 2) entry[field - 1] = reader.string();
    else reader.skip();
  });
  return entry;
}

export function readBatchReply(message: Buffer): { correlation: string; error: string | undefined } {
  let correlation = '';
  let error: string | undefined;
  eachField(new ProtobufReader(message), (field, reader) => {
    if (field === 1) correlation = uuidText(readUuid(reader.message()));
    else if (field !== 2) reader.skip();
    else {
      error = 'refused';
      eachField(reader.message(), (part, inner) => (part === 2 ? (error = inner.string()) : inner.skip()));
    }
  });
  return { correlation, error };
}
