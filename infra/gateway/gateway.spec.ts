import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { memoryRateLimiter } from '../memory/rate-limiter.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { limitedRate } from './limited-rate.ts';

type Got = { method: string; url: string; headers: IncomingMessage['headers']; body: string };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const upstream = (answer: RequestListener): Promise<URL> =>
  new Promise((resolve) => {
    const server: Server = createServer(answer).listen(0, '127.0.0.1', () => {
      closing.push(() => {
        server.closeAllConnections();
        return new Promise((done) => server.close(done));
      });
      resolve(new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}`));
    });
  });
/** Another process that tells what it was sent. */
const echo = (got: Got[]): Promise<URL> =>
  upstream((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      got.push({ method: incoming.method!, url: incoming.url!, headers: incoming.headers, body });
      outgoing.writeHead(201, { 'x-upstream': 'yes', 'content-type': 'text/plain' }).end('answered');
    });
  });
const gatewayTo = async (target: URL): Promise<Gateway> => {
  const gateway = await startGateway({
    port: 0,
    host: '127.0.0.1',
    routes: { commands: target, reads: target, prefixes: [] },
  });
  closing.push(() => gateway.stop());
  return gateway;
};
/** A request whose target is sent as it is given. */
const raw = (
  gateway: Gateway,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request({ port: gateway.port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode!, text }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });

it('passes requests and answers on, without the headers of the connection', async () => {
  const got: Got[] = [];
  const gateway = await gatewayTo(await echo(got));
  const answer = await fetch(`${gateway.url}/api/v1/x?y=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.0.0.1' },
    body: '{"a":1}',
  });
  expect([answer.status, answer.headers.get('x-upstream'), await answer.text()]).toEqual([201, 'yes', 'answered']);
  await raw(gateway, 'GET', '/z', { headers: { connection: 'keep-alive, x-hop', 'x-hop': 'mine', te: 'trailers' } });
  expect(got[0]).toMatchObject({ method: 'POST', url: '/api/v1/x?y=1', body: '{"a":1}' });
  expect(got[0]!.headers['x-forwarded-for']).toBe('10.0.0.1');
  expect(Object.keys(got[1]!.headers)).not.toEqual(expect.arrayContaining(['x-hop']));
  expect(got[1]!.headers.te).toBeUndefined();
});

it('lets no request choose the address', async () => {
  const [own, other]: [Got[], Got[]] = [[], []];
  const elsewhere = await echo(other);
  const gateway = await gatewayTo(await echo(own));
  await raw(gateway, 'POST', `//${elsewhere.host}/steal`);
  await raw(gateway, 'GET', `${elsewhere.href}steal`);
  expect(other).toEqual([]);
  expect(own).toHaveLength(2);
});

it('frames the body of a DELETE, so that it is not taken for the next request', async () => {
  const got: Got[] = [];
  const gateway = await gatewayTo(await echo(got));
  const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n';
  await raw(gateway, 'DELETE', '/d', { headers: { 'transfer-encoding': 'chunked' }, body: smuggled });
  expect(got.map(({ method, url, body }) => [method, url, body])).toEqual([['DELETE', '/d', smuggled]]);
});

it('says 503 while the other process is down', async () => {
  const gone = await upstream(() => undefined);
  await closing.pop()!();
  const answer = await fetch(`${(await gatewayTo(gone)).url}/api/v1/x?token=secret`);
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
    503,
    '1',
    'application/problem+json',
  ]);
  const problem = await answer.text();
  expect(JSON.parse(problem)).toMatchObject({ code: 'UpstreamUnavailable', status: 503 });
  expect(problem).not.toContain('secret');
});

it('cuts the connection when the other process dies in the middle of its answer', async () => {
  const gateway = await gatewayTo(
    await upstream((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' });
      outgoing.write('half');
      setImmediate(() => outgoing.destroy());
    }),
  );
  await expect(raw(gateway, 'GET', '/x')).rejects.toThrow();
});

it('lets the other process know that the client has gone', async () => {
  let left = false;
  let arrived = false;
  const gateway = await gatewayTo(
    await upstream((incoming) => {
      arrived = true;
      incoming.on('close', () => (left = true));
    }),
  );
  const abort = new AbortController();
  const asked = fetch(`${gateway.url}/x`, { signal: abort.signal }).catch(() => undefined);
  await vi.waitUntil(() => arrived);
  abort.abort();
  await asked;
  await vi.waitUntil(() => left);
});

it('says which port is taken', async () => {
  const taken = await upstream(() => undefined);
  const options = {
    port: Number(taken.port),
    host: '127.0.0.1',
    routes: { commands: taken, reads: taken, prefixes: [] },
  };
  await expect(startGateway(options)).rejects.toThrow(`Port ${taken.port} is in use`);
});

it('refuses the request of an address that is one too many, on every gateway that shares the counts', async () => {
  const target = await echo([]);
  const limiter = memoryRateLimiter();
  const gateways = await Promise.all(
    [1, 2].map(() =>
      startGateway({
        port: 0,
        host: '127.0.0.1',
        routes: { commands: target, reads: target, prefixes: [{ prefix: '/docs', upstream: target }] },
        admit: limitedRate(limiter, 3),
      }),
    ),
  );
  for (const gateway of gateways) closing.push(() => gateway.stop());
  const [one, other] = gateways as [Gateway, Gateway];
  const asha = { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' } };
  for (const gateway of [one, other, one])
    expect((await raw(gateway, 'GET', '/api/v1/products', asha)).status).toBe(201);
  const refused = await raw(other, 'POST', '/api/v1/orders', asha);
  expect(refused.status).toBe(429);
  expect(JSON.parse(refused.text)).toMatchObject({ code: 'TooManyRequests', status: 429 });
  expect((await raw(other, 'POST', '/oauth/token', asha)).status).toBe(429);
  expect((await raw(one, 'GET', '/docs', asha)).status).toBe(201);
  expect((await raw(one, 'GET', '/x', { headers: { 'x-forwarded-for': '203.0.113.8' } })).status).toBe(201);
});
