import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJava } from './commands.ts';
import { fetchOnce } from './downloads.ts';
import type { PackagedServer } from './packaged-server.ts';
import { servers } from './servers.ts';
import type { Ports } from './settings.ts';

const memory = ['-Xms512m', '-Xmx512m', '-XX:MaxDirectMemorySize=256m', '-XX:+UseSerialGC', '-Xss256k'];

/**
 * With the usual `periodic` a write is confirmed before the commit log marks it as readable after a crash. As properties, since
 * that is how the vendor's image takes them as well.
 */
export const cassandraDurability = [
  '-Dcassandra.config.allow_system_properties=true',
  '-Dcassandra.settings.commitlog_sync=batch',
  '-Dcassandra.settings.commitlog_sync_period=0ms',
];

/** Packages that Cassandra 5 reaches into and that Java 17 keeps closed otherwise. */
const exported = [
  'java.base/java.lang.ref',
  'java.base/jdk.internal.misc',
  'java.base/jdk.internal.ref',
  'java.base/sun.nio.ch',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'jdk.unsupported/sun.misc',
];
const opened = [
  'java.base/java.io',
  'java.base/java.lang',
  'java.base/java.lang.module',
  'java.base/java.lang.reflect',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'jdk.management/com.sun.management.internal',
];

/** One node that is its own seed; JSON is YAML too. */
export function cassandraConfiguration(ports: Ports, folder: string): string {
  return JSON.stringify({
    cluster_name: 'only2u',
    num_tokens: 1,
    partitioner: 'org.apache.cassandra.dht.Murmur3Partitioner',
    endpoint_snitch: 'SimpleSnitch',
    seed_provider: [
      {
        class_name: 'org.apache.cassandra.locator.SimpleSeedProvider',
        parameters: [{ seeds: `127.0.0.1:${ports.inner}` }],
      },
    ],
    listen_address: '127.0.0.1',
    rpc_address: '127.0.0.1',
    storage_port: ports.inner,
    native_transport_port: ports.main,
    data_file_directories: [join(folder, 'data')],
    commitlog_directory: join(folder, 'commitlog'),
    saved_caches_directory: join(folder, 'saved-caches'),
    hints_directory: join(folder, 'hints'),
    cdc_raw_directory: join(folder, 'cdc-raw'),
    memtable_heap_space: '64MiB',
    memtable_offheap_space: '64MiB',
    file_cache_size: '64MiB',
    networking_cache_size: '32MiB',
  });
}

const logging = `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="console"/></root>
</configuration>
`;

export const cassandra: PackagedServer = {
  stopSignal: 'SIGTERM',
  async prepare({ folder, ports, settings, report }) {
    const { version, downloadMegabytes } = servers.cassandra;
    const artifacts = [`org.apache.cassandra:cassandra-all:${version}`];
    const download = { name: 'cassandra', goal: 'copy-dependencies', megabytes: downloadMegabytes, artifacts } as const;
    const java = await findJava(settings);
    const library = await fetchOnce(download, settings, report);
    const agent = readdirSync(library).find((file) => file.startsWith('jamm-'));
    if (agent === undefined) throw new Error(`${library} has no jamm jar: remove that folder and start again.`);
    mkdirSync(folder, { recursive: true });
    const configuration = join(folder, 'cassandra.yaml');
    const logFile = join(folder, 'logback.xml');
    writeFileSync(configuration, cassandraConfiguration(ports, folder));
    writeFileSync(logFile, logging);
    const parameters = [
      ...memory,
      `-javaagent:${join(library, agent)}`,
      `-Dcassandra.config=file://${configuration}`,
      `-Dcassandra.storagedir=${folder}`,
      `-Dlogback.configurationFile=${logFile}`,
      '-Djdk.attach.allowAttachSelf=true',
      '-Dio.netty.tryReflectionSetAccessible=true',
      // Without this the daemon closes its output and so its log.
      '-Dcassandra-foreground=yes',
      // Nobody else is in the ring, so there is nobody to wait for.
      '-Dcassandra.ring_delay_ms=100',
      '-Dcassandra.skip_wait_for_gossip_to_settle=0',
      ...cassandraDurability,
      ...exported.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
      ...opened.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
      '-cp',
      join(library, '*'),
      'org.apache.cassandra.service.CassandraDaemon',
    ];
    return { command: java.command, parameters };
  },
};
