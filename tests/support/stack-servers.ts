import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'reports', 'servers');

/** Leaves word for the end of `npm test` that a real server of this version took part. */
export const noteRealServers = (versions: Readonly<Record<string, { readonly version: string }>>): void => {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, { version }] of Object.entries(versions)) writeFileSync(join(FOLDER, name), version);
};
