import { readFilter, type FilterOptions } from '../protocol/messages/filter.ts';
import { readAllFrom, type ReadFrom } from '../protocol/messages/read.ts';
import { UINT64_MAX, clampPosition, readStreamIdentifier } from '../protocol/messages/shared.ts';
import { eachField, ProtobufReader } from '../protocol/protobuf-reader.ts';
import { invalidArgument } from '../protocol/status.ts';

export const ALL = '$all';

/** What a group is told when it is created; times in milliseconds. */
export interface GroupSettings {
  /** Where delivery starts, inclusive: a revision, or a position for `$all`. */
  readonly startFrom: ReadFrom;
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  readonly maxRetryCount: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly messageTimeoutMs: number;
  readonly checkpointAfterMs: number;
  readonly strategy: string;
}

export interface GroupDefinition {
  /** A stream name, or `$all`. */
  readonly source: string;
  readonly group: string;
  readonly settings: GroupSettings;
  readonly filter: FilterOptions | undefined;
}

export const groupKey = (source: string, group: string): string => `${source}::${group}`;

const STRATEGY_BY_NUMBER = ['DispatchToSingle', 'RoundRobin', 'Pinned'];
const TICKS_PER_MS = 10_000n;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** `CreateReq` and `UpdateReq`, which differ only in what Update leaves out. */
export function readGroupDefinition(message: Buffer): GroupDefinition {
  let source = '';
  let group = '';
  let startFrom: ReadFrom | undefined;
  let filter: FilterOptions | undefined;
  let settings: Mutable<GroupSettings> | undefined;
  const visitors: Record<number, (reader: ProtobufReader) => void> = {
    // The deprecated place of the stream's name: clients of streams still use it.
    1: (reader) => (source = readStreamIdentifier(reader.message())),
    2: (reader) => (group = reader.string()),
    3: (reader) => (settings = readSettings(reader.message())),
    4: (reader) => {
      const stream = readStreamOptions(reader.message());
      source = stream.name;
      startFrom = stream.from;
    },
    5: (reader) => {
      source = ALL;
      const bytes = reader.bytes();
      startFrom = readAllFrom(new ProtobufReader(bytes));
      filter = readAllFilter(new ProtobufReader(bytes));
    },
  };
  eachField(new ProtobufReader(message), (outer, reader) => {
    if (outer !== 1) reader.skip();
    else eachField(reader.message(), (field, inner) => (visitors[field] ?? ((): void => inner.skip()))(inner));
  });
  if (source === '') throw invalidArgument('options name neither a stream nor all; give one.');
  if (group === '') throw invalidArgument('options.group_name is empty; name the group.');
  if (settings === undefined) throw invalidArgument('options.settings are missing.');
  return { source, group, settings: { ...settings, startFrom: startFrom ?? settings.startFrom }, filter };
}

function readStreamOptions(reader: ProtobufReader): { name: string; from: ReadFrom } {
  let name = '';
  let from: ReadFrom = 'start';
  eachField(reader, (field) => {
    if (field === 1) name = readStreamIdentifier(reader.message());
    else if (field === 2) from = revision(reader.uint64());
    else {
      if (field === 3 || field === 4) from = field === 3 ? 'start' : 'end';
      reader.skip();
    }
  });
  return { name, from };
}

function readAllFilter(reader: ProtobufReader): FilterOptions | undefined {
  let filter: FilterOptions | undefined;
  eachField(reader, (field) => {
    if (field === 4) filter = readFilter(reader.message());
    else reader.skip();
  });
  return filter;
}

const revision = (wire: bigint): ReadFrom => (wire === UINT64_MAX ? 'end' : clampPosition(wire));

function readSettings(reader: ProtobufReader): Mutable<GroupSettings> {
  const settings: Mutable<GroupSettings> = {
    startFrom: 'start',
    resolveLinks: false,
    extraStatistics: false,
    maxRetryCount: 0,
    minCheckpointCount: 0,
    maxCheckpointCount: 0,
    maxSubscriberCount: 0,
    liveBufferSize: 0,
    readBatchSize: 0,
    historyBufferSize: 0,
    messageTimeoutMs: 0,
    checkpointAfterMs: 0,
    strategy: '',
  };
  let strategyNumber = 0;
  const visitors: Record<number, () => void> = {
    1: () => (settings.resolveLinks = reader.boolean()),
    2: () => (settings.startFrom = revision(reader.uint64())),
    3: () => (settings.extraStatistics = reader.boolean()),
    4: () => (settings.messageTimeoutMs = Number(reader.int64() / TICKS_PER_MS)),
    5: () => (settings.maxRetryCount = reader.int32()),
    6: () => (settings.checkpointAfterMs = Number(reader.int64() / TICKS_PER_MS)),
    7: () => (settings.minCheckpointCount = reader.int32()),
    8: () => (settings.maxCheckpointCount = reader.int32()),
    9: () => (settings.maxSubscriberCount = reader.int32()),
    10: () => (settings.liveBufferSize = reader.int32()),
    11: () => (settings.readBatchSize = reader.int32()),
    12: () => (settings.historyBufferSize = reader.int32()),
    13: () => (strategyNumber = reader.uint()),
    14: () => (settings.messageTimeoutMs = reader.int32()),
    15: () => (settings.checkpointAfterMs = reader.int32()),
    16: () => (settings.strategy = reader.string()),
  };
  eachField(reader, (field) => (visitors[field] ?? ((): void => reader.skip()))());
  if (settings.strategy === '') settings.strategy = STRATEGY_BY_NUMBER[strategyNumber] ?? `unknown ${strategyNumber}`;
  return settings;
}
