import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJava } from './commands.ts';
import { fetchOnce } from './downloads.ts';
import type { PackagedServer } from './packaged-server.ts';
import { servers } from './servers.ts';
import { assertReachable, giveFolder, unprivilegedUser } from './unprivileged.ts';

/** The server's own default writes gigabytes of garbage collector logs; warnings are enough here. */
const javaOptions = `-Xms512m
-Xmx512m
-XX:-HeapDumpOnOutOfMemoryError
-Xlog:disable
-Xlog:all=warning:stderr
`;

export const elasticsearch: PackagedServer = {
  stopSignal: 'SIGTERM',
  async prepare({ folder, ports, settings, report }) {
    const { version, downloadMegabytes } = servers.elasticsearch;
    const artifacts = [`org.elasticsearch.distribution.integ-test-zip:elasticsearch:${version}:zip`];
    const download = { name: 'elasticsearch', goal: 'unpack-dependencies', megabytes: downloadMegabytes } as const;
    const java = await findJava(settings);
    const unpacked = await fetchOnce({ ...download, artifacts }, settings, report);
    // It refuses to run as root, and the cache may lie in a home that other users cannot enter, so it gets a copy.
    const user = unprivilegedUser();
    mkdirSync(folder, { recursive: true });
    assertReachable(folder, user);
    const program = join(folder, `program-${version}`);
    if (!existsSync(program)) copyProgram(join(unpacked, `elasticsearch-${version}`), program);
    writeFileSync(join(program, 'config', 'jvm.options.d', 'stack.options'), javaOptions);
    const data = join(folder, 'data');
    const logs = join(folder, 'logs');
    const temporary = join(folder, 'tmp');
    for (const path of [data, logs, temporary]) mkdirSync(path, { recursive: true });
    giveFolder(folder, user);
    const options = {
      'cluster.name': 'only2u',
      'discovery.type': 'single-node',
      'network.host': '127.0.0.1',
      'http.port': ports.main,
      'transport.port': ports.inner,
      'path.data': data,
      'path.logs': logs,
      'xpack.security.enabled': false,
      // A disk that is fuller than nine tenths would make every index read-only.
      'cluster.routing.allocation.disk.threshold_enabled': false,
    };
    return {
      command: join(program, 'bin', 'elasticsearch'),
      parameters: Object.entries(options).flatMap(([key, value]) => ['-E', `${key}=${value}`]),
      environment: { ES_JAVA_HOME: java.home, ES_TMPDIR: temporary },
      user,
    };
  },
};

function copyProgram(from: string, to: string): void {
  const half = `${to}.half`;
  rmSync(half, { recursive: true, force: true });
  cpSync(from, half, { recursive: true });
  mkdirSync(join(half, 'config', 'jvm.options.d'), { recursive: true });
  // The archive does not keep the executable bits.
  for (const file of readdirSync(join(half, 'bin'))) chmodSync(join(half, 'bin', file), 0o755);
  renameSync(half, to);
}
