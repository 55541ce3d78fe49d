import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pomOf } from './downloads.ts';
import { withLock } from './lock.ts';
import { isRunning, readPidFile, removePidFile, writePidFile } from './pid-file.ts';
import { findProcess, parseProc, parsePs, processTree } from './processes.ts';
import { stopRecorded } from './stop.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stack-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const procStat = (name: string, state: string): string =>
  `42 (${name}) ${state} 7 42 42 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 1 0 987654 1000 10 18446744073709551615 1`;

test('a process is read from /proc, whatever its name is', () => {
  const entry = { pid: 42, parent: 7, residentBytes: 3072, started: 'boot/987654' };
  expect(parseProc(procStat('java', 'S'), 'Name:\tjava\nVmRSS:\t       3 kB\n', 'boot')).toEqual(entry);
  expect(parseProc(procStat('odd) name (x', 'R'), 'VmRSS:\t       3 kB\n', 'boot')).toEqual(entry);
});

test('a zombie counts as dead', () => {
  expect(parseProc(procStat('java', 'Z'), '', 'boot')).toBeUndefined();
  expect(parsePs('   42     7      0 Z    Sun Nov 22 21:39:00 2026')).toBeUndefined();
});

test('a line of ps is read with its beginning', () => {
  const entry = { pid: 42, parent: 7, residentBytes: 5 * 1024, started: 'Sun Nov 22 21:39:00 2026' };
  expect(parsePs('   42     7      5 Ss   Sun Nov 22 21:39:00 2026')).toEqual(entry);
  expect(parsePs('')).toBeUndefined();
});

test('the tree of a process has all its generations and no strangers', () => {
  const entry = (pid: number, parent: number) => ({ pid, parent, residentBytes: 1, started: 's' });
  const all = [entry(5, 3), entry(2, 1), entry(3, 2), entry(9, 1), entry(4, 2)];
  expect(processTree(2, all).map(({ pid }) => pid)).toEqual([2, 3, 4, 5]);
  expect(processTree(77, all)).toEqual([]);
});

test('a pid file comes back as written, and a broken one counts as none', () => {
  const record = { pid: 42, started: 'boot/1', port: 1234, innerPort: 0 };
  writePidFile(scratch, 'redis', record);
  expect(readPidFile(scratch, 'redis')).toEqual(record);
  writeFileSync(join(scratch, 'redis.pid.json'), '{"pid":');
  expect(readPidFile(scratch, 'redis')).toBeUndefined();
  removePidFile(scratch, 'redis');
  expect(existsSync(join(scratch, 'redis.pid.json'))).toBe(false);
});

async function startIdle() {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid!;
  return { child, pid, record: { pid, started: findProcess(pid)!.started, port: 1234, innerPort: 0 } };
}

test('a process that only has the recorded pid is left alone', async () => {
  const { child, record } = await startIdle();
  const other = { ...record, started: 'another boot/1' };
  expect(isRunning(other)).toBe(false);
  await stopRecorded(other, 'SIGTERM');
  expect(isRunning(record)).toBe(true);
  const exited = once(child, 'exit');
  await stopRecorded(record, 'SIGTERM');
  expect(await exited).toEqual([null, 'SIGTERM']);
  expect(isRunning(record)).toBe(false);
});

test('a paused process is ended too', async () => {
  const { child, pid, record } = await startIdle();
  const exited = once(child, 'exit');
  process.kill(pid, 'SIGSTOP');
  await stopRecorded(record, 'SIGTERM');
  expect(await exited).toEqual([null, 'SIGTERM']);
});

test('the lock lets one in at a time, is given back, and is taken over from the dead', async () => {
  const path = join(scratch, 'one.lock');
  writeFileSync(path, '999999999 gone');
  let inside = 0;
  const visits = Array.from({ length: 3 }, () =>
    withLock(path, async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resume) => setImmediate(resume));
      inside -= 1;
    }),
  );
  await Promise.all(visits);
  expect(existsSync(path)).toBe(false);
  await expect(withLock(path, () => Promise.reject(new Error('failed inside')))).rejects.toThrow('failed inside');
  expect(existsSync(path)).toBe(false);
});

test('the pom asks for each artifact and names no host', () => {
  const artifacts = ['org.example:one:1.2', 'org.example:two:3:zip'];
  const pom = pomOf({ name: 'try', goal: 'copy-dependencies', artifacts, megabytes: 1 });
  expect(pom).toContain('<artifactId>two</artifactId><version>3</version><type>zip</type>');
  expect(pom).toContain('<artifactId>one</artifactId><version>1.2</version><type>jar</type>');
  expect(pom).not.toContain('://');
});
