import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEventStoreServer } from '../index.ts';
import { logCommand, withLog } from '../log-command.ts';
import { backupLog, restoreBackup } from '../operations/backup.ts';
import { dumpLog, restoreLog, type DumpLine } from '../operations/dump.ts';
import { RawLogClient } from '../operations/raw-client.ts';
import { scavengeLog } from '../operations/scavenge.ts';
import { verifyLog } from '../operations/verify.ts';
import { KIND_APPEND, KIND_DELETE, KIND_TOMBSTONE } from '../storage/batch.ts';
import { EventLog } from '../storage/event-log.ts';
import { append, proposed, scratch } from './scratch.ts';

let directory: string;
let remove: () => void;
beforeEach(() => ({ directory, remove } = scratch()));
afterEach(() => remove());

async function dumpOf(place: { data?: string; url?: string }): Promise<DumpLine[]> {
  return withLog(place, async (client) => {
    const lines: DumpLine[] = [];
    for await (const line of dumpLog(client)) lines.push(line);
    return lines;
  });
}

describe('operating the log', () => {
  it('backs up a log that is being written, and the restored backup is sound and goes on', async () => {
    const data = join(directory, 'data');
    const log = await EventLog.open(data, true);
    const writing = Array.from({ length: 200 }, (_, index) => append(log, `s-${index % 7}`, [`${index}`]));
    await writing[20];
    const backup = backupLog(data, join(directory, 'backup'));
    await Promise.all(writing);
    await log.close();
    expect(backup.problems).toEqual([]);
    expect(backup.events).toBeGreaterThanOrEqual(21);
    const restored = restoreBackup(join(directory, 'backup'), join(directory, 'restored'));
    expect(restored).toEqual(backup);
    const again = await EventLog.open(join(directory, 'restored'), true);
    expect(await append(again, 's-new', ['after'], -1)).toMatchObject({ kind: 'written', position: backup.head });
    await again.close();
    expect(() => backupLog(data, join(directory, 'backup'))).toThrow(/not empty/);
  });

  it('moves a log by NDJSON: the same events, bytes, ids, revisions and order', async () => {
    const source = await startEventStoreServer({ port: 0, inMemory: true });
    const target = await startEventStoreServer({ port: 0, inMemory: true });
    const [from, to] = [source, target].map(({ port }) => ({ url: `esdb://127.0.0.1:${port}?tls=false` })) as [
      { url: string },
      { url: string },
    ];
    const event = (
      stream: string,
      revision: bigint,
      data: Buffer,
      type = 'Moved',
    ): Parameters<RawLogClient['append']>[2][number] => ({
      id: randomUUID(),
      stream,
      revision,
      type,
      contentType: type === 'Raw' ? 'application/octet-stream' : 'application/json',
      createdMs: 0,
      data,
      metadata: Buffer.from('{ "spaced" :1}'),
    });
    await withLog(from, async (client) => {
      await client.append('a', -1n, [
        event('a', 0n, Buffer.from('{"n": 9007199254740993}')),
        event('a', 1n, Buffer.from([0, 255, 128]), 'Raw'),
      ]);
      await client.append('заказ', -1n, [event('заказ', 0n, Buffer.from('{}'))]);
      await client.append('a', 1n, [event('a', 2n, Buffer.from('{}'))]);
      await client.append('$$a', -1n, [event('$$a', 0n, Buffer.from('{"$maxCount":2}'), '$metadata')]);
      await client.append('gone', -1n, [event('gone', 0n, Buffer.from('{}'))]);
      await client.tombstone('gone');
    });
    const dump = await dumpOf(from);
    expect(dump.map(({ stream, revision }) => `${stream}@${revision}`)).toEqual([
      'a@0',
      'a@1',
      'заказ@0',
      'a@2',
      '$$a@0',
      'gone@0',
      'gone@9223372036854775807',
    ]);
    const text = dump.map((line) => JSON.parse(JSON.stringify(line)) as DumpLine);
    expect(await withLog(to, (client) => restoreLog(client, text))).toMatchObject({ events: 7 });
    expect(await withLog(to, (client) => restoreLog(client, text.slice(0, 4)))).toMatchObject({ events: 4 });
    const plain = (lines: readonly DumpLine[]): unknown[] =>
      lines
        .filter(({ type }) => !type.startsWith('$'))
        .map(({ stream, revision, id, data, dataBase64, metadata }) => [
          stream,
          revision,
          id,
          data,
          dataBase64,
          metadata,
        ]);
    expect(plain(await dumpOf(to))).toEqual(plain(dump));
    await Promise.all([source.stop(), target.stop()]);
  });

  it('refuses to restore over other events', async () => {
    const data = join(directory, 'data');
    const log = await EventLog.open(data, false);
    await append(log, 'a', ['mine']);
    await log.close();
    const line: DumpLine = {
      stream: 'a',
      revision: '0',
      id: randomUUID(),
      type: 'T',
      contentType: 'application/json',
      created: new Date(0).toISOString(),
      data: '{}',
    };
    await expect(withLog({ data }, (client) => restoreLog(client, [line]))).rejects.toThrow(
      /other events than the dump/,
    );
    await expect(withLog({ data }, (client) => restoreLog(client, [{ ...line, revision: '5' }]))).rejects.toThrow(
      /scavenged/,
    );
  });

  it('scavenges what no read shows, and keeps positions, last events and tombstones', async () => {
    const log = await EventLog.open(directory, false);
    const texts = Array.from({ length: 100 }, (_, index) => `${index}`);
    for (const stream of ['counted', 'deleted', 'buried', 'kept']) await append(log, stream, texts);
    const metadata = (stream: string, text: string): Promise<unknown> =>
      log.write({
        kind: KIND_APPEND,
        stream: `$$${stream}`,
        expected: -2,
        events: [{ ...proposed('', '$metadata'), data: Buffer.from(text) }],
      });
    await metadata('counted', '{"$maxCount":50}');
    await metadata('counted', '{"$maxCount":10}');
    await log.write({ kind: KIND_DELETE, stream: 'deleted', expected: -2, events: [] });
    await log.write({ kind: KIND_TOMBSTONE, stream: 'buried', expected: -2, events: [] });
    const { head } = log.reader;
    await log.close();
    const report = scavengeLog(directory, Date.now());
    expect(report.removedEvents).toBe(90 + 1 + 99 + 100);
    expect(verifyLog(directory)).toMatchObject({ problems: [], head, events: 404 - 290 });
    const again = await EventLog.open(directory, false);
    expect(again.reader.streamPage('counted', { from: 0, to: 99 }).map(({ revision }) => revision)).toEqual(
      Array.from({ length: 10 }, (_, index) => 90 + index),
    );
    expect(again.reader.streamPage('kept', { from: 0, to: 99 })).toHaveLength(100);
    expect(await append(again, 'deleted', ['again'], 99)).toMatchObject({ kind: 'written', revision: 100 });
    const all = again.reader.forwards(0);
    expect(all.records.filter((record) => !record.isGap)[0]).toMatchObject({ stream: 'counted', revision: 90 });
    await again.close();
    expect(scavengeLog(directory, Date.now()).removedEvents).toBeGreaterThan(0);
    expect(verifyLog(directory).problems).toEqual([]);
  });

  it('scavenges only a log that no server uses', async () => {
    const log = await EventLog.open(directory, false);
    expect(() => scavengeLog(directory, Date.now())).toThrow(/in use/);
    await log.close();
  });

  it('is there as commands', async () => {
    const log = await EventLog.open(directory, false);
    await append(log, 'a', ['one']);
    await log.close();
    const printed: string[] = [];
    await logCommand((line) => printed.push(line)).parseAsync(['verify', '--data', directory], { from: 'user' });
    await logCommand((line) => printed.push(line)).parseAsync(
      ['dump', '--data', directory, '--to', join(directory, 'dump.ndjson')],
      { from: 'user' },
    );
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ events: 1, problems: [] }),
      { events: 1 },
    ]);
  });
});
