import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { bytesOf } from './record.ts';
import { CorruptLog, DirectoryInUse, namingDamage } from './errors.ts';

export const LOG_FILE = 'log.db';
const LOCK_FILE = 'lock.db';
/** "ESLG": marks the database as one of ours. */
const APPLICATION_ID = 0x4553_4c47;
const FORMAT_VERSION = 1;
/** Pages of write-ahead log (4 KiB each) after which SQLite copies them into the database file. */
const CHECKPOINT_PAGES = 4_096;
const CACHE_KIB = 64 * 1024;

/** The position of the first event; 0 is left free because subscriptions start *after* the position they are given. */
export const FIRST_POSITION = 64;

const SCHEMA = `
  CREATE TABLE log (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, record BLOB NOT NULL);
  CREATE UNIQUE INDEX log_by_stream ON log (stream, revision);
  CREATE TABLE streams (
    name BLOB PRIMARY KEY, id INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, checksum INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE state (
    key INTEGER PRIMARY KEY CHECK (key = 1), head INTEGER NOT NULL, events INTEGER NOT NULL, streams INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  );`;

export interface LogState {
  /** Position the next event gets. */
  readonly head: number;
  readonly events: number;
  readonly streams: number;
}

/** One row of the stream table: `first` and `last` are revisions, `last` is TOMBSTONE_REVISION when tombstoned. */
export interface StreamRow {
  readonly id: number;
  readonly first: number;
  readonly last: number;
}

/** Opens the log for writing and creates it when the directory has none. `durable: false` skips fsync, for tests. */
export function openForWriting(directory: string, durable: boolean): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, LOG_FILE), { timeout: 5_000 });
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA locking_mode = NORMAL;');
  database.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};`);
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY;`);
  if (pragma(database, 'user_version') === 0) createSchema(database);
  checkFormat(database, directory);
  return database;
}

export function openForReading(directory: string): DatabaseSync {
  const database = new DatabaseSync(join(directory, LOG_FILE), { readOnly: true, timeout: 5_000 });
  database.exec(`PRAGMA cache_size = -${CACHE_KIB / 4}; PRAGMA mmap_size = 0;`);
  checkFormat(database, directory);
  return database;
}

/**
 * Takes the directory for this process: an exclusive lock in a database of its own, which the operating system
 * releases however the process ends.
 */
export function lockDirectory(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new DirectoryInUse(directory);
  }
  return lock;
}

export function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function createSchema(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  database.exec(SCHEMA);
  const state: LogState = { head: FIRST_POSITION, events: 0, streams: 0 };
  database
    .prepare('INSERT INTO state VALUES (1, ?, ?, ?, ?)')
    .run(state.head, state.events, state.streams, stateChecksum(state));
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT_VERSION}; COMMIT`);
}

function checkFormat(database: DatabaseSync, directory: string): void {
  if (pragma(database, 'application_id') === APPLICATION_ID && pragma(database, 'user_version') === FORMAT_VERSION)
    return;
  database.close();
  throw new CorruptLog(`${join(directory, LOG_FILE)} is not an event log of format ${FORMAT_VERSION}`);
}

export function stateChecksum(state: LogState): number {
  return crc32(`${state.head}/${state.events}/${state.streams}`);
}

export function streamChecksum(name: Uint8Array, row: StreamRow): number {
  return crc32(name, crc32(`${row.id}/${row.first}/${row.last}`));
}

/** The state row, checked. */
export function readState(database: DatabaseSync): LogState {
  const row = database.prepare('SELECT head, events, streams, checksum FROM state WHERE key = 1').get();
  const state = { head: Number(row?.head), events: Number(row?.events), streams: Number(row?.streams) };
  if (row === undefined || row.checksum !== stateChecksum(state))
    throw new CorruptLog(`${LOG_FILE}: table state: checksum does not match`);
  return state;
}

/**
 * Reads the whole stream table once: every row's checksum, the order, and their number. A damaged page could otherwise
 * make a stream look as if it had never been, and an append that must be the first would be let through. About a
 * microsecond per stream.
 */
export function checkStreamTable(database: DatabaseSync): void {
  const select = database.prepare('SELECT name, id, first, last, checksum FROM streams ORDER BY name');
  select.setReturnArrays(true);
  let count = 0;
  let previous: Buffer | undefined;
  namingDamage(LOG_FILE, () => {
    for (const row of select.iterate()) {
      const [bytes, id, first, last, checksum] = row as unknown as [Uint8Array, number, number, number, number];
      const name = bytesOf(bytes);
      const isSound =
        checksum === streamChecksum(name, { id, first, last }) &&
        (previous === undefined || previous.compare(name) < 0);
      if (!isSound) throw new CorruptLog(`${LOG_FILE}: table streams: the row of "${name.toString()}" is altered`);
      previous = name;
      count += 1;
    }
  });
  if (count !== readState(database).streams) throw new CorruptLog(`${LOG_FILE}: table streams: ${count} rows are left`);
}
