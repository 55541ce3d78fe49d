import { eachField, ProtobufReader } from '../protobuf-reader.ts';
import { encodeFrame } from '../protobuf-writer.ts';
import { invalidArgument } from '../status.ts';
import { readFilter, type FilterOptions } from './filter.ts';
import { checkedStreamName, clampPosition, readStreamIdentifier, writeStreamIdentifier } from './shared.ts';

export type ReadFrom = 'start' | 'end' | number;

export interface ReadOptions {
  /** Undefined: `$all`. */
  readonly stream: string | undefined;
  /** A revision for a stream, a commit position for `$all`. */
  readonly from: ReadFrom;
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  readonly count: number;
  readonly isSubscription: boolean;
  readonly filter: FilterOptions | undefined;
  readonly structuredIds: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function readReadRequest(message: Buffer): ReadOptions {
  const options: Mutable<ReadOptions> & { hasIds: boolean; hasTarget: boolean } = {
    stream: undefined,
    from: 'start',
    backwards: false,
    resolveLinks: false,
    count: 0,
    isSubscription: false,
    filter: undefined,
    structuredIds: false,
    hasIds: false,
    hasTarget: false,
  };
  eachField(new ProtobufReader(message), (outer, reader) => {
    if (outer === 1) readOptions(reader.message(), options);
    else reader.skip();
  });
  if (!options.hasTarget) throw invalidArgument('options name neither a stream nor all; give one.');
  if (!options.hasIds) throw invalidArgument('options.uuid_option is missing; ask for string or structured.');
  if (options.isSubscription && options.backwards) {
    throw invalidArgument('The combination of (subscription, backwards) is invalid.');
  }
  return options;
}

function readOptions(
  reader: ProtobufReader,
  options: Mutable<ReadOptions> & { hasIds: boolean; hasTarget: boolean },
): void {
  const visitors: Record<number, () => void> = {
    1: () => {
      options.hasTarget = true;
      readStreamOptions(reader.message(), options);
    },
    2: () => {
      options.hasTarget = true;
      options.from = readAllFrom(reader.message());
    },
    3: () => (options.backwards = reader.uint() === 1),
    4: () => (options.resolveLinks = reader.boolean()),
    5: () => (options.count = clampPosition(reader.uint64())),
    6: () => {
      options.isSubscription = true;
      reader.skip();
    },
    7: () => (options.filter = readFilter(reader.message())),
    9: () => {
      options.hasIds = true;
      eachField(reader.message(), (field, inner) => {
        options.structuredIds = field === 1;
        inner.skip();
      });
    },
  };
  eachField(reader, (field) => (visitors[field] ?? ((): void => reader.skip()))());
}

function readStreamOptions(reader: ProtobufReader, options: Mutable<ReadOptions>): void {
  eachField(reader, (field) => {
    if (field === 1) options.stream = checkedStreamName(readStreamIdentifier(reader.message()));
    else if (field === 2) options.from = clampPosition(reader.uint64());
    else {
      if (field === 3 || field === 4) options.from = field === 3 ? 'start' : 'end';
      reader.skip();
    }
  });
}

/** `AllOptions { position = 1 | start = 2 | end = 3 }`. */
export function readAllFrom(reader: ProtobufReader): ReadFrom {
  let from: ReadFrom = 'start';
  eachField(reader, (field) => {
    if (field === 1) from = readPosition(reader.message());
    else {
      if (field === 2 || field === 3) from = field === 2 ? 'start' : 'end';
      reader.skip();
    }
  });
  return from;
}

function readPosition(reader: ProtobufReader): number {
  let commit = 0n;
  let prepare = 0n;
  eachField(reader, (field) => {
    if (field === 1) commit = reader.uint64();
    else if (field === 2) prepare = reader.uint64();
    else reader.skip();
  });
  if (prepare > commit) throw invalidArgument('position: the prepare position is after the commit position.');
  return clampPosition(commit);
}

export const confirmation = (subscriptionId: string): Buffer =>
  encodeFrame((writer) => writer.message(2, () => writer.string(1, subscriptionId)));

export const checkpoint = (position: number): Buffer =>
  encodeFrame((writer) =>
    writer.message(3, () => {
      writer.integer(1, position);
      writer.integer(2, position);
    }),
  );

export const streamNotFound = (stream: string): Buffer =>
  encodeFrame((writer) => writer.message(4, () => writeStreamIdentifier(writer, 1, stream)));

export const caughtUp = (): Buffer => encodeFrame((writer) => writer.message(8));
