import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyLog } from '../operations/verify.ts';
import { torture } from '../torture/torture.ts';
import { openForWriting } from '../storage/database.ts';
import { BatchCommitter } from '../storage/batch-committer.ts';
import { EventLog } from '../storage/event-log.ts';
import { LogReader } from '../storage/log-reader.ts';
import { KIND_APPEND } from '../storage/batch.ts';
import { newRecord } from '../storage/record.ts';
import { append, proposed, scratch } from './scratch.ts';

let directory: string;
let remove: () => void;
beforeEach(() => ({ directory, remove } = scratch()));
afterEach(() => remove());

const KILLS = Number(process.env['EVENTLOG_KILLS'] ?? 25);

async function fill(streams: number, events: number): Promise<void> {
  const log = await EventLog.open(directory, false);
  for (let stream = 0; stream < streams; stream += 1) {
    await append(
      log,
      `s-${stream}`,
      Array.from({ length: events }, (_, index) => `event ${stream}/${index}`),
    );
  }
  await log.close();
}

/** Reads the whole log by position and by stream; what cannot be read is an error, never something else. */
function readEverything(streams: number): { seen: string[]; error: string | undefined } {
  const seen: string[] = [];
  try {
    const database = new DatabaseSync(join(directory, 'log.db'), { readOnly: true });
    const head = Number(database.prepare('SELECT head FROM state').get()!['head']);
    database.close();
    const reader = new LogReader(directory, head);
    try {
      for (let position = 0; position < head;) {
        const page = reader.forwards(position);
        for (const record of page.records)
          seen.push(`${record.position} ${record.stream} ${record.revision} ${record.data.toString()}`);
        position = page.next;
      }
      for (let stream = 0; stream < streams; stream += 1) {
        const last = reader.stream(`s-${stream}`)?.last ?? -1;
        for (let from = 0; from <= last;) {
          const page = reader.streamPage(`s-${stream}`, { from, to: last });
          for (const record of page) seen.push(`${record.stream} ${record.revision} ${record.data.toString()}`);
          from = page.at(-1)!.revision + 1;
        }
      }
    } finally {
      reader.close();
    }
  } catch (error) {
    return { seen, error: (error as Error).message };
  }
  return { seen, error: undefined };
}

describe('the log on disk', () => {
  it(
    `keeps every acknowledged event through ${KILLS} kills under 16 writers`,
    { timeout: KILLS * 10_000 },
    async () => {
      const figures = await torture({ directory, kills: KILLS, writers: 16 });
      expect(figures.problems).toEqual([]);
      expect(figures.kills).toBe(KILLS);
      expect(figures.acknowledged).toBeGreaterThan(0);
      expect(verifyLog(directory).problems).toEqual([]);
    },
  );

  it('finds and names a flipped byte wherever it is, and never serves it', { timeout: 120_000 }, async () => {
    const streams = 20;
    await fill(streams, 20);
    const file = join(directory, 'log.db');
    const sound = readFileSync(file);
    const truth = new Set(readEverything(streams).seen);
    expect(verifyLog(directory).problems).toEqual([]);
    let found = 0;
    for (let offset = 100; offset < sound.length; offset += 397) {
      const damaged = Buffer.from(sound);
      damaged[offset] = damaged[offset]! ^ 0x41;
      writeFileSync(file, damaged);
      const { seen, error } = readEverything(streams);
      const { problems } = verifyLog(directory);
      expect(
        seen.filter((line) => !truth.has(line)),
        `served after a flip at ${offset}`,
      ).toEqual([]);
      // A flip in unused space changes nothing that is read; any other has to be reported.
      if (error !== undefined || seen.length !== truth.size) expect(problems, `flip at ${offset}`).not.toEqual([]);
      // A row that cannot be found any more looks like a stream that never was: the server must not even start.
      if (error === undefined && seen.length !== truth.size)
        await expect(EventLog.open(directory, false)).rejects.toThrow(/damaged/);
      if (problems.length > 0) found += 1;
      for (const problem of problems) expect(problem).toMatch(/log\.db/);
    }
    expect(found).toBeGreaterThan(100);
  });

  it('refuses to start when acknowledged events are cut off the write-ahead log', async () => {
    const database = openForWriting(directory, true);
    database.close();
    const log = await EventLog.open(directory, true);
    await append(log, 's-1', ['one']);
    await append(log, 's-1', ['two']);
    // The copy is what a crash would leave: the database, the write-ahead log, and the watermark.
    const copy = scratch();
    try {
      for (const name of ['log.db', 'log.db-wal', 'watermark'])
        writeFileSync(join(copy.directory, name), readFileSync(join(directory, name)));
      const wal = openSync(join(copy.directory, 'log.db-wal'), 'r+');
      const byte = Buffer.alloc(1);
      const offset = fstatSync(wal).size - 2_000;
      readSync(wal, byte, 0, 1, offset);
      writeSync(wal, Buffer.from([byte[0]! ^ 1]), 0, 1, offset);
      closeSync(wal);
      await expect(EventLog.open(copy.directory, true)).rejects.toThrow(/log\.db-wal.*cut off or altered/);
    } finally {
      copy.remove();
      await log.close();
    }
  });

  it('belongs to one process at a time', async () => {
    const log = await EventLog.open(directory, false);
    await expect(EventLog.open(directory, false)).rejects.toThrow(/in use by another/);
    await log.close();
    const again = await EventLog.open(directory, false);
    await again.close();
  });

  it('refuses a batch the disk has no room for, keeps what it had, and recovers', () => {
    const database = openForWriting(directory, true);
    const committer = new BatchCommitter(database);
    const commit = (texts: readonly string[], expected: number): ReturnType<BatchCommitter['commit']> => {
      const records = Buffer.concat(texts.map((text) => newRecord(Buffer.from('s'), proposed(text))));
      const buffer = new ArrayBuffer(records.length);
      records.copy(Buffer.from(buffer));
      return committer.commit({
        type: 'commit',
        streams: ['s'],
        numbers: Float64Array.of(KIND_APPEND, expected, texts.length),
        records: buffer,
      });
    };
    expect([...commit(['one'], -1).numbers.subarray(0, 2)]).toEqual([0, 0]);
    const [pages] = Object.values(database.prepare('PRAGMA page_count').get()!);
    database.exec(`PRAGMA max_page_count = ${Number(pages)}`);
    const refused = commit(['x'.repeat(100_000)], 0);
    expect(refused.refused).toMatch(/full/);
    expect(refused.offsets).toHaveLength(0);
    const reader = new LogReader(directory, committer.head);
    expect(reader.streamPage('s', { from: 0, to: 9 })).toHaveLength(1);
    database.exec('PRAGMA max_page_count = 1000000');
    expect([...commit(['x'.repeat(100_000)], 0).numbers.subarray(0, 2)]).toEqual([0, 1]);
    reader.close();
    database.close();
    expect(verifyLog(directory).problems).toEqual([]);
  });
});
