import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresCheckpoints } from '../../infra/postgres/checkpoints.ts';
import { StoreUnavailable } from '../../domains/kernel/ports/store-unavailable.ts';
import { openDatabase, type Database } from '../../infra/postgres/database.ts';
import { postgresIdempotencyStore } from '../../infra/postgres/idempotency-store.ts';
import { postgresPersonKeys } from '../../infra/postgres/person-keys.ts';
import { postgresRevokedSessions } from '../../infra/postgres/revoked-sessions.ts';
import { postgresProjectionStore } from '../../infra/postgres/projection-store.ts';
import { migrate } from '../../infra/postgres/migrate.ts';
import { memoryPersonKeys } from '../../infra/memory/person-keys.ts';
import { revokedSessionsContract } from './coordination.ts';
import { createTestDatabase } from '../support/test-database.ts';
import {
  checkpointsContract,
  idempotencyStoreContract,
  personKeysContract,
  projectionStoreContract,
} from './stores.ts';

const SECRET = Buffer.alloc(32, 1);
let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase(created.url, 6);
  await Promise.all([1, 2, 3].map(() => migrate(database)));
});
afterAll(async () => {
  await database.close();
  await drop();
});

personKeysContract('in memory', memoryPersonKeys);
personKeysContract('PostgreSQL', () => postgresPersonKeys(database, SECRET));
idempotencyStoreContract('PostgreSQL', () => postgresIdempotencyStore(database));
checkpointsContract('PostgreSQL', () => postgresCheckpoints(database));
revokedSessionsContract('PostgreSQL', () => postgresRevokedSessions(database, Date.now));
projectionStoreContract('PostgreSQL', () => postgresProjectionStore(database));

describe('what PostgreSQL holds', () => {
  it('opens no key without the secret of the installation', async () => {
    await postgresPersonKeys(database, SECRET).getOrCreate(['sealed']);
    await expect(postgresPersonKeys(database, Buffer.alloc(32, 2)).get(['sealed'])).rejects.toThrow();
  });

  it('knows at the next start which sessions have ended, and no longer than their tokens live', async () => {
    const [session, userId, sessionId] = [randomUUID(), randomUUID(), randomUUID()];
    let now = Date.now();
    const first = await postgresRevokedSessions(database, () => now);
    await first.revoke(session, 1_000);
    await first.revokeBefore(userId, '2026-01-02T00:00:00.000Z', 1_000);
    await first.revokeBefore(userId, '2026-01-01T00:00:00.000Z', 1_000);
    const signedIn = { userId, signedInAt: '2026-01-01T12:00:00.000Z' };
    const second = await postgresRevokedSessions(database, () => now);
    expect([await second.isRevoked(session), await second.isRevoked(sessionId, signedIn)]).toEqual([true, true]);
    now += 1_000;
    const third = await postgresRevokedSessions(database, () => now);
    expect([await third.isRevoked(session), await third.isRevoked(sessionId, signedIn)]).toEqual([false, false]);
    await third.revoke(sessionId, 1_000);
    const rows = await database.query<{ subject: string }>({
      text: 'select subject from system.ended_session where subject = any($1)',
      values: [[session, userId, sessionId]],
    });
    expect(rows).toEqual([{ subject: sessionId }]);
  });

  it('lets an answer lapse, and then the next one take its place', async () => {
    const store = postgresIdempotencyStore(database);
    const answer = { key: 'old', fingerprint: 'f', status: 409, headers: {}, body: 'first' };
    await store.keep(answer);
    await database.query({ text: `update system.idempotency set kept_at = now() - interval '25 hours'`, values: [] });
    expect(await store.find('old')).toBeUndefined();
    await store.keep({ ...answer, body: 'second' });
    expect((await store.find('old'))?.body).toBe('second');
    await database.query({ text: `update system.idempotency set kept_at = now() - interval '25 hours'`, values: [] });
    await store.deleteOld();
    expect(await database.query({ text: 'select 1 from system.idempotency', values: [] })).toEqual([]);
  });

  it('is said to be away, by name and without an address, while nobody answers or the server ends the connection', async () => {
    const nobody = openDatabase('postgres://nobody:secret@127.0.0.1:1/none', 1);
    for (const ask of [
      nobody.query({ text: 'select 1', values: [] }),
      nobody.run('select 1'),
      nobody.transaction(() => Promise.resolve()),
    ])
      await expect(ask).rejects.toEqual(new StoreUnavailable('PostgreSQL', 'cannot be reached'));
    await nobody.close();
    const ended = { text: 'select pg_terminate_backend(pg_backend_pid())', values: [] };
    await expect(database.query(ended)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(database.query({ text: 'select nonsense', values: [] })).rejects.not.toBeInstanceOf(StoreUnavailable);
  });

  it('is left as it was when one of several definitions fails', async () => {
    await expect(database.run('create table half (id int); create table half (id int)')).rejects.toThrow();
    expect(await database.query({ text: `select to_regclass('half') as half`, values: [] })).toEqual([{ half: null }]);
  });

  it('does not come out again in its errors', async () => {
    await database.run('create table strict (name text not null, age int not null)');
    const statement = { text: 'insert into strict values ($1, null)', values: ['Asha Rao'] };
    const failures = await Promise.all([
      database.query(statement).catch((error: unknown) => error),
      database.transaction((query) => query(statement)).catch((error: unknown) => error),
    ]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: '23502' });
      expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain('Asha');
    }
  });
});
