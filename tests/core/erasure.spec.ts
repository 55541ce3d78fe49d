import { describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { streamSignals } from '../../command-api/stream-signals.ts';
import { addressBook } from '../../domains/address/aggregate.ts';
import type { EventStore, RecordedEvent } from '../../domains/kernel/event-store.ts';
import { commandHandler } from '../../domains/kernel/handle.ts';
import type { PersonKeys } from '../../domains/kernel/ports/person-keys.ts';
import { AddressId, UserId } from '../../event-schemas/primitives.ts';
import { eventCodec } from '../../infra/eventstore/event-codec.ts';
import { memoryEventStore, type MemoryEventStore } from '../../infra/memory/event-store.ts';
import type { Database } from '../../infra/postgres/database.ts';
import { postgresPersonKeys } from '../../infra/postgres/person-keys.ts';
import { commandConsumer } from '../../main/consumers.ts';
import { withTestDatabase } from '../support/test-database.ts';
import { address } from '../support/address.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const SECRET = Buffer.alloc(32, 1);
let database: Database;
withTestDatabase(4, (opened) => (database = opened));

type Process = ReturnType<typeof newProcess>;
/** A process on a log that others write to as well: caches of its own, personal fields sealed in the log. */
const newProcess = (log: MemoryEventStore, personKeys: PersonKeys = postgresPersonKeys(database, SECRET)) => {
  const codec = eventCodec([addressBook], personKeys);
  const hooks: { beforeAppend?: () => Promise<void> } = {};
  const store: EventStore = {
    ...log,
    readStream: async (stream, from) => {
      const stored = await log.readStream(stream, from);
      const opened = await codec.decode(stored.map(({ type, data }) => ({ type, data, schemaVersion: 1 })));
      return stored.map((event, index) => ({ ...event, ...opened[index]! }));
    },
    append: async (stream, expected, events) => {
      const sealed = await codec.encode(events);
      await hooks.beforeAppend?.();
      return log.append(
        stream,
        expected,
        events.map((event, index) => ({ ...event, data: sealed[index] })),
      );
    },
  };
  const handler = commandHandler({ store, now: () => NOW, pause: () => Promise.resolve() });
  const consumer = commandConsumer({ handler, ports: { personKeys } }, streamSignals(), undefined);
  return {
    handler,
    hooks,
    personKeys,
    hears: (event: RecordedEvent) => consumer.onBatch({ events: [event], position: 1n }),
  };
};
const addTo = ({ handler }: Process, userId: UserId) =>
  handler.execute(
    addressBook,
    { type: 'AddAddress', data: { userId, addressId: AddressId.parse(uuidV7()), address, makeDefault: false } },
    { commandId: uuidV7(), correlationId: uuidV7(), actor: 'test' },
  );
const shown = async ({ handler }: Process, userId: UserId): Promise<string> =>
  JSON.stringify((await handler.fold(addressBook, userId)).state);
const erasureOf = (userId: UserId): RecordedEvent => ({
  type: 'AccountErased',
  data: { userId, phoneId: null, emailId: null, erasedAt: NOW },
  stream: `user-${userId}`,
  revision: 9n,
  position: 1n,
  eventId: uuidV7(),
  metadata: { correlationId: uuidV7(), causationId: uuidV7(), actor: 'test', schemaVersion: 1, recordedAt: NOW },
});
const newUser = (): UserId => UserId.parse(uuidV7());

describe('an erased person', () => {
  it('is gone from what every process has cached, as soon as it hears of it', async () => {
    const log = memoryEventStore();
    const [one, other] = [newProcess(log), newProcess(log)];
    const [userId, neighbour] = [newUser(), newUser()];
    await addTo(one, userId);
    await addTo(one, neighbour);
    for (const process of [one, other])
      for (const person of [userId, neighbour]) expect(await shown(process, person)).toContain('Asha Rao');
    await one.personKeys.destroy(userId);
    for (const process of [one, other]) {
      await process.hears(erasureOf(userId));
      expect(await shown(process, userId)).not.toContain('Asha Rao');
      expect(await process.personKeys.get([userId])).toEqual(new Map());
      expect(await shown(process, neighbour)).toContain('Asha Rao');
    }
  });

  it('is gone before the key is destroyed, which another process may still be about to do', async () => {
    const process = newProcess(memoryEventStore());
    const userId = newUser();
    await addTo(process, userId);
    await process.hears(erasureOf(userId));
    expect(await shown(process, userId)).not.toContain('Asha Rao');
    await expect(process.personKeys.getOrCreate([userId])).rejects.toThrow('erased');
  });

  it('is not brought back by a command that was under way', async () => {
    const process = newProcess(memoryEventStore());
    const userId = newUser();
    await addTo(process, userId);
    process.hooks.beforeAppend = async () => {
      await process.personKeys.destroy(userId);
      await process.hears(erasureOf(userId));
    };
    await addTo(process, userId);
    expect(await shown(process, userId)).not.toContain('Asha Rao');
  });

  it('is gone at once from a process that follows no log and so caches no key', async () => {
    const [writer, reader] = [postgresPersonKeys(database, SECRET), postgresPersonKeys(database, SECRET, 0)];
    const userId = newUser();
    await writer.getOrCreate([userId]);
    expect((await reader.get([userId])).size).toBe(1);
    await writer.destroy(userId);
    expect((await reader.get([userId])).size).toBe(0);
  });
});
