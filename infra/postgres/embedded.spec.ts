import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../local/network.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';

const MODULE = fileURLToPath(new URL('embedded.ts', import.meta.url));
const running: EmbeddedPostgres[] = [];
let parent: string;

const listening = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
const closed = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
const portOf = (server: Server): number => (server.address() as { port: number }).port;

const start = async (port?: number): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({ directory: join(parent, 'data'), port: port ?? (await freePort()) });
  running.push(server);
  return server;
};
const ask = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

beforeEach(async () => {
  // mktemp's folders are closed to others: as root the server has to get through all the same.
  parent = await mkdtemp(join(tmpdir(), 'only2u-embedded-'));
  await chmod(parent, 0o700);
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  await rm(parent, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('keeps its data over a stop, below a folder that only its starter may enter', async () => {
    const first = await start();
    await ask(first.url, 'create table kept (value text); insert into kept values ($$one$$)');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await ask(second.url, 'select value from kept')).toEqual([{ value: 'one' }]);
    expect((await stat(parent)).mode & 0o777).toBe(0o700);
  });

  it('keeps its password from other accounts and leaves no other copy behind', async () => {
    const server = await start();
    expect((await stat(join(parent, 'data.password'))).mode & 0o077).toBe(0);
    expect((await readdir(parent)).sort()).toEqual(['data', 'data.password']);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('stops the server that a killed parent left behind', async () => {
    const port = await freePort();
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(MODULE)});
      const { pid } = await startEmbeddedPostgres({ directory: ${JSON.stringify(join(parent, 'data'))}, port: ${port} });
      process.stdout.write(String(pid) + '\\n'); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const orphan = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
      child.once('exit', () => reject(new Error('the parent did not start')));
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(isAlive(orphan)).toBe(true);
    const second = await start(port);
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readFile(join(parent, 'data', 'postmaster.pid'), 'utf8')).split('\n', 1)).toEqual([
      String(second.pid),
    ]);
    await expect.poll(() => isAlive(orphan)).toBe(false);
  });

  it('says which port is taken and what to do', async () => {
    const occupied = await listening();
    await expect(start(portOf(occupied))).rejects.toThrow(
      `Port ${portOf(occupied)} is in use; set POSTGRES_PORT to a free one.`,
    );
    await closed(occupied);
  });

  it('begins anew where a first start was cut short', async () => {
    const { mkdir, writeFile } = await import('node:fs/promises');
    await mkdir(join(parent, 'data.new'));
    await writeFile(join(parent, 'data.new', 'PG_VERSION'), '18');
    expect(await ask((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
