import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { loadConfig } from '../infra/config.ts';
import { endOfLog } from '../infra/eventstore/end-of-log.ts';
import { startStack } from '../infra/local/stack.ts';
import { openCore, type Core } from '../main/core.ts';
import type { HostProcess } from '../main/stack-processes.ts';
import { writeProduct } from './support/catalogue-events.ts';
import { startEmbeddedFeed } from './support/embedded-feed.ts';
import {
  figureOf,
  follow,
  hasReached,
  makeDatabase,
  memoryMb,
  say,
  startEntry,
  until,
  type Environment,
} from './support/feed-hosts.ts';
import { measureVisible } from './support/visible.ts';

/**
 * `npm run bench -- stack-feed [--events=N]`: the way from the log to the read models by itself. Events per second through the
 * relay and through one and four projectors, the same without Kafka as on the embedded profile, and the time from an
 * acknowledged append to the read models on both, at rest and under load. Prints one JSON object a line, each with the load of
 * the machine. Joining the group is part of a projector's time, its start is not.
 */
const EVENTS_MAX = 1_000_000;
const EVENTS_PER_PRODUCT = 10;
const WRITES_AT_ONCE = 16;
const LOADS_PER_SECOND = [0, 100, 500];
const REACHED_MS_MAX = 60_000;

const { values } = parseArgs({
  options: { events: { type: 'string', default: '60000' }, json: { type: 'boolean', default: false } },
});
const events = Number(values.events);
if (!Number.isInteger(events) || events < EVENTS_PER_PRODUCT * WRITES_AT_ONCE || events > EVENTS_MAX) {
  console.error(`--events must be a whole number from ${EVENTS_PER_PRODUCT * WRITES_AT_ONCE} to ${EVENTS_MAX}.`);
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), 'only2u-bench-feed-'));
const log = pino({ level: 'silent' });
const stack = await startStack({ servers: ['eventstore', 'kafka', 'postgres'], ports: 'free', directory });
const perSecond = (seconds: number): object => ({
  events,
  seconds: Number(seconds.toFixed(1)),
  events_per_second: Math.round(events / seconds),
});

const open = async (name: string): Promise<{ environment: Environment; core: Core; last: bigint }> => {
  const environment = {
    PROFILE: 'stack',
    DATA_DIR: directory,
    POSTGRES_URL: await makeDatabase(stack, name),
    EVENTSTORE_URL: stack.urls.eventstore,
    KAFKA_BROKERS: stack.urls.kafka,
    LOG_LEVEL: 'error',
  };
  const core = await openCore(loadConfig(environment), log);
  return { environment, core, last: (await endOfLog(core.eventLog.client)) ?? 0n };
};

const fillLog = async ({ store }: Core): Promise<void> => {
  const began = performance.now();
  for (let index = 0; index < events / EVENTS_PER_PRODUCT; index += WRITES_AT_ONCE)
    await Promise.all(
      Array.from({ length: WRITES_AT_ONCE }, (_, offset) =>
        writeProduct(store, index + offset, EVENTS_PER_PRODUCT - 2),
      ),
    );
  say({ scenario: 'append', appends_at_once: WRITES_AT_ONCE, ...perSecond((performance.now() - began) / 1_000) });
};

const relayed = async (environment: Environment, last: bigint): Promise<HostProcess> => {
  const relay = await startEntry('relay', 'infra/relay/main.ts', environment);
  const began = performance.now();
  await until(async () => BigInt(Math.trunc((await figureOf(relay, 'relay_position')) ?? -1)) >= last);
  say({ scenario: 'relay', ...perSecond((performance.now() - began) / 1_000), rss_mb: await memoryMb(relay) });
  return relay;
};

const projectors = (count: number, environment: Environment): Promise<readonly HostProcess[]> =>
  Promise.all(Array.from({ length: count }, () => startEntry('projections', 'projections/main.ts', environment)));

const projected = async (count: number): Promise<void> => {
  const { environment, core, last } = await open(`projectors_${count}`);
  const progress = await follow(core);
  const running = await projectors(count, environment);
  const ready = performance.now();
  await until(() => hasReached(progress, core, last));
  const seconds = (performance.now() - ready) / 1_000;
  const each = await Promise.all(running.map((host) => figureOf(host, 'projection_events')));
  const rssMb = await Promise.all(running.map(memoryMb));
  say({ scenario: 'projectors', processes: count, ...perSecond(seconds), events_of_each: each, rss_mb: rssMb });
  await Promise.all(running.map((host) => host.stop()));
  await progress.stop();
  await core.close();
};

const embedded = async (): Promise<void> => {
  const { core, last } = await open('embedded');
  const names = core.registry.projections.map(({ name }) => name);
  const began = performance.now();
  const feed = await startEmbeddedFeed(core);
  await until(() => feed.progress.reached(names, last, REACHED_MS_MAX));
  say({ scenario: 'projections in one process without Kafka', ...perSecond((performance.now() - began) / 1_000) });
  for (const load of LOADS_PER_SECOND)
    await measureVisible(core, 'embedded', load, (position) => feed.progress.reached(names, position, REACHED_MS_MAX));
  await feed.stop();
  await core.close();
};

const visibleOnStack = async ({ core, environment }: { core: Core; environment: Environment }): Promise<void> => {
  const running = await projectors(2, environment);
  const progress = await follow(core);
  const reached = (position: bigint): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (hasReached(progress, core, position)) resolve();
      };
      progress.onMoved(look);
      look();
    });
  await reached((await endOfLog(core.eventLog.client)) ?? 0n);
  for (const load of LOADS_PER_SECOND) await measureVisible(core, 'stack', load, reached);
  await Promise.all(running.map((host) => host.stop()));
  await progress.stop();
};

try {
  const first = await open('feed');
  await fillLog(first.core);
  const relay = await relayed(first.environment, (await endOfLog(first.core.eventLog.client))!);
  await projected(1);
  await projected(4);
  await embedded();
  await visibleOnStack(first);
  await relay.stop();
  await first.core.close();
} finally {
  await stack.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(0);
