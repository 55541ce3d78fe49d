import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The content of a file that only this account may read, made at the first start. Of several processes that start at once one
 * makes it, whole, and the others read what it made.
 */
export const keptSecret = async (file: string, make: () => Buffer | string): Promise<Buffer> => {
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined) return kept;
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, make(), { mode: 0o600, flag: 'wx' });
  // A link fails where the name is taken, and the file is never there half written.
  await link(draft, file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  return readFile(file);
};
