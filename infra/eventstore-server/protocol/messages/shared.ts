import { EXPECT_ANY, EXPECT_NO_STREAM, EXPECT_STREAM_EXISTS } from '../../storage/append-rules.ts';
import { TOMBSTONE_REVISION, type ProposedEvent } from '../../storage/record.ts';
import { EVENT_TYPE_BYTES_MAX, STREAM_NAME_BYTES_MAX } from '../../limits.ts';
import { eachField, MalformedMessage, type ProtobufReader } from '../protobuf-reader.ts';
import type { ProtobufWriter } from '../protobuf-writer.ts';
import { invalidArgument, missingMetadataProperty } from '../status.ts';

/** 2^64-1: "the end" where a revision or position is an unsigned integer. */
export const UINT64_MAX = 18_446_744_073_709_551_615n;
const INT64_MAX = 9_223_372_036_854_775_807n;
const JSON_CONTENT = 'application/json';

/** `StreamIdentifier { bytes stream_name = 3 }`. */
export function readStreamIdentifier(reader: ProtobufReader): string {
  let stream = '';
  eachField(reader, (field) => (field === 3 ? (stream = reader.string()) : reader.skip()));
  return stream;
}

export function checkedStreamName(stream: string): string {
  if (stream === '') throw invalidArgument('stream_identifier.stream_name is empty; name the stream.');
  if (stream.length * 3 > STREAM_NAME_BYTES_MAX && Buffer.byteLength(stream) > STREAM_NAME_BYTES_MAX) {
    throw invalidArgument(`stream_identifier.stream_name is longer than ${STREAM_NAME_BYTES_MAX} bytes; shorten it.`);
  }
  return stream;
}

export function writeStreamIdentifier(writer: ProtobufWriter, field: number, stream: string | Buffer): void {
  writer.message(field, () => (typeof stream === 'string' ? writer.string(3, stream) : writer.bytes(3, stream)));
}

/** An exact expected revision as a number; what lies beyond every real revision stays beyond it. */
export function clampRevision(revision: bigint): number {
  return revision >= BigInt(TOMBSTONE_REVISION) ? TOMBSTONE_REVISION - 1 : Number(revision);
}

/** A revision as it goes over the wire. */
export const wireRevision = (revision: number): number | bigint =>
  revision === TOMBSTONE_REVISION ? INT64_MAX : revision;

/** A position, or a revision to read from, as a number that is beyond the end of every log when it was. */
export const clampPosition = (position: bigint): number =>
  position > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(position);

/** The expected revision of an append or deletion: the `oneof` of fields `revision`, `no_stream`, `any`, `stream_exists`. */
export interface Expected {
  readonly value: number;
  /** As the client wrote it. */
  readonly wire: bigint;
}
export const ANY: Expected = { value: EXPECT_ANY, wire: -2n };
export const NO_STREAM: Expected = { value: EXPECT_NO_STREAM, wire: -1n };
export const STREAM_EXISTS: Expected = { value: EXPECT_STREAM_EXISTS, wire: -4n };
export const exactly = (wire: bigint): Expected => ({ value: clampRevision(wire), wire });

/** `UUID`: text or two signed 64-bit halves; 16 bytes in, text out of `uuidText`. */
export function readUuid(reader: ProtobufReader): Buffer {
  let id: Buffer | undefined;
  eachField(reader, (field) => {
    if (field === 2) id = uuidBytes(reader.string());
    else if (field === 1) id = readStructuredUuid(reader.message());
    else reader.skip();
  });
  return id ?? Buffer.alloc(16);
}

function readStructuredUuid(reader: ProtobufReader): Buffer {
  const id = Buffer.alloc(16);
  eachField(reader, (field) => {
    if (field === 1) id.writeBigInt64BE(reader.int64(), 0);
    else if (field === 2) id.writeBigInt64BE(reader.int64(), 8);
    else reader.skip();
  });
  return id;
}

export function uuidBytes(text: string): Buffer {
  const id = Buffer.from(text.replaceAll('-', ''), 'hex');
  if (id.length !== 16) throw invalidArgument(`"${text.slice(0, 64)}" is not a UUID.`);
  return id;
}

export function uuidText(id: Buffer): string {
  const hex = id.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function writeUuid(
  writer: ProtobufWriter,
  field: number,
  { id, structured }: { id: Buffer; structured: boolean },
): void {
  writer.message(field, () => {
    if (!structured) writer.string(2, uuidText(id));
    else
      writer.message(1, () => {
        writer.integer(1, id.readBigInt64BE(0));
        writer.integer(2, id.readBigInt64BE(8));
      });
  });
}

/** `ProposedMessage`, the same in Append and BatchAppend. */
export function readProposedEvent(reader: ProtobufReader): ProposedEvent {
  let id: Buffer | undefined;
  let type: Buffer | undefined;
  let contentType: string | undefined;
  let metadata: Buffer = NOTHING;
  let data: Buffer = NOTHING;
  eachField(reader, (field) => {
    if (field === 1) id = readUuid(reader.message());
    else if (field === 2) {
      const entry = reader.message();
      let key = '';
      eachField(entry, (part) => {
        if (part === 1) key = entry.string();
        else if (part !== 2) entry.skip();
        else if (key === 'type') type = entry.bytes();
        else if (key === 'content-type') contentType = entry.string();
        else entry.skip();
      });
    } else if (field === 3) metadata = reader.bytes();
    else if (field === 4) data = reader.bytes();
    else reader.skip();
  });
  if (type === undefined) throw missingMetadataProperty('type');
  if (contentType === undefined) throw missingMetadataProperty('content-type');
  if (type.length > EVENT_TYPE_BYTES_MAX)
    throw invalidArgument(`The event type is longer than ${EVENT_TYPE_BYTES_MAX} bytes; shorten it.`);
  if (id === undefined) throw new MalformedMessage('a proposed event has no id');
  return { id, type, isJson: contentType === JSON_CONTENT, metadata, data };
}

const NOTHING = Buffer.alloc(0);
