import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseServerNames, serverNames, servers } from './servers.ts';
import { portEntries, projectFolder, readSettings } from './settings.ts';
import { formatStatus } from './status.ts';
import { urlOf } from './stack-handle.ts';

test('without variables every server has the port of the table', () => {
  const settings = readSettings({});
  for (const name of serverNames) expect(settings.ports[name].main).toBe(servers[name].port.fallback);
  expect(settings.ports.kafka.inner).toBe(19093);
  expect(settings.engine).toBe('auto');
  expect(settings.directory).toBe(join(projectFolder, '.stack'));
});

test('no two entries of the table share a port or a variable', () => {
  expect(new Set(portEntries.map((entry) => entry.fallback)).size).toBe(portEntries.length);
  expect(new Set(portEntries.map((entry) => entry.variable)).size).toBe(portEntries.length);
});

test('a variable moves its port and no other', () => {
  const settings = readSettings({ STACK_CASSANDRA_STORAGE_PORT: '23456' });
  expect(settings.ports.cassandra).toEqual({ main: 19042, inner: 23456 });
});

test('the cache lies outside the work tree and follows the XDG variable', () => {
  expect(readSettings({ XDG_CACHE_HOME: '/caches' }).cache).toBe('/caches/only2u-stack');
  expect(readSettings({ XDG_CACHE_HOME: '/caches', STACK_CACHE: '/mine' }).cache).toBe('/mine');
});

test('every bad variable is named, with what it must be', () => {
  const bad = { STACK_KAFKA_PORT: 'abc', STACK_REDIS_PORT: '80', STACK_ENGINE: 'podman' };
  expect(() => readSettings(bad)).toThrow(
    /STACK_ENGINE[^]*STACK_KAFKA_PORT: must be a whole number[^]*STACK_REDIS_PORT/,
  );
});

test('two servers on one port are refused with both variables', () => {
  expect(() => readSettings({ STACK_KAFKA_PORT: '19200' })).toThrow(
    /STACK_KAFKA_PORT.*STACK_ELASTICSEARCH_PORT|STACK_ELASTICSEARCH_PORT.*STACK_KAFKA_PORT/,
  );
});

test('server names come in the order of the table; unknown ones are refused with the known ones', () => {
  expect(parseServerNames('redis, kafka')).toEqual(['kafka', 'redis']);
  expect(() => parseServerNames('kafak')).toThrow(/"kafak".*kafka, cassandra/);
  expect(() => parseServerNames(' , ')).toThrow(/choose from/);
});

test('addresses have the form that each client takes', () => {
  expect(serverNames.map((name) => urlOf(name, '127.0.0.1', 1234))).toEqual([
    'esdb://127.0.0.1:1234?tls=false',
    '127.0.0.1:1234',
    '127.0.0.1:1234',
    'http://127.0.0.1:1234',
    'postgres://only2u@127.0.0.1:1234/only2u',
    'redis://127.0.0.1:1234',
  ]);
});

test('the status table shows each server and the sum of memory', () => {
  const text = formatStatus([
    { server: 'redis', version: '7.0', port: 16379, pid: 12, health: 'ready', residentBytes: 9e6 },
    { server: 'kafka', version: '4.1.2', port: 19092, pid: undefined, health: 'down', residentBytes: 0 },
  ]);
  expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['server', 'version', 'port', 'pid', 'health', 'memory'],
    ['redis', '7.0', '16379', '12', 'ready', '9 MB'],
    ['kafka', '4.1.2', '19092', '-', 'down', '0 MB'],
    ['all', '9 MB'],
  ]);
});
