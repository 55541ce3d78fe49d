import type { LogRecord } from '../../storage/record.ts';
import type { ProtobufWriter } from '../protobuf-writer.ts';
import { wireRevision, writeUuid } from './shared.ts';

/** An event as it is shown: with `link`, the event the link leads to is `event` (absent when it is gone). */
export interface ResolvedEvent {
  readonly event?: LogRecord;
  readonly link?: LogRecord;
}

export interface RecordedOptions {
  readonly structuredIds: boolean;
  /** Shown instead of the event's own position; persistent subscriptions show the link's for both. */
  readonly position?: number;
}

const [TYPE, CONTENT_TYPE, CREATED] = ['type', 'content-type', 'created'].map((key) => Buffer.from(key)) as [
  Buffer,
  Buffer,
  Buffer,
];
const [JSON_CONTENT, BINARY_CONTENT] = [Buffer.from('application/json'), Buffer.from('application/octet-stream')];

/** `ReadEvent`'s fields 1 to 4, the same for reads and persistent subscriptions. */
export function writeResolvedEvent(
  writer: ProtobufWriter,
  { event, link }: ResolvedEvent,
  options: RecordedOptions,
): void {
  if (event !== undefined) writer.message(1, () => writeRecordedEvent(writer, event, options));
  if (link !== undefined) writer.message(2, () => writeRecordedEvent(writer, link, options));
  writer.integer(3, (link ?? event)!.position);
}

function writeRecordedEvent(
  writer: ProtobufWriter,
  record: LogRecord,
  { structuredIds, position }: RecordedOptions,
): void {
  const shown = position ?? record.position;
  writeUuid(writer, 1, { id: record.id, structured: structuredIds });
  writer.message(2, () => writer.bytes(3, record.streamBytes));
  writer.integer(3, wireRevision(record.revision));
  writer.integer(4, shown);
  writer.integer(5, shown);
  writeEntry(writer, TYPE, record.typeBytes);
  writeEntry(writer, CONTENT_TYPE, record.isJson ? JSON_CONTENT : BINARY_CONTENT);
  // 100 ns ticks since 1970; the log keeps milliseconds.
  writeEntry(writer, CREATED, `${record.createdMs}0000`);
  writer.bytes(7, record.metadata);
  writer.bytes(8, record.data);
}

function writeEntry(writer: ProtobufWriter, key: Buffer, value: Buffer | string): void {
  writer.message(6, () => {
    writer.bytes(1, key);
    if (typeof value === 'string') writer.string(2, value);
    else writer.bytes(2, value);
  });
}
