import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { MESSAGE_BYTES_MAX } from '../limits.ts';
import { GrpcError, STATUS, toGrpcError } from './status.ts';

const CONTENT_TYPE = 'application/grpc+proto';
const PREFIX_BYTES = 5;
/** Time a client may leave its side of a finished call open. A reset at once could overtake the status. */
const HALF_OPEN_MS_MAX = 5_000;

/** One gRPC call over one HTTP/2 stream: whole messages in, framed bytes out, a status at the end. */
export class GrpcCall {
  readonly headers: IncomingHttpHeaders;
  readonly #stream: ServerHttp2Stream;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = PREFIX_BYTES;
  #isEnded = false;
  #closeListeners: (() => void)[] = [];
  #onMessage: ((message: Buffer) => void) | undefined;
  #onEnd: (() => void) | undefined;
  #hasInputEnded = false;
  #pauses = 0;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.#stream = stream;
    this.headers = headers;
    stream.on('close', () => this.#close());
    // A reset by the client is an ordinary end of a call; what it means is decided by 'close'.
    stream.on('error', () => undefined);
  }

  /** True once the call has a status or its connection is gone. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  get connectionName(): string {
    const name = this.headers['connection-name'];
    return typeof name === 'string' ? name : '';
  }

  onClose(listener: () => void): void {
    if (this.#isEnded) listener();
    else this.#closeListeners.push(listener);
  }

  /** Delivers every message of the client and then its half-close. Errors thrown by `onMessage` end the call. */
  receive(onMessage: (message: Buffer) => void, onEnd: () => void): void {
    this.#onMessage = onMessage;
    this.#onEnd = onEnd;
    this.#stream.on('data', (chunk: Buffer) => this.#accept(chunk));
    this.#stream.on('end', () => {
      this.#hasInputEnded = true;
      if (!this.#isEnded) this.#guard(() => this.#onEnd?.());
    });
  }

  /** The only message of a unary or server-streaming call. */
  receiveOne(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let received: Buffer | undefined;
      this.receive(
        (message) => (received = message),
        () =>
          received === undefined
            ? reject(new GrpcError(STATUS.internal, 'The call carried no message.'))
            : resolve(received),
      );
    });
  }

  /** Stops reading from the client until `until` resolves: HTTP/2 flow control then stops the client. */
  pauseUntil(until: Promise<void>): void {
    this.#pauses += 1;
    this.#stream.pause();
    void until.then(() => {
      this.#pauses -= 1;
      if (this.#pauses === 0) this.#stream.resume();
    });
  }

  /** Sends framed messages. False when the client does not keep up: wait for `drained` before the next write. */
  write(frames: Buffer): boolean {
    if (this.#isEnded) return false;
    this.#respond();
    return this.#stream.write(frames);
  }

  /** Resolves when the client has taken what was written, or is gone. */
  drained(): Promise<void> {
    if (this.#isEnded || !this.#stream.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      this.#stream.once('drain', resolve);
      this.onClose(resolve);
    });
  }

  end(): void {
    this.#finish(STATUS.ok, '', {});
  }

  fail(error: unknown): void {
    const { code, message, trailers } = toGrpcError(error);
    this.#finish(code, message, trailers);
  }

  #respond(): void {
    if (this.#stream.headersSent) return;
    this.#stream.respond({ ':status': 200, 'content-type': CONTENT_TYPE }, { waitForTrailers: true });
  }

  #finish(code: number, message: string, extra: Readonly<Record<string, string>>): void {
    if (this.#isEnded) return;
    const trailers: Record<string, string> = { 'grpc-status': String(code) };
    if (message !== '') trailers['grpc-message'] = percentEncoded(message);
    for (const [key, value] of Object.entries(extra)) trailers[key] = percentEncoded(value);
    if (this.#stream.headersSent) {
      this.#stream.once('wantTrailers', () => this.#stream.sendTrailers(trailers));
      this.#stream.end();
    } else {
      this.#stream.respond({ ':status': 200, 'content-type': CONTENT_TYPE, ...trailers }, { endStream: true });
    }
    if (!this.#hasInputEnded) this.#discardInput();
    this.#close();
  }

  /** What the client still sends is of no interest, and would fill the connection's window if nobody took it. */
  #discardInput(): void {
    this.#stream.removeAllListeners('data');
    this.#stream.resume();
    const timer = setTimeout(() => this.#stream.close(constants.NGHTTP2_NO_ERROR), HALF_OPEN_MS_MAX).unref();
    this.#stream.once('close', () => clearTimeout(timer));
  }

  #close(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#chunks = [];
    for (const listener of this.#closeListeners.splice(0)) listener();
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
  }

  #accept(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    if (this.#buffered < this.#needed) return;
    this.#guard(() => this.#deliver());
  }

  #deliver(): void {
    const buffer = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#buffered);
    let offset = 0;
    this.#needed = PREFIX_BYTES;
    while (buffer.length - offset >= PREFIX_BYTES && !this.#isEnded) {
      if (buffer[offset] !== 0)
        throw new GrpcError(STATUS.unimplemented, 'Compressed messages are not supported; send them uncompressed.');
      const length = buffer.readUInt32BE(offset + 1);
      if (length > MESSAGE_BYTES_MAX) {
        throw new GrpcError(
          STATUS.resourceExhausted,
          `A message of ${length} bytes exceeds the limit of ${MESSAGE_BYTES_MAX}.`,
        );
      }
      const end = offset + PREFIX_BYTES + length;
      this.#needed = PREFIX_BYTES + length;
      if (end > buffer.length) break;
      this.#onMessage?.(buffer.subarray(offset + PREFIX_BYTES, end));
      offset = end;
      this.#needed = PREFIX_BYTES;
    }
    this.#chunks = offset < buffer.length && !this.#isEnded ? [buffer.subarray(offset)] : [];
    this.#buffered = this.#chunks[0]?.length ?? 0;
  }
}

/** Header values must be ASCII; gRPC percent-encodes the rest of `grpc-message`, and so do we everywhere. */
function percentEncoded(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]/gu, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : '\ufffd'),
  );
}
