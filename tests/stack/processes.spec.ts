import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { jwtAccessTokens } from '../../infra/auth/access-tokens.ts';
import { openInstallation } from '../../infra/auth/installation.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { address } from '../support/address.ts';

const WAIT = { timeout: 60_000, interval: 100 };
const ENTRIES = {
  relay: 'infra/relay/main.ts',
  projections: 'projections/main.ts',
  'command-api': 'command-api/main.ts',
  'read-api': 'read-api/main.ts',
  sagas: 'sagas/main.ts',
} as const;
/** What only this process can tell: latency, errors and throughput of answers, or lag and queues of its work. */
const FIGURES = {
  relay: ['relay_leading', 'relay_position', 'event_log_position', 'relay_events', 'relay_dead_letters'],
  projections: [
    'projection_slots',
    'projection_position',
    'event_log_position',
    'projection_events',
    'projection_records_held',
    'projection_halted',
  ],
  'command-api': ['http_request_seconds_bucket\\{.*status="201"', 'http_request_seconds_count'],
  'read-api': ['http_request_seconds_bucket\\{.*status="200"', 'read_model_position', 'event_log_position'],
  sagas: ['saga_leading', 'saga_work_pending', 'saga_position', 'provider_call_seconds'],
} as const;
const EVERYWHERE = ['postgres_connections', 'postgres_connections_idle', 'postgres_connections_waiting'];
const OF_THE_PROCESS = ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds'];
describe.skipIf(cannotRun('kafka'))('every host as a process of its own', () => {
  const directory = mkdtempSync(join(tmpdir(), 'only2u-processes-'));
  const stops: (() => Promise<unknown>)[] = [];
  const hosts = new Map<string, HostProcess>();
  let environment: Record<string, string>;

  const host = async (name: string, entry: string, more: Record<string, string> = {}): Promise<HostProcess> => {
    const running = await startHost({
      name,
      entry,
      environment: { ...process.env, ...environment, ...more },
      onLog: () => undefined,
    });
    stops.unshift(() => running.stop());
    return running;
  };
  const text = async (url: string, path: string): Promise<string> => (await fetch(url + path)).text();

  beforeAll(async () => {
    const kafka = await startStore('kafka');
    stops.unshift(() => kafka.stop());
    const database = await createTestDatabase();
    stops.unshift(() => database.drop());
    const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
    stops.unshift(() => eventLog.stop());
    environment = {
      PROFILE: 'stack',
      DATA_DIR: directory,
      POSTGRES_URL: database.url,
      EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
      KAFKA_BROKERS: kafka.url(),
      LOG_LEVEL: 'error',
    };
    await openInstallation(directory, undefined);
    const entries = Object.entries(ENTRIES);
    const running = await Promise.all(entries.map(([name, entry]) => host(name, entry)));
    for (const [index, [name]] of entries.entries()) hosts.set(name, running[index]!);
    const gateway = await host('gateway', 'infra/gateway/main.ts', {
      COMMAND_API_URL: hosts.get('command-api')!.url,
      READ_API_URL: hosts.get('read-api')!.url,
    });
    hosts.set('gateway', gateway);
  }, 300_000);
  afterAll(async () => {
    for (const stop of stops) await stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('answers its probes', async () => {
    for (const [name, { url }] of hosts) {
      expect(await text(url, '/health/live'), name).toBe('{"status":"live"}');
      await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status, name).toBe(200), WAIT);
    }
  });

  it('lets a client read its own write by way of Kafka', async () => {
    const { url } = hosts.get('gateway')!;
    const tokens = jwtAccessTokens((await openInstallation(directory, undefined)).signingKey, Date.now);
    const userId = uuidV7();
    const authorization = `Bearer ${await tokens.issue({ userId, roles: ['customer'] }, 600)}`;
    const added = await fetch(`${url}/api/v1/users/${userId}/addresses`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': uuidV7() },
      body: JSON.stringify(address),
    });
    expect(added.status).toBe(201);
    const position = added.headers.get('x-position')!;
    await vi.waitFor(async () => {
      const read = await fetch(`${url}/api/v1/categories`, { headers: { authorization, 'read-after': position } });
      expect(read.status).toBe(200);
    }, WAIT);
    const beyond = await fetch(`${url}/api/v1/categories`, {
      headers: { authorization, 'read-after': String(10n ** 15n) },
    });
    expect([beyond.status, beyond.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it.each(Object.entries(FIGURES))('measures what the %s does', async (name, figures) => {
    const metrics = await text(hosts.get(name)!.url, '/metrics');
    for (const figure of [...figures, ...EVERYWHERE, ...OF_THE_PROCESS])
      expect(metrics).toMatch(new RegExp(`^(# TYPE )?${figure}`, 'm'));
    expect(metrics).not.toMatch(/^event_log_position (NaN|-1)$/m);
  });

  it('serves only the domains that SERVICES names', async () => {
    const { url } = await host('catalogue', ENTRIES['read-api'], { SERVICES: 'catalogue' });
    expect((await fetch(`${url}/api/v1/categories`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/users/${uuidV7()}/addresses`)).status).toBe(404);
  });

  it.each([
    ['a setting that is missing', { KAFKA_BROKERS: undefined }, 'KAFKA_BROKERS'],
    ['a domain that is none', { SERVICES: 'catalog' }, 'there is no catalog; choose from'],
    ['a port that is none', { PORT: 'http' }, 'PORT'],
  ])('refuses to start over %s, and says so', async (_name, more, reason) => {
    const env = { ...process.env, ...environment, PORT: '0', ...more };
    const child = spawn('node', ['--disable-warning=ExperimentalWarning', ENTRIES.projections], { env });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(errors).toContain(reason);
    expect(code).toBe(1);
  });

  it('finishes and ends with 0 on SIGTERM', async () => {
    for (const [name, running] of [...hosts].reverse()) {
      await running.stop();
      expect(running.child.exitCode, name).toBe(0);
    }
  });
});
