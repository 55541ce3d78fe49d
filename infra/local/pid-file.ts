import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findProcess } from './processes.ts';
import type { ServerName } from './servers.ts';

const recordShape = z.object({
  pid: z.number().int().positive(),
  /** The system's mark of the process's beginning, so that a reused pid is never taken for ours. */
  started: z.string().min(1),
  port: z.number().int(),
  innerPort: z.number().int(),
});

/** What the stack remembers of a server that it has started. */
export type PidRecord = z.infer<typeof recordShape>;

const pathOf = (directory: string, name: ServerName): string => join(directory, `${name}.pid.json`);

/** The record of a server, or undefined when there is none or it cannot be read (then it names nothing to end). */
export function readPidFile(directory: string, name: ServerName): PidRecord | undefined {
  try {
    return recordShape.parse(JSON.parse(readFileSync(pathOf(directory, name), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Writes the record in one step, so that a reader never sees half of it. */
export function writePidFile(directory: string, name: ServerName, record: PidRecord): void {
  mkdirSync(directory, { recursive: true });
  const path = pathOf(directory, name);
  writeFileSync(`${path}.new`, JSON.stringify(record));
  renameSync(`${path}.new`, path);
}

export function removePidFile(directory: string, name: ServerName): void {
  rmSync(pathOf(directory, name), { force: true });
}

/** True while the recorded process lives and is the one that was started, not another that got its pid later. */
export function isRunning(record: PidRecord): boolean {
  return findProcess(record.pid)?.started === record.started;
}
