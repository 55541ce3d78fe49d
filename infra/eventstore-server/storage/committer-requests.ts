import { randomBytes } from 'node:crypto';
import { decideAppend, decideDelete, type Decision } from './append-rules.ts';
import { KIND_DELETE, KIND_TOMBSTONE } from './batch.ts';
import type { WriterView } from './log-view.ts';
import { LogRecord, type ProposedEvent } from './record.ts';

/** One request of a batch, its records still in the batch's buffer. */
export interface Request {
  readonly kind: number;
  readonly stream: string;
  readonly expected: number;
  readonly records: readonly LogRecord[];
}
export interface Outcome {
  readonly outcome: number;
  readonly revision: number;
  readonly position: number;
}

/** Takes `count` records from the batch's buffer. */
export function readRecords(
  buffer: Buffer,
  start: number,
  count: number,
): { records: LogRecord[]; offsets: number[]; end: number } {
  const offsets: number[] = [];
  const records: LogRecord[] = [];
  let offset = start;
  for (let left = count; left > 0; left -= 1) {
    const span = buffer.readUIntLE(offset + 4, 6);
    records.push(new LogRecord(buffer.subarray(offset, offset + span)));
    offsets.push(offset);
    offset += span;
  }
  return { records, offsets, end: offset };
}

export function decide(view: WriterView, { kind, stream, expected, records }: Request): Decision {
  if (kind === KIND_DELETE) return decideDelete(view, stream, expected, randomBytes(16));
  // Unlike a deletion, a tombstone may be set on a stream that never was.
  if (kind === KIND_TOMBSTONE) return decideAppend(view, stream, expected, [randomBytes(16)]);
  return decideAppend(
    view,
    stream,
    expected,
    records.map((record) => record.id),
  );
}

/** An event that the server itself adds. */
export function ownEvent(type: string, data: Buffer): ProposedEvent {
  return { id: randomBytes(16), type: Buffer.from(type), isJson: data.length > 0, metadata: Buffer.alloc(0), data };
}

/** The buffers as one transferable piece. */
export function joined(parts: readonly Buffer[], bytes: number): ArrayBuffer {
  const whole = Buffer.from(new ArrayBuffer(bytes));
  let at = 0;
  for (const part of parts) at += part.copy(whole, at);
  return whole.buffer;
}
