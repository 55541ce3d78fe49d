import { APPEND_DATA_BYTES_MAX, APPEND_EVENTS_MAX } from '../limits.ts';
import type { GrpcCall } from '../protocol/grpc-call.ts';
import {
  appendRefused,
  appendSucceeded,
  deletionSucceeded,
  readAppendMessage,
  readStreamTarget,
  type StreamTarget,
} from '../protocol/messages/append.ts';
import { checkedStreamName } from '../protocol/messages/shared.ts';
import { eachField, ProtobufReader } from '../protocol/protobuf-reader.ts';
import { invalidArgument, maximumAppendSizeExceeded, streamDeleted, wrongExpectedVersion } from '../protocol/status.ts';
import { KIND_APPEND } from '../storage/batch.ts';
import type { EventLog } from '../storage/event-log.ts';
import { TOMBSTONE_REVISION, type ProposedEvent } from '../storage/record.ts';

/** `Append`: the options, then the events, then one answer. */
export async function append(log: EventLog, call: GrpcCall): Promise<void> {
  const { target, events } = await receiveAppend(call);
  await log.writer.room();
  const { stream, expected } = target;
  const outcome = await log.write({ kind: KIND_APPEND, stream, expected: expected.value, events });
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  call.write(
    outcome.kind === 'written'
      ? appendSucceeded(outcome.revision, outcome.position)
      : appendRefused(outcome.current, expected),
  );
  call.end();
}

function receiveAppend(call: GrpcCall): Promise<{ target: StreamTarget; events: ProposedEvent[] }> {
  return new Promise((resolve, reject) => {
    let target: StreamTarget | undefined;
    const events: ProposedEvent[] = [];
    let dataBytes = 0;
    const accept = (buffer: Buffer): void => {
      const message = readAppendMessage(new ProtobufReader(buffer));
      if (message === undefined) throw invalidArgument('The message has neither options nor a proposed message.');
      if ('options' in message) {
        checkedStreamName(message.options.stream);
        target = message.options;
        return;
      }
      dataBytes += message.event.data.length;
      if (dataBytes > APPEND_DATA_BYTES_MAX) throw maximumAppendSizeExceeded(APPEND_DATA_BYTES_MAX);
      if (events.length >= APPEND_EVENTS_MAX)
        throw invalidArgument(`An append takes at most ${APPEND_EVENTS_MAX} events; send several.`);
      events.push(message.event);
    };
    call.receive(accept, () => {
      if (target === undefined) reject(invalidArgument('The first message must carry options.'));
      else resolve({ target, events });
    });
    call.onClose(() => reject(invalidArgument('The call was given up.')));
  });
}

/** `Delete` and `Tombstone`, which differ only in what the writer adds to the log. */
export async function remove(log: EventLog, call: GrpcCall, kind: number): Promise<void> {
  let target: StreamTarget | undefined;
  eachField(new ProtobufReader(await call.receiveOne()), (field, reader) => {
    if (field === 1) target = readStreamTarget(reader.message());
    else reader.skip();
  });
  if (target === undefined) throw invalidArgument('options are missing.');
  const stream = checkedStreamName(target.stream);
  await log.writer.room();
  const outcome = await log.write({ kind, stream, expected: target.expected.value, events: [] });
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind === 'wrong-version')
    throw wrongExpectedVersion(stream, target.expected.wire, wireCurrent(outcome.current));
  call.write(deletionSucceeded(outcome.position));
  call.end();
}

const wireCurrent = (current: number): bigint =>
  current === TOMBSTONE_REVISION ? 9_223_372_036_854_775_807n : BigInt(current);
