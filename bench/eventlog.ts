import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { EventStoreDBClient, END, jsonEvent, type JSONEventData } from '@eventstore/db-client';
import { KIND_APPEND } from '../infra/eventstore-server/storage/batch.ts';
import { EventLog } from '../infra/eventstore-server/storage/event-log.ts';
import { Measured, inFlight, report } from './eventlog/measure.ts';

/**
 * The event log server alone, through the official client, beside the limits of the same run: what the client reaches
 * against a server that stores nothing, and what the storage reaches without gRPC. Rates are events per second.
 */
const SINGLE_APPENDS = 6_000;
const TEXT = 'x'.repeat(280);
const scripts = { server: 'infra/eventstore-server/main.ts', echo: 'bench/eventlog/echo-server.ts' };

const directory = mkdtempSync(join(tmpdir(), 'eventlog-bench-'));
const server = await Measured.start(scripts.server, ['--port', '0', '--data', join(directory, 'data')]);
const echo = await Measured.start(scripts.echo);
const ceilings = new Map<string, number>();

const newEvents = (count: number): JSONEventData[] =>
  Array.from({ length: count }, () => jsonEvent({ type: 'BenchEvent', data: { text: TEXT } }));

/** Five appends to each stream, as a checkout would make. */
async function appends(
  target: Measured,
  scenario: string,
  { concurrency, size }: { concurrency: number; size: number },
): Promise<number> {
  const client = EventStoreDBClient.connectionString(target.url);
  const run = randomUUID();
  await inFlight(200, concurrency, () => client.appendToStream(`warm-${run}`, newEvents(1)));
  const count = Math.round((concurrency === 1 ? SINGLE_APPENDS / 4 : SINGLE_APPENDS) / (size === 1 ? 1 : 3));
  const before = target.cpuMs();
  const result = await inFlight(count, concurrency, (index) =>
    client.appendToStream(`bench-${run}-${Math.floor(index / 5)}`, newEvents(size)),
  );
  const cpuMs = target.cpuMs() - before;
  const key = `${concurrency}x${size}`;
  const rate = (count * size) / result.seconds;
  const ceiling = ceilings.get(key);
  if (ceiling === undefined) ceilings.set(key, rate);
  report(
    { scenario, connections: concurrency, requests: count * size, cpuMs, rssMb: target.rssMb(), ...result },
    {
      events_per_append: size,
      ...(ceiling !== undefined && { share_of_client_ceiling: Number((rate / ceiling).toFixed(2)) }),
    },
  );
  await client.dispose();
  return rate;
}

async function reads(target: Measured, scenario: string, count: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(target.url);
  const before = target.cpuMs();
  const startedAt = performance.now();
  let seen = 0;
  for await (const { event } of client.readAll({ maxCount: count })) seen += event === undefined ? 0 : 1;
  const seconds = (performance.now() - startedAt) / 1000;
  const ceiling = ceilings.get('reads');
  if (ceiling === undefined) ceilings.set('reads', seen / seconds);
  report(
    {
      scenario,
      connections: 1,
      requests: seen,
      seconds,
      latenciesMs: [],
      errors: 0,
      cpuMs: target.cpuMs() - before,
      rssMb: target.rssMb(),
    },
    ceiling === undefined ? {} : { share_of_client_ceiling: Number((seen / seconds / ceiling).toFixed(2)) },
  );
  await client.dispose();
}

async function catchUp(count: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(server.url);
  const before = server.cpuMs();
  const startedAt = performance.now();
  let seen = 0;
  for await (const { event } of client.subscribeToAll()) {
    seen += event === undefined ? 0 : 1;
    if (seen >= count) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  report({
    scenario: 'catch-up of all',
    connections: 1,
    requests: seen,
    seconds,
    latenciesMs: [],
    errors: 0,
    cpuMs: server.cpuMs() - before,
    rssMb: server.rssMb(),
  });
  await client.dispose();
}

async function appendToSubscriber(count: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(server.url);
  const subscription = client.subscribeToAll({ fromPosition: END });
  await new Promise((resolve) => subscription.once('caughtUp', resolve));
  const arrivals = new Map<string, () => void>();
  subscription.on('data', ({ event }) => arrivals.get(event?.id ?? '')?.());
  const before = server.cpuMs();
  const result = await inFlight(count, 1, async (index) => {
    const event = newEvents(1)[0]!;
    const arrived = new Promise<void>((resolve) => arrivals.set(event.id, resolve));
    await client.appendToStream(`latency-${index}`, event);
    await arrived;
  });
  report({
    scenario: 'append to subscriber',
    connections: 1,
    requests: count,
    cpuMs: server.cpuMs() - before,
    rssMb: server.rssMb(),
    ...result,
  });
  await subscription.unsubscribe();
  await client.dispose();
}

/** The same records, committed in groups with fsync, without gRPC. */
async function storageAlone(concurrency: number, size: number): Promise<void> {
  const log = await EventLog.open(join(directory, `storage-${concurrency}-${size}`), true);
  const newEvent = (): { id: Buffer; type: Buffer; isJson: boolean; metadata: Buffer; data: Buffer } => ({
    id: randomBytes(16),
    type: Buffer.from('BenchEvent'),
    isJson: true,
    metadata: Buffer.alloc(0),
    data: Buffer.from(JSON.stringify({ text: TEXT })),
  });
  const count = Math.round((concurrency === 1 ? 1_500 : 20_000) / (size === 1 ? 1 : 3));
  const before = process.cpuUsage();
  const result = await inFlight(count, concurrency, (index) =>
    log.write({
      kind: KIND_APPEND,
      stream: `bench-${Math.floor(index / 5)}`,
      expected: -2,
      events: Array.from({ length: size }, newEvent),
    }),
  );
  const { user, system } = process.cpuUsage(before);
  report(
    {
      scenario: 'limit: group commit without gRPC',
      connections: concurrency,
      requests: count * size,
      cpuMs: (user + system) / 1000,
      rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
      ...result,
    },
    {
      events_per_append: size,
      mean_group: Number((log.writer.statistics.events / log.writer.statistics.batches).toFixed(1)),
    },
  );
  await log.close();
}

try {
  for (const size of [1, 10]) {
    for (const concurrency of [1, 32, 256]) {
      await appends(echo, 'limit: client against a server that stores nothing', { concurrency, size });
      await storageAlone(concurrency, size);
      await appends(server, 'append', { concurrency, size });
    }
  }
  await reads(echo, 'limit: client reading what costs nothing', 60_000);
  await reads(server, 'read of all', 60_000);
  await catchUp(50_000);
  await appendToSubscriber(1_000);
} finally {
  echo.child.kill('SIGKILL');
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
