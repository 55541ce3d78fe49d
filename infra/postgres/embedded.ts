import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadOrCreateSecret } from '../auth/secret-file.ts';
import {
  findBinaries,
  launcher,
  reachableBinaries,
  unprivilegedAccount,
  type Account,
  type Launch,
} from './embedded-launcher.ts';
import { stopOrphan } from './embedded-orphan.ts';

/**
 * Projections go on from what they have written. A commit that a crash of the server took back under them would be a hole in a
 * read model that nobody looks for, so each commit waits for the disk; those of a moment share one wait.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  synchronous_commit: 'on',
  max_connections: '60',
  jit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '15min',
  max_wal_size: '1GB',
  autovacuum_naptime: '30s',
} as const;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const PASSWORD_BYTES = 24;

export type EmbeddedPostgres = {
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<void>;
  stop(): Promise<void>;
};

/** Resolves when a program has ended well; throws with the end of its output otherwise. */
const finished = (child: ChildProcess, what: string): Promise<void> =>
  new Promise((done, fail) => {
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000)));
    child.stdout?.resume();
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done() : fail(new Error(`${what} ended with ${code ?? 'a signal'}: ${output}`)),
    );
  });

/** Resolves when the server takes connections; throws with the end of its output, and ends it, otherwise. */
const ready = (child: ChildProcess, port: number): Promise<void> =>
  new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      fail(new Error(`PostgreSQL was not ready within ${START_TIMEOUT_MS} ms: ${output}`));
    }, START_TIMEOUT_MS);
    child.stdout?.resume();
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (!output.includes('database system is ready to accept connections')) return;
      clearTimeout(timer);
      done();
    });
    child.on('error', fail);
    child.on('close', () => {
      clearTimeout(timer);
      const inUse = output.includes('could not bind') || output.includes('could not create any TCP');
      fail(
        new Error(
          inUse ? `Port ${port} is in use; set POSTGRES_PORT to a free one.` : `PostgreSQL did not start: ${output}`,
        ),
      );
    });
  });

/** The password stays beside the data: the server listens on loopback, where other accounts of the machine can reach it. */
const passwordOf = async (directory: string): Promise<string> =>
  (await loadOrCreateSecret(`${directory}.password`, () => randomBytes(PASSWORD_BYTES).toString('hex'))).toString();

const giveTo = async (path: string, account: Account | undefined): Promise<void> => {
  if (account !== undefined) await chown(path, account.uid, account.gid);
};

/** Makes the cluster beside its place and moves it there whole: a start that is killed meanwhile leaves none. */
const makeCluster = async (
  directory: string,
  {
    initdb,
    password,
    account,
    launch,
  }: { initdb: string; password: string; account: Account | undefined; launch: Launch },
): Promise<void> => {
  const draft = `${directory}.new`;
  const passwordFile = `${directory}.initial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await giveTo(draft, account);
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  await giveTo(passwordFile, account);
  const flags = ['-D', draft, '-U', 'only2u', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  await finished(launch(initdb, [...flags, '--locale=C', '--no-sync']), 'initdb').finally(() =>
    rm(passwordFile, { force: true }),
  );
  await rmdir(directory);
  await rename(draft, directory);
};

const stop = async (child: ChildProcess, exited: Promise<void>): Promise<void> => {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
};

/**
 * Brings up the native PostgreSQL of the npm package on its own data directory; the first start makes the cluster. Throws
 * when the port is taken, when the binaries are missing, and when a server that holds the directory does not stop.
 */
export const startEmbeddedPostgres = async (options: {
  readonly directory: string;
  readonly port: number;
}): Promise<EmbeddedPostgres> => {
  const directory = resolve(options.directory);
  const account = unprivilegedAccount();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const password = await passwordOf(directory);
  const binaries = await reachableBinaries(await findBinaries(), account);
  const launch = await launcher(binaries, directory, account);
  await stopOrphan(directory);
  if (!existsSync(join(directory, 'PG_VERSION')))
    await makeCluster(directory, { initdb: binaries.initdb, password, account, launch });
  await giveTo(directory, account);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(binaries.postgres, ['-D', directory, '-p', String(options.port), ...settings]);
  const exited = new Promise<void>((done) => child.on('close', () => done()));
  await ready(child, options.port);
  return {
    url: `postgres://only2u:${password}@127.0.0.1:${options.port}/postgres`,
    pid: child.pid!,
    exited,
    stop: () => stop(child, exited),
  };
};
