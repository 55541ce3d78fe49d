import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { StackSettings } from './settings.ts';

const run = promisify(execFile);
const JAVA_RELEASE_MIN = 17;

/** Where a command stands on the path, or undefined. */
export async function findCommand(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/**
 * Finds Java: JAVA_HOME's, else the one on the path.
 * Throws an error that says what to install when there is none, or when it is older than 17.
 */
export async function findJava(settings: StackSettings): Promise<{ command: string; home: string }> {
  const remedy = `Install Java ${JAVA_RELEASE_MIN} (Debian: openjdk-17-jre-headless) or set JAVA_HOME.`;
  const ofHome = settings.javaHome === undefined ? undefined : join(settings.javaHome, 'bin', 'java');
  const command = ofHome ?? (await findCommand('java', settings.path));
  if (command === undefined) throw new Error(`There is no java on the path. ${remedy}`);
  const { stderr } = await run(command, ['-XshowSettings:properties', '-version']).catch((cause: unknown) => {
    throw new Error(`${command} does not run. ${remedy}`, { cause });
  });
  const home = /java\.home = (.+)/.exec(stderr)?.[1]?.trim();
  const release = Number(/java\.specification\.version = (\d+)/.exec(stderr)?.[1]);
  if (home === undefined || !(release >= JAVA_RELEASE_MIN)) {
    throw new Error(`${command} is Java ${release}, and the servers need ${JAVA_RELEASE_MIN}. ${remedy}`);
  }
  return { command, home };
}

/** What each server still misses on this machine to be started from packages, in words; empty when nothing. */
export async function missingForPackages(settings: StackSettings): Promise<{ java: string[]; redis: string[] }> {
  const problems: string[] = [];
  await findJava(settings).catch((error: unknown) => problems.push((error as Error).message));
  const maven = await findCommand('mvn', settings.path);
  if (maven === undefined) problems.push('There is no mvn on the path: install Maven (Debian: maven).');
  const redis = await findCommand('redis-server', settings.path);
  return { java: problems, redis: redis === undefined ? problems : [] };
}
