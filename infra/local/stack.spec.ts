import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from './settings.ts';
import { startStack, stopServers } from './stack.ts';
import { readStatus } from './status.ts';

// PostgreSQL stands for all: it needs no download, has several processes, and refuses to run as root.
const names = ['postgres'] as const;
let directory: string;
let lines: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stack-'));
  chmodSync(directory, 0o755);
  lines = [];
});
afterEach(async () => {
  await stopServers(directory, names);
  rmSync(directory, { recursive: true, force: true });
});

function start(environment: Record<string, string> = {}) {
  const settings = readSettings({ STACK_ENGINE: 'packages', STACK_DIRECTORY: directory, ...environment });
  const ports = 'STACK_POSTGRES_PORT' in environment ? 'table' : 'free';
  return startStack({ servers: names, directory, ports, settings, report: (line) => lines.push(line) });
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

test('a server is started once, used again, killed and brought back on its port with its data, and ended', async () => {
  const first = await start();
  await ask(first.urls.postgres, 'CREATE TABLE kept AS SELECT 7 AS number');
  const second = await start();
  expect(second.servers.postgres.port).toBe(first.servers.postgres.port);
  expect(lines).toContainEqual(expect.stringMatching(/^PostgreSQL 18\.\d+: was running/));

  await first.signal('postgres', 'SIGKILL');
  await expect(ask(first.urls.postgres, 'SELECT')).rejects.toThrow();
  await first.restart('postgres');
  expect(await ask(first.urls.postgres, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);

  await second.stop();
  expect(await ask(first.urls.postgres, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  await first.stop();
  await expect(ask(first.urls.postgres, 'SELECT')).rejects.toThrow();
});

test('the status tells what runs, with its memory, and what does not', async () => {
  const settings = readSettings({ STACK_DIRECTORY: directory });
  expect(await readStatus(settings, names)).toMatchObject([{ health: 'down', pid: undefined, residentBytes: 0 }]);
  const stack = await start();
  const [row] = await readStatus(settings, names);
  expect(row).toMatchObject({ server: 'postgres', health: 'ready', port: stack.servers.postgres.port });
  expect(row?.residentBytes).toBeGreaterThan(10e6);
});

test('a port that another program has is named, with the variable that moves it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => other.once('listening', listening));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(start({ STACK_POSTGRES_PORT: String(port) })).rejects.toThrow(
      `another program listens on port ${port}. End that, or set STACK_POSTGRES_PORT to a free port.`,
    );
  } finally {
    other.close();
  }
});
