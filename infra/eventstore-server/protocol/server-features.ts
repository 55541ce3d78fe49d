import { encodeFrame } from './protobuf-writer.ts';
import type { Handler } from './grpc-server.ts';

/** The version whose behaviour is followed; clients read it, some choose by it. */
export const SERVER_VERSION = '24.6.0';

const PERSISTENT = 'event_store.client.persistent_subscriptions.persistentsubscriptions';
const STREAMS = 'event_store.client.streams.streams';
const GOSSIP = 'event_store.client.gossip.gossip';
const FEATURES = 'event_store.client.server_features.serverfeatures';

const METHODS: readonly (readonly [service: string, method: string, features: readonly string[]])[] = [
  [STREAMS, 'append', []],
  [STREAMS, 'batchappend', ['deadline_duration']],
  [STREAMS, 'read', ['position', 'events']],
  [STREAMS, 'delete', []],
  [STREAMS, 'tombstone', []],
  ...['create', 'update', 'delete', 'read', 'getinfo', 'list', 'replayparked', 'restartsubsystem'].map(
    (method) => [PERSISTENT, method, ['stream', 'all']] as const,
  ),
  [GOSSIP, 'read', []],
  [FEATURES, 'getsupportedmethods', []],
];

/** `GetSupportedMethods`: `{ methods = 1 { method_name = 1, service_name = 2, features = 3 }, version = 2 }`. */
const SUPPORTED = encodeFrame((writer) => {
  for (const [service, method, features] of METHODS) {
    writer.message(1, () => {
      writer.string(1, method);
      writer.string(2, service);
      for (const feature of features) writer.string(3, feature);
    });
  }
  writer.string(2, SERVER_VERSION);
});

export const getSupportedMethods: Handler = async (call) => {
  await call.receiveOne();
  call.write(SUPPORTED);
  call.end();
};
