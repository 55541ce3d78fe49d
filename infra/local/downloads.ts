import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCommand } from './commands.ts';
import { withLock } from './lock.ts';
import type { StackSettings } from './settings.ts';

const PROGRESS_EVERY_MS = 2000;
const OUTPUT_KEPT_MAX = 4000;
const MAVEN_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** One thing to fetch with Maven: jars are copied with all they need, archives are unpacked. */
export interface Download {
  readonly name: string;
  readonly goal: 'copy-dependencies' | 'unpack-dependencies';
  /** `group:artifact:version` or `group:artifact:version:type`. */
  readonly artifacts: readonly string[];
  readonly megabytes: number;
  /** Archives only: file patterns to unpack; all when absent. */
  readonly includes?: string;
}

/** The pom that asks for the artifacts; the machine's own Maven settings say from where. */
export function pomOf(download: Download): string {
  const dependencies = download.artifacts.map((coordinates) => {
    const [group = '', artifact = '', version = '', type = 'jar'] = coordinates.split(':');
    const name = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId>`;
    // An archive comes alone: only its content is wanted, not what a program that links it would need.
    const alone = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';
    const rest = download.goal === 'unpack-dependencies' ? alone : '';
    return `<dependency>${name}<version>${version}</version><type>${type}</type>${rest}</dependency>`;
  });
  const project = `<groupId>only2u.stack</groupId><artifactId>${download.name}</artifactId><version>1</version>`;
  return `<project><modelVersion>4.0.0</modelVersion>${project}<packaging>pom</packaging><dependencies>
${dependencies.join('\n')}
</dependencies></project>
`;
}

/**
 * Fetches once into the cache and returns the folder; later calls return at once.
 * Reports a line every two seconds meanwhile. Throws with the end of Maven's output when it fails.
 */
export async function fetchOnce(
  download: Download,
  settings: StackSettings,
  report: (line: string) => void,
): Promise<string> {
  const mark = createHash('sha256')
    .update(pomOf(download))
    .update(download.includes ?? '')
    .digest('hex');
  const folder = join(settings.cache, `${download.name}-${mark.slice(0, 12)}`);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  // One at a time: two Maven processes would write the same files of the shared repository.
  return withLock(join(settings.cache, 'download.lock'), async () => {
    if (existsSync(complete)) return folder;
    const maven = await findCommand('mvn', settings.path);
    if (maven === undefined) throw new Error('There is no mvn on the path: install Maven (Debian: maven).');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const pom = join(folder, 'pom.xml');
    writeFileSync(pom, pomOf(download));
    const repository = join(settings.cache, 'maven-repository');
    mkdirSync(repository, { recursive: true });
    const options = ['--batch-mode', `-Dmaven.repo.local=${repository}`, '--file', pom];
    const includes = download.includes === undefined ? [] : [`-Dmdep.unpack.includes=${download.includes}`];
    const goal = [`${MAVEN_PLUGIN}:${download.goal}`, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
    const stopProgress = reportGrowth(download, repository, report);
    try {
      await runMaven(maven, [...options, ...goal, ...includes]);
    } finally {
      stopProgress();
    }
    writeFileSync(complete, '');
    return folder;
  });
}

function reportGrowth(download: Download, repository: string, report: (line: string) => void): () => void {
  const before = sizeOf(repository);
  const begun = performance.now();
  const line = (): string => {
    const megabytes = ((sizeOf(repository) - before) / 1e6).toFixed(0);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    return `${download.name}: fetched ${megabytes} of about ${download.megabytes} MB in ${seconds} s`;
  };
  const timer = setInterval(() => report(line()), PROGRESS_EVERY_MS);
  return () => {
    clearInterval(timer);
    report(line());
  };
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  // A partial file can be renamed between the listing and the look at its size.
  const sizes = files.map((file) => statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

function runMaven(command: string, parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const maven = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT_MAX);
    };
    maven.stdout.on('data', keep);
    maven.stderr.on('data', keep);
    maven.once('error', reject);
    maven.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`Maven ended with ${String(code)}; run it again when the network is back.\n${output}`));
    });
  });
}
