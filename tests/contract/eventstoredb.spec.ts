import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_STREAM, type EventStore, type RecordedEvent } from '../../domains/kernel/event-store.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { eventCodec } from '../../infra/eventstore/event-codec.ts';
import { eventStoreDb } from '../../infra/eventstore/eventstoredb.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { freePort } from '../../infra/local/network.ts';
import { memoryPersonKeys } from '../../infra/memory/person-keys.ts';
import { entries, eventStoreContract, ledger, newStream, numbersIn } from './event-store.ts';

const connect = (port: number, onUnknown: () => void = () => undefined): EventStore & { close(): Promise<void> } =>
  eventStoreDb(`esdb://127.0.0.1:${port}?tls=false`, eventCodec([ledger], memoryPersonKeys()), {
    onAppendUnknown: onUnknown,
  });

eventStoreContract('EventStoreDB client on the embedded server', async () => {
  const server = await startEventStoreServer({ port: 0, inMemory: true });
  const store = connect(server.port);
  return {
    store,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
});

const CHILD = fileURLToPath(new URL('../../main/child.ts', import.meta.url));
/** The event log server in a process of its own, which can be killed. */
const launch = async (port: number, directory: string): Promise<ChildProcess> => {
  const child = fork(CHILD, ['event-log'], {
    env: { ...process.env, EVENTSTORE_PORT: String(port), DATA_DIR: directory },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the event log ended with ${code}`)));
  });
  return child;
};
const kill = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
};

let directory: string;
let server: ChildProcess;
const withServerOfItsOwn = (): void => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'only2u-log-'));
  });
  afterEach(async () => {
    await kill(server);
    await rm(directory, { recursive: true, force: true });
  });
};

describe('the event log server killed in the middle of appends', () => {
  const WRITERS = 8;
  const EACH = 150;
  const KILLS = 3;
  withServerOfItsOwn();

  it('loses and doubles no append, and the subscription goes on without a gap', async () => {
    const port = await freePort();
    server = await launch(port, directory);
    let unknown = 0;
    const store = connect(port, () => (unknown += 1));
    const delivered: RecordedEvent[] = [];
    const feed = store.subscribe(undefined, ({ events }) => Promise.resolve(void delivered.push(...events)));
    const streams = Array.from({ length: WRITERS }, newStream);
    let appended = 0;

    const write = async (stream: string): Promise<void> => {
      for (let n = 0; n < EACH; n += 1) {
        const outcome = await store.append(stream, n === 0 ? NO_STREAM : BigInt(n - 1), entries(stream, n));
        expect(outcome).toMatchObject({ outcome: 'appended', revision: BigInt(n) });
        appended += 1;
      }
    };
    const written = Promise.all(streams.map(write));
    for (let time = 1; time <= KILLS; time += 1) {
      await vi.waitUntil(() => appended > (time * WRITERS * EACH) / (KILLS + 1), { timeout: 30_000 });
      await kill(server);
      server = await launch(port, directory);
    }
    await written;
    const all = Array.from({ length: EACH }, (_, n) => n);
    for (const stream of streams) expect(numbersIn(await store.readStream(stream))).toEqual(all);
    await vi.waitUntil(() => delivered.length >= WRITERS * EACH, { timeout: 30_000 });
    for (const stream of streams) expect(numbersIn(delivered, stream)).toEqual(all);
    expect(unknown).toBeGreaterThan(0);
    await feed.close();
    await store.close();
  });
});

describe('the event log server that is away', () => {
  withServerOfItsOwn();

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const)
    it(`by ${signal} is told of by name in a bounded time, and serves the same client when it is back`, async () => {
      const port = await freePort();
      server = await launch(port, directory);
      const store = connect(port);
      const [stream, later] = [newStream(), newStream()];
      await store.append(stream, NO_STREAM, entries(stream, 0));
      if (signal === 'SIGKILL') await kill(server);
      else server.kill(signal);
      const reason = /^The event log cannot be reached; ask again in a moment\.$/;
      const away = await Promise.allSettled([
        store.readStream(stream),
        store.append(stream, 0n, entries(stream, 1)),
        store.append(later, NO_STREAM, entries(later, 0)),
      ]);
      for (const answer of away)
        expect(answer).toMatchObject({ reason: expect.any(StoreUnavailable) as StoreUnavailable });
      for (const answer of away)
        expect(answer).toMatchObject({ reason: { message: expect.stringMatching(reason) as string } });
      if (signal === 'SIGKILL') server = await launch(port, directory);
      else server.kill('SIGCONT');
      // Whoever was refused asks again under the same event ids: what arrived late is not there twice.
      expect(await store.append(stream, 0n, entries(stream, 1))).toMatchObject({ outcome: 'appended', revision: 1n });
      expect(await store.append(later, NO_STREAM, entries(later, 0))).toMatchObject({ outcome: 'appended' });
      expect(numbersIn(await store.readStream(stream))).toEqual([0, 1]);
      expect(await store.readStream(later)).toHaveLength(1);
      await store.close();
    }, 120_000);
});
