import type { DatabaseSync } from 'node:sqlite';
import {
  FIRST_POSITION,
  LOG_FILE,
  openForReading,
  readState,
  streamChecksum,
  type LogState,
} from '../storage/database.ts';
import { CorruptLog, namingDamage } from '../storage/errors.ts';
import { bytesOf, LogRecord, recordDefect, TOMBSTONE_REVISION } from '../storage/record.ts';

export interface VerifyReport {
  readonly events: number;
  readonly streams: number;
  readonly head: number;
  /** What is wrong, each with its place; empty for a sound log. */
  readonly problems: readonly string[];
}

const PROBLEMS_MAX = 100;

/** Checks every page, every row and every link between rows of a log. It may be in use by a server meanwhile. */
export function verifyLog(directory: string): VerifyReport {
  const problems: string[] = [];
  const found = { events: 0, streams: 0, head: 0 };
  const attempt = (check: () => void): void => {
    try {
      namingDamage(LOG_FILE, check);
    } catch (error) {
      problems.push((error as Error).message);
    }
  };
  attempt(() => {
    const database = openForReading(directory);
    try {
      // One read transaction: a server that goes on writing does not disturb the comparison.
      database.exec('BEGIN');
      attempt(() => checkPages(database, problems));
      const states: LogState[] = [];
      attempt(() => states.push(readState(database)));
      attempt(() => Object.assign(found, checkEvents(database, problems)));
      attempt(() => (found.streams = checkStreams(database, problems)));
      const [state] = states;
      if (state !== undefined) compare(state, found, problems);
    } finally {
      database.close();
    }
  });
  return { ...found, problems: problems.slice(0, PROBLEMS_MAX) };
}

function compare(state: LogState, found: LogState, problems: string[]): void {
  for (const key of ['head', 'events', 'streams'] as const) {
    if (state[key] !== found[key])
      problems.push(`${LOG_FILE}: table state says ${key} ${state[key]}, the rows say ${found[key]}`);
  }
}

/** SQLite's own check of the file: b-trees, indexes against tables, free pages. */
function checkPages(database: DatabaseSync, problems: string[]): void {
  for (const row of database.prepare(`PRAGMA integrity_check(${PROBLEMS_MAX})`).iterate()) {
    const [text] = Object.values(row);
    if (text !== 'ok') problems.push(`${LOG_FILE}: ${String(text)}`);
  }
}

function checkEvents(database: DatabaseSync, problems: string[]): { events: number; head: number } {
  const rows = database.prepare('SELECT position, stream, revision, record FROM log ORDER BY position');
  rows.setReturnArrays(true);
  const nameOf = namesById(database);
  let next = FIRST_POSITION;
  let events = 0;
  for (const row of rows.iterate()) {
    const [position, stream, revision, blob] = row as unknown as [number, number | null, number | null, Uint8Array];
    const buffer = bytesOf(blob);
    const place = `${LOG_FILE}: table log: position ${position}`;
    const defect = recordDefect(buffer, position);
    if (defect !== undefined) {
      problems.push(`${place}: ${defect}`);
      if (problems.length >= PROBLEMS_MAX) break;
      next = -1;
      continue;
    }
    const record = new LogRecord(buffer);
    if (next >= 0 && position !== next) problems.push(`${place}: the events from position ${next} on are missing`);
    next = position + record.span;
    if (record.isGap) continue;
    events += 1;
    if (record.revision !== revision)
      problems.push(`${place}: its row says revision ${revision}, the record ${record.revision}`);
    if (stream === null || nameOf.get(stream) !== record.stream)
      problems.push(`${place}: its row leads to another stream than "${record.stream}"`);
    if (problems.length >= PROBLEMS_MAX) break;
  }
  return { events, head: next };
}

function namesById(database: DatabaseSync): Map<number, string> {
  const names = new Map<number, string>();
  for (const row of database.prepare('SELECT id, name FROM streams').iterate()) {
    names.set(Number(row.id), bytesOf(row.name).toString());
  }
  return names;
}

function checkStreams(database: DatabaseSync, problems: string[]): number {
  const extent = database.prepare(
    'SELECT min(revision) AS first, max(revision) AS last, count(*) AS events FROM log WHERE stream = ?',
  );
  let streams = 0;
  for (const row of database.prepare('SELECT name, id, first, last, checksum FROM streams ORDER BY name').iterate()) {
    streams += 1;
    const name = bytesOf(row.name);
    const stream = { id: Number(row.id), first: Number(row.first), last: Number(row.last) };
    const place = `${LOG_FILE}: table streams: "${name.toString()}"`;
    if (row.checksum !== streamChecksum(name, stream)) problems.push(`${place}: checksum does not match`);
    const found = extent.get(stream.id);
    if (Number(found?.last) !== stream.last)
      problems.push(`${place}: the last event is ${String(found?.last)} instead of ${stream.last}`);
    // A tombstone's revision lies beyond all others: behind it only the events before it must be contiguous.
    const isTombstoned = stream.last === TOMBSTONE_REVISION;
    if (!isTombstoned && Number(found?.events) !== stream.last - stream.first + 1)
      problems.push(`${place}: events are missing`);
    if (problems.length >= PROBLEMS_MAX) break;
  }
  return streams;
}

/** Like `verifyLog`, for callers that want a sound log or an error. Throws CorruptLog. */
export function requireSoundLog(directory: string): VerifyReport {
  const report = verifyLog(directory);
  if (report.problems.length > 0) throw new CorruptLog(report.problems[0]!);
  return report;
}
