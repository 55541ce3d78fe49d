import { GrpcServer } from '../../infra/eventstore-server/protocol/grpc-server.ts';
import { readBatchMessage, writeBatchReply } from '../../infra/eventstore-server/protocol/messages/batch-append.ts';
import { readReadRequest } from '../../infra/eventstore-server/protocol/messages/read.ts';
import { ProtobufReader } from '../../infra/eventstore-server/protocol/protobuf-reader.ts';
import { ProtobufWriter } from '../../infra/eventstore-server/protocol/protobuf-writer.ts';
import { getSupportedMethods } from '../../infra/eventstore-server/protocol/server-features.ts';
import { newRecord, sealRecord, LogRecord } from '../../infra/eventstore-server/storage/record.ts';
import { writeResolvedEvent } from '../../infra/eventstore-server/protocol/messages/recorded-event.ts';

/**
 * The limit of everything but storage: the same protocol, answered at once. Appends are acknowledged unseen, a read gets
 * the same page again and again. What the official client reaches here is its own ceiling.
 */
const EVENTS_PER_PAGE = 256;

const sample = newRecord(Buffer.from('bench-echo'), {
  id: Buffer.alloc(16, 7),
  type: Buffer.from('BenchEvent'),
  isJson: true,
  metadata: Buffer.alloc(0),
  data: Buffer.from(JSON.stringify({ text: 'x'.repeat(280) })),
});
sealRecord(sample, { position: 1, revision: 1, createdMs: 0 });
const page = new ProtobufWriter();
for (let index = 0; index < EVENTS_PER_PAGE; index += 1) {
  page.frame(() =>
    page.message(1, () => writeResolvedEvent(page, { event: new LogRecord(sample) }, { structuredIds: false })),
  );
}
const frames = page.finish();

const server = new GrpcServer({
  handlers: new Map([
    ['/event_store.client.server_features.ServerFeatures/GetSupportedMethods', getSupportedMethods],
    [
      '/event_store.client.streams.Streams/BatchAppend',
      (call) =>
        new Promise<void>((resolve) => {
          call.onClose(resolve);
          call.receive((buffer) => {
            const { correlation, options } = readBatchMessage(new ProtobufReader(buffer), Date.now());
            const writer = new ProtobufWriter();
            const result = { kind: 'success', revision: 0, position: 1 } as const;
            writer.frame(() =>
              writeBatchReply(writer, { correlation, stream: options!.stream, expected: options!.expected, result }),
            );
            call.write(writer.finish());
          }, resolve);
        }),
    ],
    [
      '/event_store.client.streams.Streams/Read',
      async (call) => {
        const { count } = readReadRequest(await call.receiveOne());
        for (let sent = 0; sent < count && !call.isEnded; sent += EVENTS_PER_PAGE) {
          if (!call.write(frames)) await call.drained();
        }
        call.end();
      },
    ],
  ]),
  http1: (_request, response) => response.end(),
  onError: () => undefined,
  onCall: () => undefined,
});
const { port } = await server.listen('127.0.0.1', 0);
console.log(`listening 127.0.0.1:${port}`);
