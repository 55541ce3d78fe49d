import { randomUUID } from 'node:crypto';
import { ChannelCredentials, Client, Metadata, type ClientDuplexStream } from '@grpc/grpc-js';
import { APPEND_DATA_BYTES_MAX, MESSAGE_BYTES_MAX } from '../limits.ts';
import { encode } from '../protocol/protobuf-writer.ts';
import { writeStreamIdentifier } from '../protocol/messages/shared.ts';
import { readBatchReply, readResponse, writeProposed, writeTarget, type RawEvent } from './raw-messages.ts';

interface Waiting {
  readonly stream: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const STREAMS = '/event_store.client.streams.Streams';
const same = (bytes: Buffer): Buffer => bytes;

/** The three calls that moving a log needs, byte for byte, against any EventStoreDB. */
export class RawLogClient {
  readonly #client: Client;
  readonly #metadata = new Metadata();
  #batches: ClientDuplexStream<Buffer, Buffer> | undefined;
  readonly #waiting = new Map<string, Waiting>();

  /** `url`: `esdb://[user:password@]host:port?tls=true|false`, one host. */
  constructor(url: string) {
    const { hostname, port, username, password, searchParams } = new URL(url.replace(/^\w[\w+]*:/, 'http:'));
    const isPlain = searchParams.get('tls') === 'false';
    const credentials = isPlain ? ChannelCredentials.createInsecure() : ChannelCredentials.createSsl();
    const limits = {
      'grpc.max_receive_message_length': MESSAGE_BYTES_MAX + APPEND_DATA_BYTES_MAX,
      'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
    };
    this.#client = new Client(`${hostname}:${port === '' ? '2113' : port}`, credentials, limits);
    if (username !== '') {
      const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
      this.#metadata.set('authorization', `Basic ${basic}`);
    }
  }

  /** Every event of `$all` in order. */
  async *readAll(): AsyncGenerator<RawEvent> {
    const request = encode((writer) =>
      writer.message(1, () => {
        writer.message(2, () => writer.message(2));
        writer.integer(3, 0);
        writer.integer(5, (1n << 63n) - 1n);
        writer.message(8);
        writer.message(9, () => writer.message(2));
      }),
    );
    const call = this.#client.makeServerStreamRequest(`${STREAMS}/Read`, same, same, request, this.#metadata);
    for await (const message of call as AsyncIterable<Buffer>) {
      const event = readResponse(message);
      if (event !== undefined) yield event;
    }
  }

  /**
   * Appends after revision `after` (-1: the stream must not exist). Appends take effect in the order of the calls, also
   * when none is awaited before the next. Rejects when the stream holds other events.
   */
  append(stream: string, after: bigint, events: readonly RawEvent[]): Promise<void> {
    const call = (this.#batches ??= this.#openBatches());
    const correlation = randomUUID();
    call.write(
      encode((writer) => {
        writer.message(1, () => writer.string(2, correlation));
        writer.message(2, () => writeTarget(writer, stream, after));
        for (const event of events) writer.message(3, () => writeProposed(writer, event));
        writer.boolean(4, true);
      }),
    );
    return new Promise((resolve, reject) => this.#waiting.set(correlation, { stream, resolve, reject }));
  }

  /** Tombstones the stream, whatever its revision. */
  tombstone(stream: string): Promise<void> {
    const request = encode((writer) =>
      writer.message(1, () => {
        writeStreamIdentifier(writer, 1, stream);
        writer.message(4);
      }),
    );
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(`${STREAMS}/Tombstone`, same, same, request, this.#metadata, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }

  #openBatches(): ClientDuplexStream<Buffer, Buffer> {
    const call = this.#client.makeBidiStreamRequest(`${STREAMS}/BatchAppend`, same, same, this.#metadata);
    call.on('data', (message: Buffer) => {
      const { correlation, error } = readBatchReply(message);
      const waiting = this.#waiting.get(correlation);
      this.#waiting.delete(correlation);
      if (error === undefined) waiting?.resolve();
      else
        waiting?.reject(
          new Error(
            `stream "${waiting.stream}" was not appended to (${error}); does it hold other events than the dump?`,
          ),
        );
    });
    call.on('error', (error: Error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
    return call;
  }

  close(): void {
    this.#batches?.end();
    this.#client.close();
  }
}
