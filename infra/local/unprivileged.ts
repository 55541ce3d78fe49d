import { execFileSync } from 'node:child_process';
import { chownSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OTHERS_MAY_ENTER = 0o001;

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user for servers that refuse to run as root: nobody when this process is root, else undefined (ourselves).
 */
export function unprivilegedUser(): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Gives a folder with all that is in it to the user. */
export function giveFolder(folder: string, user: UserIds | undefined): void {
  if (user === undefined) return;
  chownSync(folder, user.uid, user.gid);
  for (const entry of readdirSync(folder, { recursive: true })) {
    chownSync(join(folder, entry.toString()), user.uid, user.gid);
  }
}

/** Throws when a folder above is closed to other users, since a server that is not root could not reach its files. */
export function assertReachable(folder: string, user: UserIds | undefined): void {
  if (user === undefined) return;
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    const { mode, uid } = statSync(above);
    if ((mode & OTHERS_MAY_ENTER) !== 0 || uid === user.uid) continue;
    throw new Error(
      `${above} is closed to other users, so a server that must not run as root cannot reach ${folder}: ` +
        'run the stack as an ordinary user, or set STACK_DIRECTORY to a folder that others may enter.',
    );
  }
}
