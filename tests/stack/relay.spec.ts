import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { pino } from 'pino';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
import { cannotRun, startStore } from '../support/store-stack.ts';
import { createTestDatabase } from '../support/test-database.ts';

const WAIT = { timeout: 60_000, interval: 100 };
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

  /** All records of a topic, by partition and in order, once `isAll` holds. */
  const recordsOf = async (topic: string, isAll: (records: readonly KafkaMessage[]) => boolean) => {
    const byPartition = Array.from({ length: SLOTS }, (): KafkaMessage[] => []);
    const admin = kafka.admin();
    await admin.connect();
    await vi.waitFor(async () => expect(await admin.listTopics()).toContain(topic), WAIT);
    await admin.disconnect();
    const consumer = kafka.consumer({ groupId: `spec-${randomUUID()}` });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        byPartition[partition]!.push(message);
        return Promise.resolve();
      },
    });
    await vi.waitFor(() => expect(isAll(byPartition.flat())).toBe(true), WAIT);
    await consumer.disconnect();
    return byPartition;
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
    'leaves no gap and keeps the order of each stream, killed in the middle, with Kafka killed too, and with a second one standing by',
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
        if (index === 40) await server.signal('kafka', 'SIGKILL');
        if (index === 50) await server.restart('kafka');
      }
      const last = (await endOfLog(core.eventLog.client))!;
      const marks = await recordsOf(
        names.positions,
        (records) => records.filter((record) => watermarkOf(record).position >= last).length >= SLOTS,
      );
      await readLog.close();

      const relayed = await recordsOf(
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
    const inside = (await recordsOf(names.log('user'), isHers)).flat();
    const outside = (await recordsOf(names.integration('user.registered'), isHers)).flat();
    for (const text of [...inside, ...outside].map(({ value }) => value!.toString()))
      expect(text).not.toMatch(/Asha|9876543210|asha@example/);
    expect(JSON.parse(outside[0]!.value!.toString())).toMatchObject({
      subject: userId,
      data: { userId, roles: ['customer'] },
    });
  });
});

const placeOf = (record: KafkaMessage): string => {
  const { stream, revision } = eventOf(record);
  return `${stream}@${revision}`;
};

const isLeading = async ({ url }: HostProcess): Promise<boolean> =>
  /^relay_leading 1$/m.test(await (await fetch(`${url}/metrics`)).text());
