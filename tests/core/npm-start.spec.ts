import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../infra/local/network.ts';
import { processTree } from '../support/processes.ts';

const STARTED_WITHIN = { timeout: 120_000, interval: 50 };
const STOPPED_WITHIN = { timeout: 60_000, interval: 50 };
const TEST_MS = 300_000;

type Started = { readonly npm: ChildProcess; readonly directory: string; readonly errors: () => string };
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** `npm start` as people and supervisors run it, in a process group of its own. */
const npmStart = async (): Promise<Started> => {
  const directory = mkdtempSync(join(tmpdir(), 'only2u-npm-'));
  const names = ['PORT', 'EVENTSTORE_PORT', 'POSTGRES_PORT', 'SIMULATORS_PORT', 'SMTP_PORT'];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())] as const));
  // Without the script before it, since what it installs is there.
  const npm = spawn('npm', ['start', '--ignore-scripts'], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...Object.fromEntries(ports), DATA_DIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  cleanUps.push(() => {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-npm.pid!, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });
  let output = '';
  let errors = '';
  npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  npm.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await expect.poll(() => (npm.exitCode === null ? output : errors), STARTED_WITHIN).toContain('ready http');
  return { npm, directory, errors: () => errors };
};

for (const [whom, aim] of [
  ['npm alone', (pid: number) => pid],
  ['the whole group', (pid: number) => -pid],
] as const)
  it(
    `stops everything in order when ${whom} is sent SIGTERM`,
    async () => {
      const { npm, directory, errors } = await npmStart();
      const tree = processTree(npm.pid!).map(({ pid }) => pid);
      // npm, the start, the event log, the simulators, PostgreSQL and its workers.
      expect(tree.length).toBeGreaterThanOrEqual(6);
      process.kill(aim(npm.pid!), 'SIGTERM');
      await expect.poll(() => npm.exitCode ?? npm.signalCode, STOPPED_WITHIN).toBe(0);
      await expect.poll(() => tree.filter(isAlive), STOPPED_WITHIN).toEqual([]);
      expect(errors()).not.toContain('did not stop cleanly');
      // Left behind by a PostgreSQL that was not stopped, and said where a part had gone before those that need it.
      expect(existsSync(join(directory, 'postgres', 'postmaster.pid'))).toBe(false);
      expect(readFileSync(join(directory, 'logs', 'only2u.log'), 'utf8')).not.toContain('started again');
    },
    TEST_MS,
  );
