import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../metrics.ts';
import { observedRequests, upstreamPool } from './gateway-metrics.ts';
import { startGateway } from './gateway.ts';
import { routeNames, UNMATCHED } from './route-names.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const PATHS = {
  '/api/v1/products': { get: {}, post: {} },
  '/api/v1/products/search': { get: {} },
  '/api/v1/products/{productId}': { get: {}, put: {} },
  '/oauth/token': { post: {} },
};
const nameOf = routeNames(PATHS, 100);

const upstream = (answer: RequestListener): Promise<{ url: URL; close: () => Promise<unknown> }> =>
  new Promise((resolve) => {
    const server: Server = createServer(answer).listen(0, '127.0.0.1', () => {
      const close = (): Promise<unknown> => {
        server.closeAllConnections();
        return new Promise((done) => server.close(done));
      };
      closing.push(close);
      resolve({ url: new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}`), close });
    });
  });

const observedGateway = async (target: URL): Promise<{ url: string; metrics: Metrics }> => {
  const metrics = createMetrics();
  const gateway = await startGateway({
    port: 0,
    host: '127.0.0.1',
    routes: { commands: target, reads: target, prefixes: [] },
    observe: observedRequests(metrics, nameOf),
    pool: upstreamPool(metrics),
  });
  closing.push(() => gateway.stop());
  return { url: gateway.url, metrics };
};

/** The samples of one metric without the process's own, as the text that Prometheus reads. */
const samples = async ({ registry }: Metrics, name: string): Promise<readonly string[]> =>
  (await registry.getSingleMetricAsString(name))
    .split('\n')
    .filter((line) => line.startsWith(name) && !line.includes('_bucket') && !line.includes('_sum'));

it('names requests by the template of their operation and never by what was asked', () => {
  expect(nameOf('GET', '/api/v1/products/01980000-0000-7000-8000-000000000001?x=1')).toBe(
    '/api/v1/products/{productId}',
  );
  expect(nameOf('GET', '/api/products/search?q=secret')).toBe('/api/v1/products/search');
  expect(nameOf('POST', '/oauth/token')).toBe('/oauth/token');
  for (const [method, url] of [
    ['GET', '/nothing/like/it'],
    ['DELETE', '/api/v1/products'],
    ['PROPFIND', '/api/v1/products'],
    ['GET', '/api/v1/products/%zz'],
    ['GET', '*'],
  ] as const)
    expect(nameOf(method, url), url).toBe(UNMATCHED);
});

it('measures every request by method, template and status', async () => {
  const { url } = await upstream((incoming, outgoing) => {
    incoming.resume();
    outgoing.writeHead(incoming.url === '/api/v1/products/2' ? 500 : 200).end('answered');
  });
  const gateway = await observedGateway(url);
  for (const path of ['products/1', 'products/1', 'products/2', 'nothing'])
    await (await fetch(`${gateway.url}/api/v1/${path}`)).text();
  await expect
    .poll(() => samples(gateway.metrics, 'gateway_request_seconds'))
    .toEqual([
      'gateway_request_seconds_count{method="GET",route="/api/v1/products/{productId}",status="200"} 2',
      'gateway_request_seconds_count{method="GET",route="/api/v1/products/{productId}",status="500"} 1',
      'gateway_request_seconds_count{method="GET",route="unmatched",status="200"} 1',
    ]);
});

it('tells the connections to the other processes, and requests that got no answer', async () => {
  let finish: () => void = () => undefined;
  const { url, close } = await upstream((incoming, outgoing) => {
    incoming.resume();
    finish = () => outgoing.end('answered');
  });
  const gateway = await observedGateway(url);
  const figure = async (name: string): Promise<string> => (await samples(gateway.metrics, name)).join();
  const asked = fetch(`${gateway.url}/api/v1/products`);
  await expect.poll(() => figure('gateway_upstream_connections_busy')).toBe('gateway_upstream_connections_busy 1');
  finish();
  await (await asked).text();
  await expect.poll(() => figure('gateway_upstream_connections_idle')).toBe('gateway_upstream_connections_idle 1');
  expect(await figure('gateway_upstream_waiting')).toBe('gateway_upstream_waiting 0');
  await close();
  expect((await fetch(`${gateway.url}/api/v1/products`)).status).toBe(503);
  expect(await figure('gateway_upstream_failures_total')).toMatch(
    new RegExp(`^gateway_upstream_failures_total\\{upstream="${url.host}",reason="ECONN[A-Z]+"\\} 1$`),
  );
});

it('tells an answer that was cut off, and counts no failure where it is the client who has gone', async () => {
  let arrived = false;
  const { url } = await upstream((incoming) => {
    incoming.resume();
    arrived = true;
  });
  const gateway = await observedGateway(url);
  const abort = new AbortController();
  const asked = fetch(`${gateway.url}/api/v1/products`, { signal: abort.signal }).catch(() => undefined);
  await expect.poll(() => arrived).toBe(true);
  abort.abort();
  await asked;
  await expect
    .poll(() => samples(gateway.metrics, 'gateway_request_seconds'))
    .toEqual(['gateway_request_seconds_count{method="GET",route="/api/v1/products",status="cut"} 1']);
  expect(await samples(gateway.metrics, 'gateway_upstream_failures_total')).toEqual([]);
});
