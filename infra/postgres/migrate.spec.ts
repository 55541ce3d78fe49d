import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestDatabase } from '../../tests/support/test-database.ts';
import { openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';

const COMMITTED = new URL('migrations', import.meta.url).pathname;
/** The tables as the version before the migrations made them. */
const MADE_BY_HAND = `create schema system;
  create table system.checkpoint (consumer text primary key, position bigint not null);
  create table system.idempotency (key text primary key, fingerprint text not null, status int not null,
    headers jsonb not null, body text not null, kept_at timestamptz not null default now());
  create table system.person_key (subject text primary key, sealed_key bytea,
    created_at timestamptz not null default now(), destroyed_at timestamptz);
  insert into system.checkpoint values ('sagas', 41);
  insert into system.person_key (subject, sealed_key) values ('asha', '\\x01');`;

let database: Database;
let drop: () => Promise<void>;
let directory: string;
beforeEach(async () => {
  const created = await createTestDatabase();
  drop = created.drop;
  database = openDatabase(created.url, 4);
  directory = await mkdtemp(join(tmpdir(), 'only2u-migrations-'));
  await cp(COMMITTED, directory, { recursive: true });
});
afterEach(async () => {
  await database.close();
  await drop();
  await rm(directory, { recursive: true });
});

const ask = async <T>(text: string): Promise<readonly T[]> => database.query<T>({ text, values: [], replan: true });
const columns = (): Promise<readonly object[]> =>
  ask(`select table_schema, table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
    where table_schema in ('system', 'projection', 'timeline') and table_name <> 'migration' order by 1, 2, 3`);
const add = (name: string, text: string): Promise<void> => writeFile(join(directory, `${name}.sql`), text);

it('upgrades an installation of the version before, and keeps what is in it', async () => {
  await migrate(database);
  const fresh = await columns();
  const created = await createTestDatabase();
  const older = openDatabase(created.url, 2);
  await older.run(MADE_BY_HAND);
  await migrate(older);
  await database.close();
  await drop();
  [database, drop] = [older, created.drop];
  expect(await columns()).toEqual(fresh);
  expect(await ask('select consumer, position from system.checkpoint')).toEqual([{ consumer: 'sagas', position: 41 }]);
  expect(await ask('select subject from system.person_key')).toEqual([{ subject: 'asha' }]);
});

it('runs each migration once, also when processes start together, and finds nothing to do the next time', async () => {
  await add('9000000000000_counted', 'create table counted (id int); insert into counted values (1);');
  const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(database, directory)));
  const names = (await readdir(directory)).map((name) => name.replace('.sql', '')).sort();
  expect(ran.filter((done) => done.length > 0)).toEqual([names]);
  expect(await ask('select * from counted')).toEqual([{ id: 1 }]);
  expect(await migrate(database, directory)).toEqual([]);
});

it('leaves nothing half done when a migration fails, and does all of it when that is put right', async () => {
  await migrate(database);
  await add('9000000000000_first', 'create table first (id int);');
  await add('9000000000001_second', 'create table second (id int); insert into second values (1); select nonsense();');
  await expect(migrate(database, directory)).rejects.toThrow('nonsense');
  expect(await ask(`select to_regclass('first') as first, to_regclass('second') as second`)).toEqual([
    { first: null, second: null },
  ]);
  // Neither the lock nor the time allowed for statements stays behind on the connection.
  expect(await ask(`select current_setting('statement_timeout') as allowed`)).toEqual([{ allowed: '15s' }]);
  await add('9000000000001_second', 'create table second (id int);');
  expect(await migrate(database, directory)).toEqual(['9000000000000_first', '9000000000001_second']);
});

it('refuses files that are not those that were run', async () => {
  await add('1764000000000_something-before', 'select 1;');
  await migrate(database);
  await expect(migrate(database, directory)).rejects.toThrow('preceding already run migration');
});
