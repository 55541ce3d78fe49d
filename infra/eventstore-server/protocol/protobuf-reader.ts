/** Raised for bytes that are not a protobuf message of the expected kind; answered with INVALID_ARGUMENT. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** Reads the fields of one protobuf message in the order they come. */
export class ProtobufReader {
  readonly #buffer: Buffer;
  #position: number;
  readonly #end: number;
  #wireType = 0;

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.#buffer = buffer;
    this.#position = start;
    this.#end = end;
  }

  /** The number of the next field, or 0 at the end of the message. */
  next(): number {
    if (this.#position >= this.#end) return 0;
    const tag = this.#varint();
    this.#wireType = tag & 7;
    const field = Math.floor(tag / 8);
    if (field === 0) throw new MalformedMessage('field number 0');
    return field;
  }

  bytes(): Buffer {
    const length = this.#lengthDelimited();
    const start = this.#position;
    this.#position += length;
    return this.#buffer.subarray(start, start + length);
  }

  string(): string {
    const length = this.#lengthDelimited();
    const start = this.#position;
    this.#position += length;
    return this.#buffer.toString('utf8', start, start + length);
  }

  /** A reader of the nested message in this field. */
  message(): ProtobufReader {
    const length = this.#lengthDelimited();
    const start = this.#position;
    this.#position += length;
    return new ProtobufReader(this.#buffer, start, start + length);
  }

  /** An unsigned integer. Values above 2^53 lose their low bits; use `uint64` where they matter. */
  uint(): number {
    this.#expect(0);
    return this.#varint();
  }

  boolean(): boolean {
    return this.uint() !== 0;
  }

  int32(): number {
    return Number(BigInt.asIntN(32, this.uint64()));
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  uint64(): bigint {
    this.#expect(0);
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new MalformedMessage('varint longer than ten bytes');
  }

  skip(): void {
    if (this.#wireType === 0) this.#varint();
    else if (this.#wireType === 1) this.#advance(8);
    else if (this.#wireType === 2) this.#advance(this.#lengthDelimited());
    else if (this.#wireType === 5) this.#advance(4);
    else throw new MalformedMessage(`wire type ${this.#wireType}`);
  }

  #lengthDelimited(): number {
    this.#expect(2);
    const length = this.#varint();
    if (length > this.#end - this.#position) throw new MalformedMessage('field longer than its message');
    return length;
  }

  #advance(bytes: number): void {
    if (bytes > this.#end - this.#position) throw new MalformedMessage('field longer than its message');
    this.#position += bytes;
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw new MalformedMessage(`wire type ${this.#wireType} instead of ${wireType}`);
  }

  #byte(): number {
    if (this.#position >= this.#end) throw new MalformedMessage('message cut short');
    return this.#buffer[this.#position++]!;
  }

  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new MalformedMessage('varint longer than ten bytes');
  }
}

/** Calls `visit` with every field of a message. `visit` must consume or skip the field. */
export function eachField(reader: ProtobufReader, visit: (field: number, reader: ProtobufReader) => void): void {
  for (let field = reader.next(); field !== 0; field = reader.next()) visit(field, reader);
}
