import { request } from 'node:http';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BODY_BYTES_MAX } from '../../infra/http/server.ts';
import { address } from '../support/address.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const userId = uuidV7();
const path = `/users/${userId}/addresses`;
let shop: TestSystem;
let token: string;
beforeAll(async () => {
  shop = await startTestSystem();
  token = await shop.tokenFor(['customer'], userId);
});
afterAll(() => shop.stop());

/** A write whose body and headers are sent as they are given. */
const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  url = `/api/v1${path}`,
) => {
  const answer = await fetch(`${shop.url}${url}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': uuidV7(),
      ...headers,
    },
    body,
  });
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toMatch(answer.ok ? /^application\/json/ : /^application\/problem\+json/);
  return { status: answer.status, headers: answer.headers, problem: JSON.parse(text) as Record<string, unknown> };
};
const pointersOf = (problem: Record<string, unknown>): unknown =>
  (problem['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);

describe('input that cannot be taken', () => {
  it.each([
    ['cut-off JSON', '{"fullName": "A'],
    ['text that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('%s is 400 at /body', async (_what, body) => {
    const { status, problem } = await post(body);
    expect([status, problem['code'], pointersOf(problem)]).toEqual([400, 'InvalidRequest', ['/body']]);
  });

  it('an id in capitals is the id it spells, not another one beside it', async () => {
    const spelt = await post(JSON.stringify(address), {}, `/api/v1${path.replace(userId, userId.toUpperCase())}`);
    expect(spelt.status).toBe(201);
    const listed = await fetch(`${shop.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${token}`, 'read-after': spelt.headers.get('x-position') ?? '' },
    });
    const { addresses } = (await listed.json()) as { addresses: unknown[] };
    expect(addresses).toEqual((spelt.problem['addresses'] as unknown[]).slice(-addresses.length));
    expect(addresses.length).toBeGreaterThan(0);
  });

  it('text that no store can hold, or that shows as something else, is 400 and names the field, in body, path and query', async () => {
    for (const escape of ['\\u0000', '\\ud800', '\\udc00x', '\\u001b[2J', '\\b', '\\u202E', '\u0085', '\u2066']) {
      const body = JSON.stringify(address).replace('Lake', escape);
      const { status, problem } = await post(body);
      expect([status, pointersOf(problem)]).toEqual([400, ['/body/line1']]);
    }
    expect((await post(JSON.stringify({ ...address, line1: '4 \\u0000\tLake \u{1f3e0}\r\nक\u200dष' }))).status).toBe(
      201,
    );
    const asked = await fetch(`${shop.url}/api/v1/products?q=%00`, { headers: { authorization: `Bearer ${token}` } });
    expect([asked.status, pointersOf((await asked.json()) as Record<string, unknown>)]).toEqual([400, ['/query/q']]);
  });

  it('each wrong field is named', async () => {
    const { status, problem } = await post(JSON.stringify({ ...address, postalCode: '1', city: 7 }));
    expect(status).toBe(400);
    expect(pointersOf(problem)).toEqual(expect.arrayContaining(['/body/postalCode', '/body/city']));
    expect(problem).toMatchObject({ type: '/docs/errors#InvalidRequest', title: 'Invalid request', status: 400 });
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    ['application/json; charset=utf-8', 201],
  ])('a body of type %s is %i', async (type, expected) => {
    const { status } = await post(JSON.stringify(address), { 'content-type': type });
    expect(status).toBe(expected);
  });

  it('a body that is too large is 413', async () => {
    const { status, problem } = await post(JSON.stringify({ line1: 'x'.repeat(BODY_BYTES_MAX) }));
    expect([status, problem['code']]).toEqual([413, 'BodyTooLarge']);
  });

  it('an unknown route is 404, and a malformed escape in a path is 400', async () => {
    expect(await shop.call('GET', '/nothing/here')).toMatchObject({ status: 404, body: { code: 'RouteNotFound' } });
    expect(await shop.call('POST', '/nothing/here')).toMatchObject({ status: 404, body: { code: 'RouteNotFound' } });
    const broken = await fetch(`${shop.url}/api/v1/users/%zz/addresses`);
    expect(broken.headers.get('content-type')).toContain('application/problem+json');
    expect({ status: broken.status, ...((await broken.json()) as object) }).toMatchObject({
      status: 400,
      code: 'InvalidRequest',
    });
  });

  it('bad headers are 400 and named', async () => {
    for (const key of ['', 'abc', `${uuidV7()}, ${uuidV7()}`]) {
      const { status, problem } = await post(JSON.stringify(address), { 'idempotency-key': key });
      expect([status, problem['code'], pointersOf(problem)]).toEqual([
        400,
        'IdempotencyKeyMissing',
        ['/headers/idempotency-key'],
      ]);
    }
    for (const match of ['7', '"x"', '"-1"', '"1", "2"'])
      expect(pointersOf((await post(JSON.stringify(address), { 'if-match': match })).problem)).toEqual([
        '/headers/if-match',
      ]);
    for (const after of ['-1', 'x', '1.5', '9'.repeat(30)])
      expect(await shop.call('GET', path, { token, headers: { 'read-after': after } })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/headers/read-after' }] },
      });
  });

  it('a header that would make another one is taken for what it is', async () => {
    const answer = await shop.call('GET', '/nothing', { headers: { 'x-correlation-id': 'x%0d%0aset-cookie:a' } });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const given = uuidV7();
    const kept = await shop.call('GET', '/nothing', { headers: { 'x-correlation-id': given } });
    expect([kept.headers.get('x-correlation-id'), kept.body.instance]).toEqual([given, `urn:uuid:${given}`]);
  });
});

describe('versions', () => {
  it('are one and the same with and without the version in the path', async () => {
    const fetched = async (url: string, accept?: string): Promise<Response> =>
      fetch(`${shop.url}${url}`, { headers: { authorization: `Bearer ${token}`, ...(accept ? { accept } : {}) } });
    const texts = [];
    for (const url of [`/api/v1${path}`, `/api${path}`, `/api/v1${path}/`])
      texts.push(await (await fetched(url)).text());
    expect(new Set(texts).size).toBe(1);
    expect((await fetched(`/api/v2${path}`)).status).toBe(404);
    for (const accept of [
      'application/vnd.only2u.v1+json',
      'application/vnd.only2u.v2+json, application/json;q=0.5',
      '*/*',
    ])
      expect((await fetched(`/api${path}`, accept)).status).toBe(200);
    const unknown = await fetched(`/api${path}`, 'application/vnd.only2u.v2+json');
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([406, 'NotAcceptable']);
  });
});

describe('reads', () => {
  it('after a position that is not there yet are 503 with the lag, never older', async () => {
    const added = await post(JSON.stringify(address));
    const position = added.headers.get('x-position')!;
    expect((await shop.call('GET', '/products', { headers: { 'read-after': position } })).status).toBe(200);
    const early = await shop.call('GET', '/products', { headers: { 'read-after': '999999999999' } });
    expect([early.status, early.headers.get('retry-after'), early.body.code]).toEqual([503, '1', 'ReadModelBehind']);
    expect(early.body.detail).toMatch(/999999999999 yet \(.+ at \d+/);
  });

  it('answer HEAD as GET, without the body', async () => {
    const answer = await new Promise<{ status: number; length: string | undefined; body: number }>(
      (resolve, reject) => {
        const asked = request(`${shop.url}/api/v1${path}`, {
          method: 'HEAD',
          headers: { authorization: `Bearer ${token}` },
        });
        asked.on('response', (head) => {
          let body = 0;
          head.on('data', (chunk: Buffer) => (body += chunk.length));
          head.on('end', () => resolve({ status: head.statusCode!, length: head.headers['content-length'], body }));
        });
        asked.on('error', reject).end();
      },
    );
    expect(answer).toMatchObject({ status: 200, body: 0 });
    expect(Number(answer.length)).toBeGreaterThan(0);
  });
});
