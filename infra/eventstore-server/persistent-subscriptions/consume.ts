import type { GrpcCall } from '../protocol/grpc-call.ts';
import { readStreamIdentifier, readUuid } from '../protocol/messages/shared.ts';
import { eachField, ProtobufReader } from '../protocol/protobuf-reader.ts';
import { encodeFrame } from '../protocol/protobuf-writer.ts';
import { invalidArgument } from '../protocol/status.ts';
import type { Consumer } from './consumer.ts';
import type { NackAction, PersistentGroup } from './group.ts';
import { ALL } from './settings.ts';
import type { PersistentSubscriptions } from './subsystem.ts';

const ACTIONS: readonly NackAction[] = ['retry', 'park', 'retry', 'skip', 'stop'];

/** `Read`: a client joins a group with its first message and settles what it gets with the following ones. */
export function consume(subscriptions: PersistentSubscriptions, call: GrpcCall): Promise<void> {
  let joined: { group: PersistentGroup; consumer: Consumer } | undefined;
  const accept = (buffer: Buffer): void => {
    eachField(new ProtobufReader(buffer), (field, reader) => {
      if (field === 1) {
        if (joined !== undefined) throw invalidArgument('options were sent already.');
        joined = join(subscriptions, call, reader.message());
      } else if (field === 2 || field === 3) {
        if (joined === undefined) throw invalidArgument('The first message must carry options.');
        settle(joined, readSettlement(reader.message()), field === 2);
      } else reader.skip();
    });
  };
  return new Promise((resolve) => {
    call.onClose(resolve);
    call.receive(accept, () => call.end());
  });
}

function join(
  subscriptions: PersistentSubscriptions,
  call: GrpcCall,
  reader: ProtobufReader,
): { group: PersistentGroup; consumer: Consumer } {
  let source = ALL;
  let name = '';
  let bufferSize = 1;
  let structuredIds = false;
  eachField(reader, (field) => {
    if (field === 1) source = readStreamIdentifier(reader.message());
    else if (field === 2) name = reader.string();
    else if (field === 3) bufferSize = reader.int32();
    else if (field === 4) {
      eachField(reader.message(), (option, inner) => {
        structuredIds = option === 1;
        inner.skip();
      });
    } else reader.skip();
  });
  const group = subscriptions.find(source, name);
  const consumer = group.join(call, { bufferSize, structuredIds });
  call.write(encodeFrame((writer) => writer.message(2, () => writer.string(1, group.key))));
  group.pump();
  return { group, consumer };
}

interface Settlement {
  readonly keys: readonly string[];
  readonly action: NackAction;
  readonly reason: string;
}

/** `Ack { ids = 2 }` and `Nack { ids = 2, action = 3, reason = 4 }`. */
function readSettlement(reader: ProtobufReader): Settlement {
  const keys: string[] = [];
  let action: NackAction = 'retry';
  let reason = '';
  eachField(reader, (field) => {
    if (field === 2) keys.push(readUuid(reader.message()).toString('latin1'));
    else if (field === 3) action = ACTIONS[reader.uint()] ?? 'retry';
    else if (field === 4) reason = reader.string();
    else reader.skip();
  });
  return { keys, action, reason };
}

function settle(
  { group, consumer }: { group: PersistentGroup; consumer: Consumer },
  settlement: Settlement,
  isAck: boolean,
): void {
  if (isAck) group.acknowledge(consumer, settlement.keys);
  else group.refuse(consumer, settlement.keys, settlement);
}
