import type { GrpcCall } from '../protocol/grpc-call.ts';
import type { Handler } from '../protocol/grpc-server.ts';
import { readStreamIdentifier } from '../protocol/messages/shared.ts';
import { eachField, ProtobufReader } from '../protocol/protobuf-reader.ts';
import { encodeFrame } from '../protocol/protobuf-writer.ts';
import { consume } from './consume.ts';
import { groupDoesNotExist, subscriptionFailed } from './errors.ts';
import { writeGroupInfo } from './group-info.ts';
import { ALL, readGroupDefinition } from './settings.ts';
import type { PersistentSubscriptions } from './subsystem.ts';

const EMPTY = encodeFrame(() => undefined);

/** The eight calls of `event_store.client.persistent_subscriptions.PersistentSubscriptions`. */
export function persistentSubscriptionsService(subscriptions: PersistentSubscriptions): [string, Handler][] {
  const unary =
    (answer: (message: Buffer) => Promise<Buffer> | Buffer): Handler =>
    async (call: GrpcCall) => {
      call.write(await answer(await call.receiveOne()));
      call.end();
    };
  const done =
    (action: (message: Buffer) => Promise<void>) =>
    async (message: Buffer): Promise<Buffer> => {
      await action(message);
      return EMPTY;
    };
  return [
    ['Create', unary(done((message) => subscriptions.create(readGroupDefinition(message))))],
    ['Update', unary(done((message) => subscriptions.update(readGroupDefinition(message))))],
    ['Delete', unary(done((message) => remove(subscriptions, message)))],
    ['Read', (call) => consume(subscriptions, call)],
    ['GetInfo', unary((message) => getInfo(subscriptions, message))],
    ['List', unary((message) => list(subscriptions, message))],
    ['ReplayParked', unary((message) => replayParked(subscriptions, message))],
    ['RestartSubsystem', unary(done(() => subscriptions.restart()))],
  ];
}

/** Visits the fields of `options`, field 1 of every request. */
function eachOption(message: Buffer, visit: (field: number, reader: ProtobufReader) => void): void {
  eachField(new ProtobufReader(message), (outer, reader) => {
    if (outer === 1) eachField(reader.message(), visit);
    else reader.skip();
  });
}

async function remove(subscriptions: PersistentSubscriptions, message: Buffer): Promise<void> {
  let source = ALL;
  let group = '';
  eachOption(message, (field, reader) => {
    if (field === 1) source = readStreamIdentifier(reader.message());
    else if (field === 2) group = reader.string();
    else reader.skip();
  });
  await subscriptions.delete(source, group);
}

function getInfo(subscriptions: PersistentSubscriptions, message: Buffer): Buffer {
  let source = ALL;
  let name = '';
  eachOption(message, (field, reader) => {
    if (field === 1) source = readStreamIdentifier(reader.message());
    else if (field === 3) name = reader.string();
    else reader.skip();
  });
  const group = subscriptions.find(source, name);
  return encodeFrame((writer) => writer.message(1, () => writeGroupInfo(writer, group, Date.now())));
}

function list(subscriptions: PersistentSubscriptions, message: Buffer): Buffer {
  let source: string | undefined;
  eachOption(message, (field, reader) => {
    if (field !== 2) reader.skip();
    else {
      eachField(reader.message(), (option, inner) => {
        if (option === 1) source = readStreamIdentifier(inner.message());
        else {
          source = ALL;
          inner.skip();
        }
      });
    }
  });
  const groups = subscriptions.all.filter(({ definition }) => source === undefined || definition.source === source);
  if (groups.length === 0 && source !== undefined) throw groupDoesNotExist(source, '');
  return encodeFrame((writer) => {
    for (const group of groups) writer.message(1, () => writeGroupInfo(writer, group, Date.now()));
  });
}

function replayParked(subscriptions: PersistentSubscriptions, message: Buffer): Buffer {
  let source = ALL;
  let name = '';
  let stopAt = Infinity;
  eachOption(message, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) source = readStreamIdentifier(reader.message());
    else if (field === 4) stopAt = Number(reader.int64());
    else reader.skip();
  });
  const group = subscriptions.find(source, name);
  if (stopAt < 0) throw subscriptionFailed(source, name, 'Cannot stop replaying parked message at a negative version.');
  group.replayParked(stopAt);
  return EMPTY;
}
