import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RawLogClient } from '../operations/raw-client.ts';
import { ServerProcess } from '../torture/server-process.ts';
import { scratch } from './scratch.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

it.runIf(hasStrace)(
  'syncs the write-ahead log between writing an event to it and answering',
  { timeout: 60_000 },
  async () => {
    const { directory, remove } = scratch();
    const trace = join(directory, 'trace');
    // -D keeps the server our own child; -y shows which file or socket a descriptor is.
    const strace = [
      'strace',
      '-D',
      '-f',
      '-y',
      '-s',
      '4096',
      '-e',
      'trace=pwrite64,fdatasync,fsync,write,writev',
      '-o',
      trace,
    ];
    const server = await ServerProcess.start(join(directory, 'data'), strace);
    const client = new RawLogClient(server.url);
    const stream = `answered-${randomUUID()}`;
    try {
      const event = {
        id: randomUUID(),
        stream,
        revision: 0n,
        type: 'Traced',
        contentType: 'application/json',
        createdMs: 0,
        data: Buffer.from('{}'),
        metadata: Buffer.alloc(0),
      };
      await client.append(stream, -1n, [event]);
    } finally {
      client.close();
      await server.stop();
    }
    const lines = readFileSync(trace, 'utf8').split('\n');
    const answer = lines.findIndex((line) => line.includes(stream) && /\b(write|writev)\(\d+<(TCP|socket)/.test(line));
    const written = lines.findLastIndex(
      (line, index) => index < answer && line.includes(stream) && /pwrite64\(\d+<[^>]*log\.db-wal>/.test(line),
    );
    const synced = lines.findIndex(
      (line, index) => index > written && /(fdatasync|fsync)(\(\d+<[^>]*log\.db-wal>\)| resumed>\)) += 0/.test(line),
    );
    remove();
    expect(written).toBeGreaterThan(0);
    expect(synced).toBeGreaterThan(written);
    expect(answer).toBeGreaterThan(synced);
  },
);
