import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

const readIfThere = async (file: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(file);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/**
 * What a secret file holds; made by the first process that needs it and never changed. It appears whole and on disk or not at
 * all, so that neither a crash nor two processes that start at once leave half a secret or two of them. Only this account may
 * read it. Throws when the file is there and cannot be read.
 */
export const loadOrCreateSecret = async (file: string, make: () => Buffer | string): Promise<Buffer> => {
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(make());
    await handle.sync();
    await handle.close();
    // Unlike a rename, a link never takes the place of what another process has put there meanwhile.
    await link(draft, file).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error;
    });
  } finally {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
  return readFile(file);
};
