import type { ProposedEvent } from '../../storage/record.ts';
import { eachField, type ProtobufReader } from '../protobuf-reader.ts';
import type { ProtobufWriter } from '../protobuf-writer.ts';
import { writeCurrent, writePosition } from './append.ts';
import {
  ANY,
  NO_STREAM,
  STREAM_EXISTS,
  exactly,
  readProposedEvent,
  readStreamIdentifier,
  writeStreamIdentifier,
  type Expected,
} from './shared.ts';

export interface BatchOptions {
  readonly stream: string;
  readonly expected: Expected;
  /** Milliseconds from the arrival of the options; undefined when the client sets none. */
  readonly deadlineMs: number | undefined;
}

export interface BatchMessage {
  /** The `UUID` message as sent, echoed in the reply. */
  readonly correlation: Buffer;
  readonly options: BatchOptions | undefined;
  /** Undefined when one of the events cannot be accepted; `problem` says why. */
  readonly events: readonly ProposedEvent[];
  readonly problem: unknown;
  readonly isFinal: boolean;
}

export function readBatchMessage(reader: ProtobufReader, nowMs: number): BatchMessage {
  let correlation: Buffer = Buffer.alloc(0);
  let options: BatchOptions | undefined;
  const events: ProposedEvent[] = [];
  let problem: unknown;
  let isFinal = false;
  eachField(reader, (field) => {
    if (field === 1) correlation = reader.bytes();
    else if (field === 2) options = readOptions(reader.message(), nowMs);
    else if (field === 3) {
      const event = reader.message();
      try {
        events.push(readProposedEvent(event));
      } catch (error) {
        problem ??= error;
      }
    } else if (field === 4) isFinal = reader.boolean();
    else reader.skip();
  });
  return { correlation, options, events, problem, isFinal };
}

function readOptions(reader: ProtobufReader, nowMs: number): BatchOptions {
  let stream = '';
  let expected: Expected = ANY;
  let deadlineMs: number | undefined;
  eachField(reader, (field) => {
    if (field === 1) stream = readStreamIdentifier(reader.message());
    else if (field === 2) expected = exactly(reader.uint64());
    else if (field === 6) deadlineMs = readSeconds(reader.message()) - nowMs;
    else if (field === 7) deadlineMs = readSeconds(reader.message());
    else {
      if (field === 3) expected = NO_STREAM;
      else if (field === 4) expected = ANY;
      else if (field === 5) expected = STREAM_EXISTS;
      reader.skip();
    }
  });
  return { stream, expected, deadlineMs };
}

/** `Timestamp` and `Duration` alike: seconds and nanoseconds, as milliseconds. */
function readSeconds(reader: ProtobufReader): number {
  let milliseconds = 0;
  eachField(reader, (field) => {
    if (field === 1) milliseconds += Number(reader.int64()) * 1000;
    else if (field === 2) milliseconds += reader.int32() / 1e6;
    else reader.skip();
  });
  return milliseconds;
}

export interface BatchReply {
  readonly correlation: Buffer;
  readonly stream: string;
  readonly expected: Expected;
  readonly result:
    | { readonly kind: 'success'; readonly revision: number; readonly position: number }
    | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly detail: BatchErrorDetail };
}

export type BatchErrorDetail =
  | { readonly type: 'WrongExpectedVersion'; readonly current: number }
  | { readonly type: 'StreamDeleted' | 'Timeout' | 'Unknown' }
  | { readonly type: 'MaximumAppendSizeExceeded'; readonly maxAppendSize: number }
  | { readonly type: 'BadRequest'; readonly message: string };

export function writeBatchReply(writer: ProtobufWriter, reply: BatchReply): void {
  const { result, expected } = reply;
  writer.bytes(1, reply.correlation);
  if (result.kind === 'success') {
    writer.message(3, () => {
      writeCurrent(writer, [1, 2], result.revision);
      writePosition(writer, 3, result.position);
    });
  } else {
    writer.message(2, () => {
      writer.integer(1, result.code);
      writer.string(2, result.message);
      writer.message(3, () => {
        writer.string(1, `type.googleapis.com/event_store.client.${result.detail.type}`);
        writer.message(2, () => writeDetail(writer, result.detail, reply));
      });
    });
  }
  writeStreamIdentifier(writer, 4, reply.stream);
  if (expected === NO_STREAM) writer.message(6);
  else if (expected === ANY) writer.message(7);
  else if (expected === STREAM_EXISTS) writer.message(8);
  else writer.integer(5, expected.wire);
}

function writeDetail(writer: ProtobufWriter, detail: BatchErrorDetail, { stream, expected }: BatchReply): void {
  if (detail.type === 'StreamDeleted') writeStreamIdentifier(writer, 1, stream);
  else if (detail.type === 'MaximumAppendSizeExceeded') writer.integer(1, detail.maxAppendSize);
  else if (detail.type === 'BadRequest') writer.string(1, detail.message);
  else if (detail.type === 'WrongExpectedVersion') {
    writeCurrent(writer, [1, 2], detail.current);
    if (expected === ANY) writer.message(4);
    else if (expected === STREAM_EXISTS) writer.message(5);
    else if (expected === NO_STREAM) writer.message(6);
    else writer.integer(3, expected.wire);
  }
}
