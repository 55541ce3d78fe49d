import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { composeWords } from './compose.ts';
import { cassandraDurability } from './cassandra.ts';
import { containerPlans } from './containers.ts';
import { redisDurability } from './redis.ts';
import { serverNames, servers } from './servers.ts';
import { projectFolder } from './settings.ts';

interface ComposeLinter {
  lintFiles(paths: string[], recursive: boolean): { messages: { line: number; message: string }[] }[];
}
// Its declarations import without file endings, which this project's module resolution does not follow.
const dclint: unknown = await import('dclint');
const { DCLinter } = dclint as { DCLinter: new (config: object) => ComposeLinter };

const path = join(projectFolder, 'docker-compose.yml');
const text = readFileSync(path, 'utf8');
const serviceShape = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string().nullable()).optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
});
const { services } = z
  .object({ services: z.record(z.string(), serviceShape) })
  .parse(parse(text, { merge: true }) as unknown);
const processNames = ['command-api', 'read-api', 'sagas', 'projections', 'relay', 'gateway'];
const scratch = mkdtempSync(join(tmpdir(), 'compose-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** What the linter finds wrong: the Compose specification's JSON Schema and the rules that catch real mistakes. */
function lint(file: string): string[] {
  const rules = {
    'no-build-and-image': 0,
    'no-duplicate-container-names': 2,
    'no-duplicate-exported-ports': 2,
    'no-unbound-port-interfaces': 2,
    'no-version-field': 2,
    'require-project-name-field': 2,
    'require-quotes-in-ports': 2,
    'service-image-require-explicit-tag': 2,
    // Order and container names are taste.
    'no-quotes-in-volumes': 0,
    'service-container-name-regex': 0,
    'service-dependencies-alphabetical-order': 0,
    'service-keys-order': 0,
    'service-ports-alphabetical-order': 0,
    'services-alphabetical-order': 0,
    'top-level-properties-order': 0,
  } as const;
  const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
  const results = linter.lintFiles([file], false);
  expect(results).toHaveLength(1);
  return results.flatMap((result) => result.messages.map((message) => `${message.line}: ${message.message}`));
}

function lintChanged(from: string, to: string): string[] {
  expect(text).toContain(from);
  const file = join(scratch, 'docker-compose.yml');
  writeFileSync(file, text.replace(from, to));
  return lint(file);
}

test('the compose file keeps to the Compose schema', () => {
  expect(lint(path)).toEqual([]);
});

test.each([
  ['an unknown key', 'stop_grace_period: 30s', 'stop_grace_perod: 30s'],
  ['a value of the wrong type', 'retries: 24', 'retries: [24]'],
  ['an unknown key below a service', 'start_period: 30s', 'start_periode: 30s'],
  ['a port open to the network', "['127.0.0.1:${STACK_REDIS_PORT:-16379}:6379']", "['16379:6379']"],
])('the check finds %s', (_, from, to) => {
  expect(lintChanged(from, to)).not.toEqual([]);
});

test('there is one service for each server and for each process, and nothing else', () => {
  expect(Object.keys(services).sort()).toEqual([...serverNames, ...processNames, 'simulators'].sort());
});

test.each(serverNames)('%s has the image and the port of the table', (name) => {
  const { image, port } = servers[name];
  expect(services[name]?.image).toBe(image);
  const inside = name === 'kafka' ? 9092 : containerPlans[name].port;
  expect(services[name]?.ports).toEqual([`127.0.0.1:\${${port.variable}:-${port.fallback}}:${inside}`]);
});

test.each(processNames)('%s runs its entry and waits for what it needs', (name) => {
  expect(services[name]?.command).toEqual([expect.stringMatching(/^[a-z/-]+\/main\.ts$/)]);
  const needs = name === 'gateway' ? ['command-api', 'read-api'] : [...serverNames];
  expect(Object.keys(services[name]?.depends_on ?? {}).sort()).toEqual([...needs].sort());
});

test('Cassandra and Redis confirm only what a crash cannot take', () => {
  for (const option of cassandraDurability)
    expect(services['cassandra']?.environment?.['JVM_EXTRA_OPTS']).toContain(option);
  for (const [option, value] of Object.entries(redisDurability))
    expect(services['redis']?.command).toContain(`--${option} ${value}`);
});

test('the commands of the stack name only the servers asked for', () => {
  expect(composeWords('up', ['kafka', 'redis'])).toEqual(['up', '--detach', '--wait', 'kafka', 'redis']);
  expect(composeWords('down', ['kafka'])).toEqual(['stop', 'kafka']);
  expect(composeWords('status', [])).toEqual(['ps', '--all']);
});
