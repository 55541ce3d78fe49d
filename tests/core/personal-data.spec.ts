import { Writable } from 'node:stream';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../infra/postgres/database.ts';
import { mailTo } from '../support/mail.ts';
import { challengeFor } from '../support/phone-sign-in.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Everything personal that one person tells us below; each is found nowhere else. */
const PHONE = '+919812345670';
const PERSONAL = {
  phone: '9812345670',
  name: 'Padmavathi',
  surname: 'Kurukshetra',
  email: 'padma.k@wonder.example',
  password: 'a-very-own-password',
  bio: 'collects brass elephants',
  line: '17 Peacock Lane',
  landmark: 'behind the old observatory',
  city: 'Chidambaram',
  device: 'Padmas own telephone',
  born: '1991-04-17',
};

let logged = '';
let shop: TestSystem;
beforeAll(async () => {
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged += chunk.toString();
      done();
    },
  });
  shop = await startTestSystem({ logTo: sink, logLevel: 'trace' });
});
afterAll(() => shop.stop());

const found = (text: string): string[] => {
  const words = [...Object.values(PERSONAL), encodeURIComponent(PERSONAL.email), PHONE];
  return words.filter((word) => text.toLowerCase().includes(word.toLowerCase()));
};

/** One person's life with us, its mistakes included; gives all problem answers. */
const live = async (): Promise<string> => {
  const problems: string[] = [];
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const headers = { 'x-device-name': PERSONAL.device };
    const answer = await shop.call(method, path, { headers, body, ...(token === undefined ? {} : { token }) });
    if (answer.status >= 400) problems.push(JSON.stringify(answer.body));
    return answer;
  };
  await call('POST', '/users/otp/send', { phone: PERSONAL.name });
  await call('POST', '/users/register', {
    name: PERSONAL.name,
    email: `${PERSONAL.email} `,
    password: PERSONAL.password,
  });
  const { challengeId, code } = await challengeFor(shop, PHONE);
  const { email, password } = PERSONAL;
  const name = `${PERSONAL.name} ${PERSONAL.surname}`;
  const signedIn = await call('POST', '/users/otp/verify', { challengeId, code, name, email, password });
  const { userId, accessToken: token } = signedIn.body as { userId: string; accessToken: string };
  await call('POST', '/users/register', { name, email, password });
  await call('POST', '/users/login', { email, password: `${password}-wrong` });
  expect((await call('POST', '/users/login', { email, password })).status).toBe(200);
  await call('PUT', `/users/${userId}`, { bio: PERSONAL.bio, dateOfBirth: PERSONAL.born }, token);
  await call('PUT', `/users/${userId}`, { bio: PERSONAL.bio, dateOfBirth: `${PERSONAL.born}T` }, token);
  const address = {
    fullName: name,
    phone: PERSONAL.phone,
    line1: PERSONAL.line,
    landmark: PERSONAL.landmark,
    city: PERSONAL.city,
    state: 'Tamil Nadu',
    postalCode: '608001',
  };
  expect((await call('POST', `/users/${userId}/addresses`, address, token)).status).toBe(201);
  await call('POST', `/users/${userId}/addresses`, { ...address, postalCode: PERSONAL.city }, token);
  await call('POST', `/users/${userId}/measurements`, { unit: 'cm', weightUnit: 'kg', bust: 91 }, token);
  expect((await call('POST', `/users/${userId}/email/verification`, undefined, token)).status).toBe(200);
  expect(await mailTo(shop, email)).toHaveLength(1);
  expect((await call('GET', `/users/${userId}`, undefined, token)).body).toMatchObject({ email, bio: PERSONAL.bio });
  expect(problems.length).toBeGreaterThan(4);
  return problems.join('\n');
};

const storedEvents = async (): Promise<string> => {
  const client = EventStoreDBClient.connectionString(shop.eventStoreUrl!);
  const texts: string[] = [];
  for await (const { event } of client.readAll()) if (event !== undefined) texts.push(JSON.stringify(event, printable));
  await client.dispose();
  return texts.join('\n');
};
const printable = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

const storedRows = async (database: Database): Promise<ReadonlyMap<string, string>> => {
  const tables = await database.query<{ name: string }>({
    text: `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
    values: [],
  });
  const rows = tables.map(async ({ name }) => {
    const all = await database.query<{ row: string }>({ text: `select t::text as row from ${name} t`, values: [] });
    return [name, all.map(({ row }) => row).join('\n')] as const;
  });
  return new Map(await Promise.all(rows));
};

it('is in no log line, no problem answer, no event as it is stored and relayed, and no table', async () => {
  const problems = await live();
  await shop.settled();
  expect(found(problems), 'problem answers').toEqual([]);
  expect(logged.length).toBeGreaterThan(1_000);
  expect(found(logged), 'log lines').toEqual([]);
  const events = await storedEvents();
  expect(events).toContain('UserRegistered');
  expect(found(events), 'events').toEqual([]);
  const database = openDatabase(shop.databaseUrl!, 2);
  const rows = await storedRows(database);
  await database.close();
  expect(rows.size).toBeGreaterThan(20);
  expect(rows.get('system.idempotency')).not.toBe('');
  expect([...rows].filter(([, text]) => found(text).length > 0).map(([table]) => table)).toEqual([]);
});
