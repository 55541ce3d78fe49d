import { createServer as createHttp1Server, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CALLS_PER_CONNECTION_MAX, CONNECTIONS_MAX, MESSAGE_BYTES_MAX } from '../limits.ts';
import { GrpcCall } from './grpc-call.ts';
import { GrpcError, STATUS } from './status.ts';

export type Handler = (call: GrpcCall) => Promise<void>;
/** Handlers by path, `/event_store.client.streams.Streams/Read`. */
export type Handlers = ReadonlyMap<string, Handler>;

export interface ServerOptions {
  readonly handlers: Handlers;
  readonly http1: RequestListener;
  readonly onError: (path: string, error: unknown) => void;
  readonly onCall: (path: string) => void;
}

/** Time a new connection may take to say which protocol it speaks. */
const SILENT_MS_MAX = 10_000;
const PREFACE = 'PRI * HTTP/2.0';
const STREAM_WINDOW_BYTES = 1024 * 1024;
const SESSION_WINDOW_BYTES = 16 * 1024 * 1024;
/** Node's own limit of memory per connection (in MB) must admit one message of the largest size and its copy. */
const SESSION_MEMORY_MB = 4 * (MESSAGE_BYTES_MAX / (1024 * 1024));

/** gRPC over HTTP/2 without TLS, and plain HTTP/1.1 for operators, on one port: the first bytes tell which. */
export class GrpcServer {
  readonly #listener: Server;
  readonly #http2: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<Socket>();

  constructor(options: ServerOptions) {
    const http1 = createHttp1Server(options.http1);
    this.#http2 = createHttp2Server({
      maxSessionMemory: SESSION_MEMORY_MB,
      settings: { initialWindowSize: STREAM_WINDOW_BYTES, maxConcurrentStreams: CALLS_PER_CONNECTION_MAX },
    });
    this.#http2.on('session', (session) => {
      session.setLocalWindowSize(SESSION_WINDOW_BYTES);
      this.#sessions.add(session);
      session.on('close', () => this.#sessions.delete(session));
      session.on('error', () => session.destroy());
    });
    this.#http2.on('sessionError', () => undefined);
    this.#http2.on('stream', (stream, headers) => {
      dispatch(new GrpcCall(stream, headers), headers[':path'] ?? '', options);
    });
    this.#listener = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      sniff(socket, (isHttp2) => (isHttp2 ? this.#http2 : http1).emit('connection', socket));
    });
    this.#listener.maxConnections = CONNECTIONS_MAX;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async listen(host: string, port: number): Promise<{ host: string; port: number }> {
    await new Promise<void>((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(port, host, () => {
        this.#listener.off('error', reject);
        resolve();
      });
    });
    const address = this.#listener.address() as AddressInfo;
    return { host, port: address.port };
  }

  /** Takes no more connections. */
  refuse(): void {
    this.#listener.close();
  }

  /** Resets what is still open with CANCEL, as an orderly shutdown does, and closes the connections. */
  async close(): Promise<void> {
    this.#listener.close();
    for (const session of this.#sessions) session.destroy(undefined, 8);
    // Destroying a session waits for its last frames; a client that does not read must not hold up the stop.
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of this.#sockets) socket.destroySoon();
  }
}

function dispatch(call: GrpcCall, path: string, options: ServerOptions): void {
  const handler = options.handlers.get(path);
  options.onCall(path);
  if (handler === undefined) {
    call.fail(new GrpcError(STATUS.unimplemented, `${path} is not part of this server.`));
    return;
  }
  handler(call).catch((error: unknown) => {
    if (!(error instanceof GrpcError) && !call.isEnded) options.onError(path, error);
    call.fail(error);
  });
}

/** Looks at the first bytes of a connection without taking them from whoever reads it next. */
function sniff(socket: Socket, decide: (isHttp2: boolean) => void): void {
  const giveUp = (): void => void socket.destroy();
  let seen: Buffer = Buffer.alloc(0);
  const onReadable = (): void => {
    for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    }
    const known = Math.min(seen.length, PREFACE.length);
    const canBeHttp2 = seen.toString('latin1', 0, known) === PREFACE.slice(0, known);
    if (known === 0 || (canBeHttp2 && known < PREFACE.length)) return;
    socket.off('readable', onReadable);
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
    socket.unshift(seen);
    decide(canBeHttp2);
  };
  // A connection that says nothing would hold its place for ever.
  socket.setTimeout(SILENT_MS_MAX, giveUp);
  socket.on('readable', onReadable);
}
