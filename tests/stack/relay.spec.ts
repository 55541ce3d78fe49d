import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonEvent } from '@eventstore/db-client';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { pino } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { integrationSchemas } from '../../event-schemas/integration/index.ts';
import { loadConfig } from '../../infra/config.ts';
import { endOfLog } from '../../infra/eventstore/end-of-log.ts';
import { startEventStoreServer } from '../../infra/eventstore-server/index.ts';
import { kafkaClient } from '../../infra/kafka/client.ts';
import { slotOf, SLOTS, topicNames, type TopicNames } from '../../infra/kafka/names.ts';
import { eventOf, watermarkOf } from '../../infra/kafka/records.ts';
import { openCore, type Core } from '../../main/core.ts';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { writeProduct } from '../support/catalogue-writer.ts';
import { userRegistered } from '../support/registered-user.ts';
import { recordsOf } from '../support/stack-records.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';
import { createTestDatabase } from '../support/test-database.ts';

const PRODUCTS = 60;
const CHANGES = 8;

describe.skipIf(cannotRun('kafka'))('the relay', () => {
  const directory = mkdtempSync(join(tmpdir(), 'only2u-relay-'));
  const stops: (() => Promise<unknown>)[] = [];
  let environment: Record<string, string>;
  let core: Core;
  let kafka: Kafka;
  let server: Awaited<ReturnType<typeof startStore<'kafka'>>>;
  let names: TopicNames;

  const relay = async (): Promise<HostProcess> => {
    const running = await startHost({
      name: 'relay',
      entry: 'infra/relay/main.ts',
      environment: { ...process.env, ...environment },
      onLog: () => undefined,
    });
    stops.unshift(() => running.stop());
    return running;
  };

  beforeAll(async () => {
    server = await startStore('kafka');
    stops.unshift(() => server.stop());
    const database = await createTestDatabase();
    stops.unshift(() => database.drop());
    const eventLog = await startEventStoreServer({ port: 0, inMemory: true });
    stops.unshift(() => eventLog.stop());
    environment = {
      DATA_DIR: directory,
      POSTGRES_URL: database.url,
      EVENTSTORE_URL: `esdb://127.0.0.1:${eventLog.port}?tls=false`,
      KAFKA_BROKERS: server.url(),
      KAFKA_PREFIX: 'spec.',
      LOG_LEVEL: 'error',
    };
    names = topicNames('spec.');
    core = await openCore(loadConfig(environment), pino({ level: 'silent' }));
    stops.unshift(() => core.close());
    kafka = kafkaClient(server.url(), 'spec', pino({ level: 'silent' }));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it(
    'leaves no gap and keeps the order of each stream, killed in the middle, with Kafka paused and killed too, and with a second one standing by',
    { timeout: 300_000 },
    async () => {
      const [first, second] = await Promise.all([relay(), relay()]);
      const written: string[] = [];
      const readLog = core.store.subscribe(undefined, ({ events }) => {
        for (const { stream, revision } of events)
          if (stream.startsWith('product-')) written.push(`${stream}@${revision}`);
        return Promise.resolve();
      });
      for (let index = 0; index < PRODUCTS; index += 1) {
        await writeProduct(core.handler, index, CHANGES);
        if (index === 20) ((await isLeading(first)) ? first : second).child.kill('SIGKILL');
        if (index === 25) await server.signal('kafka', 'SIGSTOP');
        if (index === 35) await server.signal('kafka', 'SIGCONT');
        if (index === 40) await server.signal('kafka', 'SIGKILL');
        if (index === 50) await server.restart('kafka');
      }
      const last = (await endOfLog(core.eventLog.client))!;
      const marks = await recordsOf(
        kafka,
        names.positions,
        (records) => records.filter((record) => watermarkOf(record).position >= last).length >= SLOTS,
      );
      await readLog.close();

      const relayed = await recordsOf(
        kafka,
        names.log('product'),
        (records) => new Set(records.map(placeOf)).size >= written.length,
      );
      expect(new Set(relayed.flat().map(placeOf))).toEqual(new Set(written));
      for (const [slot, records] of relayed.entries()) {
        const seen = new Map<string, bigint>();
        for (const record of records) {
          const { stream, revision, metadata } = eventOf(record);
          expect(slotOf(stream)).toBe(slot);
          // A repeat goes back, and what is new follows without a gap.
          expect(revision <= (seen.get(stream) ?? -1n) + 1n).toBe(true);
          if (revision > (seen.get(stream) ?? -1n)) seen.set(stream, revision);
          expect(metadata.actor).toBe('test');
        }
      }
      // Every slot heard how far the log is, also those without an event.
      for (const records of marks) expect(watermarkOf(records.at(-1)!).position).toBe(last);
    },
  );

  it(
    'tells outsiders of products, in the published shape and without anything of ours but ids',
    { timeout: 120_000 },
    async () => {
      const found = await recordsOf(
        kafka,
        names.integration('product.updated'),
        (records) => records.length >= PRODUCTS * (2 + CHANGES),
      );
      const events = found.flat().map((record) => JSON.parse(record.value!.toString()) as Record<string, unknown>);
      for (const { data, specversion, type, id, subject, dataschema } of events) {
        expect(integrationSchemas['product.updated'].schema.safeParse(data).success).toBe(true);
        expect({ specversion, type, dataschema }).toEqual({
          specversion: '1.0',
          type: 'product.updated',
          dataschema: 'product.updated.v1.json',
        });
        expect([id, subject]).toEqual([expect.any(String), expect.any(String)]);
      }
    },
  );

  it('carries personal data sealed, and tells outsiders nothing of it', { timeout: 120_000 }, async () => {
    const userId = uuidV7();
    await core.store.append(`user-${userId}`, -1n, [userRegistered(userId)]);
    const isHers = (records: readonly KafkaMessage[]): boolean =>
      records.some(({ value }) => value!.toString().includes(userId));
    const inside = (await recordsOf(kafka, names.log('user'), isHers)).flat();
    const outside = (await recordsOf(kafka, names.integration('user.registered'), isHers)).flat();
    for (const text of [...inside, ...outside].map(({ value }) => value!.toString()))
      expect(text).not.toMatch(/Asha|9876543210|asha@example/);
    expect(JSON.parse(outside[0]!.value!.toString())).toMatchObject({
      subject: userId,
      data: { userId, roles: ['customer'] },
    });
  });

  it('puts what it cannot make for outsiders among the dead letters, and goes on', { timeout: 120_000 }, async () => {
    const [broken, next] = [uuidV7(), uuidV7()];
    const { metadata } = userRegistered(broken);
    const event = jsonEvent({ type: 'UserRegistered', data: { userId: broken }, metadata: { ...metadata } });
    await core.eventLog.client.appendToStream(`user-${broken}`, event);
    await core.store.append(`user-${next}`, -1n, [userRegistered(next)]);
    const letters = (await recordsOf(kafka, names.deadLetter, (records) => records.length > 0)).flat();
    expect(letters.map(({ value }) => JSON.parse(value!.toString()) as unknown)).toEqual([
      {
        consumer: 'integration',
        type: 'UserRegistered',
        stream: `user-${broken}`,
        position: expect.stringMatching(/^\d+$/) as unknown,
        reason: expect.any(String) as unknown,
      },
    ]);
    const isThere = (id: string) => (records: readonly KafkaMessage[]) =>
      records.some(({ value }) => value!.toString().includes(id));
    await recordsOf(kafka, names.integration('user.registered'), isThere(next));
    // Inside, the event goes on as it was stored: each projection decides for itself.
    await recordsOf(kafka, names.log('user'), isThere(broken));
  });
});

const placeOf = (record: KafkaMessage): string => {
  const { stream, revision } = eventOf(record);
  return `${stream}@${revision}`;
};

const isLeading = async ({ url }: HostProcess): Promise<boolean> =>
  /^relay_leading 1$/m.test(await (await fetch(`${url}/metrics`)).text());
