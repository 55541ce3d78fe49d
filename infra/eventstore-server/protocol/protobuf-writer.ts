/**
 * A growing buffer of protobuf fields. Only what the EventStoreDB messages need; written by hand because the
 * generated codecs spend more time than the storage does.
 */
export class ProtobufWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 512) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes written so far. The writer must not be used afterwards: the result is a view of its buffer. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Wraps what `write` writes into one gRPC message: a zero byte (not compressed) and a 32-bit length. */
  frame(write: (writer: this) => void): void {
    this.#reserve(5);
    const start = this.#length;
    this.#length += 5;
    write(this);
    this.#buffer[start] = 0;
    this.#buffer.writeUInt32BE(this.#length - start - 5, start + 1);
  }

  message(field: number, write?: (writer: this) => void): void {
    this.#tag(field, 2);
    this.#reserve(1);
    const start = this.#length;
    this.#length += 1;
    write?.(this);
    const size = this.#length - start - 1;
    if (size < 128) {
      this.#buffer[start] = size;
      return;
    }
    // The length needs more than the one byte kept for it: move the content up.
    const extra = varintSize(size) - 1;
    this.#reserve(extra);
    this.#buffer.copyWithin(start + 1 + extra, start + 1, this.#length);
    const end = this.#length + extra;
    this.#length = start;
    this.#varint(size);
    this.#length = end;
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, 2);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  string(field: number, value: string): void {
    const size = Buffer.byteLength(value);
    this.#tag(field, 2);
    this.#varint(size);
    this.#reserve(size);
    this.#buffer.write(value, this.#length);
    this.#length += size;
  }

  /** An unsigned or signed integer field; negative values take ten bytes, as protobuf prescribes. */
  integer(field: number, value: number | bigint): void {
    this.#tag(field, 0);
    if (typeof value === 'number' && value >= 0) this.#varint(value);
    else this.#varintBig(BigInt.asUintN(64, BigInt(value)));
  }

  boolean(field: number, value: boolean): void {
    this.integer(field, value ? 1 : 0);
  }

  /** Bytes that are protobuf fields already. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  #tag(field: number, wireType: number): void {
    this.#reserve(10);
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#length++] = rest;
  }

  #varintBig(value: bigint): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 127n) {
      this.#buffer[this.#length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#buffer[this.#length++] = Number(rest);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** One protobuf message as bytes, for answers that are not on the hot path. */
export function encode(write: (writer: ProtobufWriter) => void): Buffer {
  const writer = new ProtobufWriter(128);
  write(writer);
  return writer.finish();
}

/** One gRPC message, framed. */
export function encodeFrame(write: (writer: ProtobufWriter) => void): Buffer {
  const writer = new ProtobufWriter(128);
  writer.frame(write);
  return writer.finish();
}
