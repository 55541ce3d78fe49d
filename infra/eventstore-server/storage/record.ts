import { crc32 } from 'node:zlib';

/**
 * One event as it lies in the log: a fixed header, then stream name, event type, metadata and data.
 * The checksum covers everything after itself, position and revision included, so a row that was
 * altered, moved or exchanged is noticed. `span` is how far the next record's position lies ahead.
 */
const CHECKSUM = 0;
const SPAN = 4;
const POSITION = 12;
const REVISION = 20;
const CREATED = 28;
const ID = 36;
const FLAGS = 52;
const STREAM_LENGTH = 54;
const TYPE_LENGTH = 56;
const METADATA_LENGTH = 58;
const DATA_LENGTH = 62;
export const RECORD_HEADER_BYTES = 66;

export const FLAG_JSON = 1;
/** A run of events removed by scavenging: only its span is left, so that positions stay contiguous. */
export const FLAG_GAP = 2;

/** The revision under which a tombstone is kept; EventStoreDB's own, 2^63-1, is no exact JavaScript number. */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;

export interface ProposedEvent {
  /** 16 bytes, most significant first. */
  readonly id: Buffer;
  readonly type: Buffer;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

export function recordBytes(streamBytes: number, event: ProposedEvent): number {
  return RECORD_HEADER_BYTES + streamBytes + event.type.length + event.metadata.length + event.data.length;
}

/** Writes everything known before the commit; `sealRecord` adds the rest. Returns the offset after the record. */
export function writeRecord(target: Buffer, offset: number, stream: Buffer, event: ProposedEvent): number {
  const end = offset + recordBytes(stream.length, event);
  writeUint48(target, offset + SPAN, end - offset);
  target.set(event.id, offset + ID);
  target[offset + FLAGS] = event.isJson ? FLAG_JSON : 0;
  target[offset + FLAGS + 1] = 0;
  target.writeUInt16LE(stream.length, offset + STREAM_LENGTH);
  target.writeUInt16LE(event.type.length, offset + TYPE_LENGTH);
  target.writeUInt32LE(event.metadata.length, offset + METADATA_LENGTH);
  target.writeUInt32LE(event.data.length, offset + DATA_LENGTH);
  let at = offset + RECORD_HEADER_BYTES;
  for (const part of [stream, event.type, event.metadata, event.data]) {
    target.set(part, at);
    at += part.length;
  }
  return end;
}

/** Gives a written record its place and its checksum. `createdMs` is Unix time in milliseconds. */
export function sealRecord(record: Buffer, place: { position: number; revision: number; createdMs: number }): void {
  record.writeDoubleLE(place.position, POSITION);
  record.writeDoubleLE(place.revision, REVISION);
  record.writeDoubleLE(place.createdMs, CREATED);
  record.writeUInt32LE(crc32(record.subarray(SPAN)), CHECKSUM);
}

export function newRecord(stream: Buffer, event: ProposedEvent): Buffer {
  const record = Buffer.allocUnsafe(recordBytes(stream.length, event));
  writeRecord(record, 0, stream, event);
  return record;
}

/** A gap of `span` bytes of positions where scavenged events were. */
export function gapRecord(position: number, span: number): Buffer {
  const record = Buffer.alloc(RECORD_HEADER_BYTES);
  record[FLAGS] = FLAG_GAP;
  writeUint48(record, SPAN, span);
  sealRecord(record, { position, revision: -1, createdMs: 0 });
  return record;
}

/** A read-only view of one record. */
export class LogRecord {
  readonly buffer: Buffer;
  readonly position: number;
  readonly revision: number;
  readonly #typeStart: number;
  readonly #metadataStart: number;
  readonly #dataStart: number;
  #stream: string | undefined;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
    this.position = buffer.readDoubleLE(POSITION);
    this.revision = buffer.readDoubleLE(REVISION);
    this.#typeStart = RECORD_HEADER_BYTES + buffer.readUInt16LE(STREAM_LENGTH);
    this.#metadataStart = this.#typeStart + buffer.readUInt16LE(TYPE_LENGTH);
    this.#dataStart = this.#metadataStart + buffer.readUInt32LE(METADATA_LENGTH);
  }

  get span(): number {
    return this.buffer.readUIntLE(SPAN, 6);
  }
  get createdMs(): number {
    return this.buffer.readDoubleLE(CREATED);
  }
  get id(): Buffer {
    return this.buffer.subarray(ID, ID + 16);
  }
  get isJson(): boolean {
    return (this.buffer[FLAGS]! & FLAG_JSON) !== 0;
  }
  get isGap(): boolean {
    return (this.buffer[FLAGS]! & FLAG_GAP) !== 0;
  }
  get isTombstone(): boolean {
    return this.revision === TOMBSTONE_REVISION;
  }
  get streamBytes(): Buffer {
    return this.buffer.subarray(RECORD_HEADER_BYTES, this.#typeStart);
  }
  get stream(): string {
    this.#stream ??= this.streamBytes.toString();
    return this.#stream;
  }
  get typeBytes(): Buffer {
    return this.buffer.subarray(this.#typeStart, this.#metadataStart);
  }
  get type(): string {
    return this.typeBytes.toString();
  }
  get metadata(): Buffer {
    return this.buffer.subarray(this.#metadataStart, this.#dataStart);
  }
  get data(): Buffer {
    return this.buffer.subarray(this.#dataStart);
  }
}

/** A blob column as a Buffer; one that a damaged page made into something else is empty, and so has a defect. */
export function bytesOf(column: unknown): Buffer {
  return column instanceof Uint8Array
    ? Buffer.from(column.buffer, column.byteOffset, column.byteLength)
    : Buffer.alloc(0);
}

/** What is wrong with these bytes as the record at `position`, or undefined when they are sound. */
export function recordDefect(buffer: Buffer, position: number): string | undefined {
  if (buffer.length < RECORD_HEADER_BYTES) return `record of ${buffer.length} bytes is shorter than its header`;
  if (crc32(buffer.subarray(SPAN)) !== buffer.readUInt32LE(CHECKSUM)) return 'checksum does not match';
  if (buffer.readDoubleLE(POSITION) !== position) return `belongs to position ${buffer.readDoubleLE(POSITION)}`;
  return undefined;
}

function writeUint48(target: Buffer, offset: number, value: number): void {
  target.writeUIntLE(value, offset, 6);
  target.writeUInt16LE(0, offset + 6);
}
