import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidV7 } from 'uuid';
import { crossDomainWrites } from '../../command-api/routes/index.ts';
import { domains } from '../../domains/index.ts';
import { apiDocument } from '../../main/site.ts';
import { crossDomainReads } from '../../read-api/queries/index.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

type Operation = { readonly security: readonly object[] };
const paths = apiDocument['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { security }]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replace('/api/v1', '').replace(/\{\w+\}/g, () => uuidV7()),
    isOurs: path.startsWith('/api/v1/'),
    hasUser: path.includes('{userId}'),
    isPublic: security.some((one) => Object.keys(one).length === 0),
  })),
);
const routes = [
  ...domains.flatMap(({ writes, reads }) => [...writes, ...reads]),
  ...crossDomainWrites,
  ...crossDomainReads,
];

let shop: TestSystem;
beforeAll(async () => {
  shop = await startTestSystem();
});
afterAll(() => shop.stop());

const status = async ({ method, path }: { method: string; path: string }, token?: string): Promise<number> =>
  (
    await shop.call(method, path, {
      ...(token === undefined ? {} : { token }),
      ...(method === 'GET' ? {} : { body: {} }),
    })
  ).status;

describe('every path of the OpenAPI document', () => {
  it('that names a user refuses nobody and somebody else', async () => {
    const own = operations.filter(({ hasUser }) => hasUser);
    expect(own.length).toBeGreaterThan(20);
    const stranger = await shop.tokenFor(['customer']);
    const wrong: string[] = [];
    for (const operation of own) {
      const [without, others] = [await status(operation), await status(operation, stranger)];
      if (without !== 401 || others !== 403) wrong.push(`${operation.name}: ${without} and ${others}`);
    }
    expect(wrong).toEqual([]);
  });

  it('that is not public refuses nobody, and a token without a role', async () => {
    const closed = operations.filter(({ isOurs, isPublic }) => isOurs && !isPublic);
    expect(closed.length).toBeGreaterThan(60);
    const nobody = await shop.tokenFor([]);
    const wrong: string[] = [];
    for (const operation of closed) {
      const [without, roleless] = [await status(operation), await status(operation, nobody)];
      if (without !== 401 || roleless !== 403) wrong.push(`${operation.name}: ${without} and ${roleless}`);
    }
    expect(wrong).toEqual([]);
  });
});

it('says of every path with a user whose it is, in the route itself', () => {
  const staff = new Set<string>(['admin', 'support', 'service']);
  const unowned = routes.filter(({ path, owner }) => path.includes(':userId') && owner !== 'userId');
  const openToOthers = unowned.filter(({ allow }) => !allow.every((role) => staff.has(role)));
  expect(openToOthers.map(({ path }) => path)).toEqual([]);
});
