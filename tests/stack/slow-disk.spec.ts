import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { readPidFile } from '../../infra/local/pid-file.ts';
import { cassandraDatacenter } from '../../infra/local/servers.ts';
import { startStack } from '../../infra/local/stack.ts';
import { cannotRun } from '../support/store-stack.ts';

const isLinux = process.platform === 'linux';
const canDelay = isLinux && spawnSync('strace', ['-V']).status === 0;
const WAIT = { timeout: 120_000, interval: 20 };
const LIMIT = { timeout: 300_000 };
const SYNCS = 3;

type Writer = { write(count: number): Promise<unknown>; count(): Promise<number>; close(): Promise<unknown> };
type Subject = { readonly syncMs: number; open(address: string): Promise<Writer> };

/** Written without this project's adapters, whose time-outs are shorter than such a disk. */
const SUBJECTS: Readonly<Record<'redis' | 'cassandra', Subject>> = {
  redis: {
    // Longer than the second after which `everysec` begins its next sync, so that one is always under way.
    syncMs: 1_200,
    open: async (address) => {
      const redis = new Redis(address, { maxRetriesPerRequest: 0, lazyConnect: true });
      redis.on('error', () => undefined);
      await redis.connect();
      return {
        write: (count) => redis.set('count', count),
        count: async () => Number(await redis.get('count')),
        close: async () => {
          redis.disconnect();
          await Promise.resolve();
        },
      };
    },
  },
  cassandra: {
    syncMs: 300,
    open: async (address) => {
      const client = new Client({ contactPoints: [address], localDataCenter: cassandraDatacenter });
      await client.connect();
      const replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}";
      await client.execute(`create keyspace if not exists slow with replication = ${replication}`);
      await client.execute('create table if not exists slow.counts (id int primary key, count int)');
      const insert = 'insert into slow.counts (id, count) values (0, ?)';
      return {
        write: (count) => client.execute(insert, [count], { prepare: true }),
        count: async () =>
          Number((await client.execute('select count from slow.counts where id = 0')).first()['count']),
        close: () => client.shutdown(),
      };
    },
  },
};

type SlowDisk = { readonly tracer: ChildProcess; readonly isAllowed: boolean; readonly syncs: () => number };

/** Makes every sync of a process take longer, as on a slow disk; `syncs` counts those that are over. Not every container allows it. */
const slowDown = async (pid: number, syncMs: number): Promise<SlowDisk> => {
  const calls = 'fsync,fdatasync,msync';
  const delay = `inject=${calls}:delay_enter=${syncMs * 1_000}`;
  const tracer = spawn('strace', ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', delay]);
  let output = '';
  tracer.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output, WAIT).toMatch(/attached|ptrace/);
  return { tracer, isAllowed: output.includes('attached'), syncs: () => output.split('DELAYED').length - 1 };
};

describe.skipIf(!canDelay)('on a disk that is slow to sync', () => {
  for (const name of ['redis', 'cassandra'] as const)
    it.skipIf(cannotRun(name))(`${name} confirms nothing that a kill can take`, LIMIT, async ({ skip }) => {
      const subject: Subject = SUBJECTS[name];
      const directory = mkdtempSync(join(tmpdir(), `only2u-slow-${name}-`));
      const stack = await startStack({ servers: [name], ports: 'free', directory, report: () => undefined });
      let tracer: ChildProcess | undefined;
      try {
        if (stack.engine === 'docker') return skip('the servers of Docker cannot be slowed down');
        const writer = await subject.open(stack.urls[name]);
        await writer.write(0);
        const slow = await slowDown(readPidFile(directory, name)!.pid, subject.syncMs);
        tracer = slow.tracer;
        if (!slow.isAllowed) {
          await writer.close();
          return skip('this machine does not let a server be traced');
        }
        let confirmed = 0;
        const run = { stopping: false };
        const writing = (async () => {
          while (!run.stopping) {
            await writer.write(confirmed + 1);
            confirmed += 1;
          }
        })().catch(() => undefined);
        await expect.poll(slow.syncs, WAIT).toBeGreaterThanOrEqual(SYNCS);
        const before = confirmed;
        await expect.poll(() => confirmed, WAIT).toBeGreaterThanOrEqual(before + 2);
        await stack.signal(name, 'SIGKILL');
        tracer.kill('SIGKILL');
        run.stopping = true;
        await Promise.all([writing, writer.close()]);
        await stack.restart(name);
        const reader = await subject.open(stack.urls[name]);
        const kept = await reader.count();
        await reader.close();
        // The one that was under way may have been kept as well.
        expect([confirmed, confirmed + 1]).toContain(kept);
      } finally {
        tracer?.kill('SIGKILL');
        await stack.stop();
        rmSync(directory, { recursive: true, force: true });
      }
    });
});
