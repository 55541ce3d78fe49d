import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findJava } from './commands.ts';
import { fetchOnce } from './downloads.ts';
import type { PackagedServer } from './packaged-server.ts';
import { servers } from './servers.ts';
import type { Ports } from './settings.ts';

const heap = ['-Xms256m', '-Xmx384m', '-XX:+UseSerialGC'];
const log4jVersion = '2.25.3';

/** One node as broker and controller, everything once, since there is nobody to copy to. */
export function kafkaProperties(ports: Ports, dataFolder: string): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${ports.inner}`,
    `listeners=PLAINTEXT://127.0.0.1:${ports.main},CONTROLLER://127.0.0.1:${ports.inner}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${ports.main}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${dataFolder}`,
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=5',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=5',
    'group.initial.rebalance.delay.ms=0',
    // The relay decides how many partitions a topic has, so none appears by a mistyped name.
    'auto.create.topics.enable=false',
    '',
  ].join('\n');
}

const logging = `status = warn
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`;

export const kafka: PackagedServer = {
  stopSignal: 'SIGTERM',
  async prepare({ folder, ports, settings, report }) {
    const { version, downloadMegabytes } = servers.kafka;
    const download = {
      name: 'kafka',
      goal: 'copy-dependencies' as const,
      megabytes: downloadMegabytes,
      artifacts: [
        `org.apache.kafka:kafka_2.13:${version}`,
        `org.apache.logging.log4j:log4j-core:${log4jVersion}`,
        `org.apache.logging.log4j:log4j-slf4j-impl:${log4jVersion}`,
      ],
    };
    const java = await findJava(settings);
    const library = await fetchOnce(download, settings, report);
    const data = join(folder, 'data');
    const properties = join(folder, 'server.properties');
    const logFile = join(folder, 'log4j2.properties');
    mkdirSync(data, { recursive: true });
    writeFileSync(properties, kafkaProperties(ports, data));
    writeFileSync(logFile, logging);
    const common = [`-Dlog4j2.configurationFile=${logFile}`, '-cp', join(library, '*')];
    if (!existsSync(join(data, 'meta.properties'))) {
      // A cluster id must not begin with a hyphen, which the command line would take for an option.
      const cluster = `K${randomBytes(16).toString('base64url').slice(1)}`;
      const format = ['kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', cluster, '-c', properties];
      await promisify(execFile)(java.command, ['-Xmx128m', ...common, ...format]);
    }
    return { command: java.command, parameters: [...heap, ...common, 'kafka.Kafka', properties] };
  },
};
