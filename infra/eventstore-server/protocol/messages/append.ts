import type { ProposedEvent } from '../../storage/record.ts';
import { eachField, type ProtobufReader } from '../protobuf-reader.ts';
import { encodeFrame, type ProtobufWriter } from '../protobuf-writer.ts';
import {
  ANY,
  NO_STREAM,
  STREAM_EXISTS,
  exactly,
  readProposedEvent,
  readStreamIdentifier,
  wireRevision,
  type Expected,
} from './shared.ts';

export interface StreamTarget {
  readonly stream: string;
  readonly expected: Expected;
}

export type AppendMessage = { readonly options: StreamTarget } | { readonly event: ProposedEvent } | undefined;

/** `Options { stream_identifier = 1; revision = 2 | no_stream = 3 | any = 4 | stream_exists = 5 }`, also of deletions. */
export function readStreamTarget(reader: ProtobufReader): StreamTarget {
  let stream = '';
  let expected: Expected = ANY;
  eachField(reader, (field) => {
    if (field === 1) stream = readStreamIdentifier(reader.message());
    else if (field === 2) expected = exactly(reader.uint64());
    else {
      if (field === 3) expected = NO_STREAM;
      else if (field === 4) expected = ANY;
      else if (field === 5) expected = STREAM_EXISTS;
      reader.skip();
    }
  });
  return { stream, expected };
}

export function readAppendMessage(reader: ProtobufReader): AppendMessage {
  let message: AppendMessage;
  eachField(reader, (field) => {
    if (field === 1) message = { options: readStreamTarget(reader.message()) };
    else if (field === 2) message = { event: readProposedEvent(reader.message()) };
    else reader.skip();
  });
  return message;
}

/** `{ commit_position = 1; prepare_position = 2 }`; the two are always equal here. */
export function writePosition(writer: ProtobufWriter, field: number, position: number): void {
  writer.message(field, () => {
    writer.integer(1, position);
    writer.integer(2, position);
  });
}

/** The current revision as `current_revision` or `no_stream`, in the two fields given. */
export function writeCurrent(writer: ProtobufWriter, [known, none]: readonly [number, number], revision: number): void {
  if (revision < 0) writer.message(none);
  else writer.integer(known, wireRevision(revision));
}

export const appendSucceeded = (revision: number, position: number): Buffer =>
  encodeFrame((writer) =>
    writer.message(1, () => {
      writeCurrent(writer, [1, 2], revision);
      writePosition(writer, 3, position);
    }),
  );

/** The wrong version in today's fields and in those of 20.6. */
export const appendRefused = (current: number, expected: Expected): Buffer =>
  encodeFrame((writer) =>
    writer.message(2, () => {
      writeCurrent(writer, [1, 2], current);
      if (expected === ANY) writer.message(4);
      else if (expected === STREAM_EXISTS) writer.message(5);
      else if (expected !== NO_STREAM) writer.integer(3, expected.wire);
      writeCurrent(writer, [6, 7], current);
      if (expected === ANY) writer.message(9);
      else if (expected === STREAM_EXISTS) writer.message(10);
      else if (expected === NO_STREAM) writer.message(11);
      else writer.integer(8, expected.wire);
    }),
  );

/** `DeleteResp` and `TombstoneResp`. */
export const deletionSucceeded = (position: number): Buffer =>
  encodeFrame((writer) => writePosition(writer, 1, position));
