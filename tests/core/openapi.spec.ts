import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { apiDocument } from '../../main/site.ts';
import { domains } from '../../domains/index.ts';
import { crossDomainWrites } from '../../command-api/routes/index.ts';
import { crossDomainReads } from '../../read-api/queries/index.ts';

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
};
const paths = apiDocument['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const writes = [...domains.flatMap((domain) => domain.writes), ...crossDomainWrites];
const reads = [...domains.flatMap((domain) => domain.reads), ...crossDomainReads];

it('is a valid OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(structuredClone(apiDocument));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
});

it('has every route of both APIs exactly once', () => {
  const declared = [
    ...writes.map(({ method, path }) => `${method.toLowerCase()} ${path}`),
    ...reads.map(({ path }) => `get ${path}`),
  ];
  const ours = operations.filter(({ path }) => path.startsWith('/api/v1/'));
  const documented = ours.map(
    ({ method, path }) => `${method} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1')}`,
  );
  expect([...new Set(declared)]).toHaveLength(declared.length);
  expect(documented.sort()).toEqual(declared.sort());
});

it('has the endpoints that the metadata of the authorization server names', () => {
  const others = operations.map(({ path }) => path).filter((path) => !path.startsWith('/api/v1/'));
  const wellKnown = ['/.well-known/jwks.json', '/.well-known/oauth-authorization-server'];
  expect(others.sort()).toEqual([...wellKnown, '/oauth/authorize', '/oauth/revoke', '/oauth/token']);
});

it('gives every operation its own id', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

it('lists the refusals of each write among its errors', () => {
  for (const { method, path, refusals = [] } of writes) {
    const operation = paths[`/api/v1${path.replace(/:(\w+)/g, '{$1}')}`]![method.toLowerCase()]!;
    const listed = Object.values(operation.responses).flatMap(({ description }) => description.split(', '));
    expect(listed).toEqual(expect.arrayContaining([...refusals]));
  }
});

it('says where to ask when an order is not decided yet', () => {
  expect(paths['/api/v1/orders']!['post']!.responses).toMatchObject({
    201: { description: 'Done' },
    202: { headers: { Location: { schema: { type: 'string' } } } },
  });
});
