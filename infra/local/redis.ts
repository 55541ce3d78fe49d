import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findCommand } from './commands.ts';
import { fetchOnce } from './downloads.ts';
import type { PackagedServer, Site } from './packaged-server.ts';
import { servers } from './servers.ts';

const binaries: Readonly<Record<string, string>> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** With the usual `everysec` an answer may be out two seconds before its write reaches the file, when the disk is slow. */
export const redisDurability = { appendonly: 'yes', appendfsync: 'always' };

export const redis: PackagedServer = {
  stopSignal: 'SIGTERM',
  async prepare(site) {
    const data = join(site.folder, 'data');
    mkdirSync(data, { recursive: true });
    const command = (await findCommand('redis-server', site.settings.path)) ?? (await fetchBinary(site));
    const options = {
      bind: '127.0.0.1',
      port: site.ports.main,
      dir: data,
      daemonize: 'no',
      ...redisDurability,
      save: '',
      // Sessions, counters and locks must not be evicted: a full server refuses writes instead.
      maxmemory: '256mb',
      'maxmemory-policy': 'noeviction',
    };
    return { command, parameters: Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]) };
  },
};

async function fetchBinary({ settings, report }: Site): Promise<string> {
  const file = binaries[`${process.platform}-${process.arch}`];
  if (file === undefined) {
    throw new Error(
      `There is no packaged Redis for ${process.platform}-${process.arch}: put redis-server on the path.`,
    );
  }
  const artifacts = ['com.github.codemonstur:embedded-redis:1.4.3'];
  const megabytes = servers.redis.downloadMegabytes;
  const download = { name: 'redis', goal: 'unpack-dependencies', artifacts, megabytes, includes: file } as const;
  const binary = join(await fetchOnce(download, settings, report), file);
  if (!existsSync(binary)) throw new Error(`The Redis package does not hold ${file}.`);
  chmodSync(binary, 0o755);
  return binary;
}
