import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NewEvent } from '../domains/kernel/event-store.ts';
import { memoryEventStore } from './memory/event-store.ts';
import { httpServer } from './http/server.ts';
import { observeHttp } from './http/observe.ts';
import { createMetrics } from './metrics.ts';
import { currentTraceparent, inSpan, isTracing, startTracing, tracedStore, traceWork } from './tracing.ts';
import { pino } from 'pino';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = `00-${TRACE}-b7ad6b7169203331-01`;
let collector: Server;
let received: Buffer[];
let endpoint: string;

beforeAll(async () => {
  received = [];
  collector = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat([Buffer.from(request.url ?? ''), ...chunks]));
      answer.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  collector.close();
});

const event: NewEvent = {
  type: 'Happened',
  data: {},
  eventId: '01980000-0000-7000-8000-000000000001',
  metadata: {
    correlationId: '01980000-0000-7000-8000-000000000002',
    causationId: '01980000-0000-7000-8000-000000000003',
    actor: 'spec',
    schemaVersion: 1,
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
};

it('does nothing without an endpoint', async () => {
  const tracing = await startTracing('spec', undefined);
  const store = memoryEventStore();
  await inSpan('work', {}, () => tracedStore(store).append('thing-1', -1n, [event]));
  expect([isTracing(), currentTraceparent(), store.log[0]?.metadata.traceparent]).toEqual([
    false,
    undefined,
    undefined,
  ]);
  await tracing.stop();
});

it("leads from the caller's span over the request and the event to the work that the event causes", async () => {
  const tracing = await startTracing('spec', endpoint);
  const store = memoryEventStore();
  const app = observeHttp(httpServer(pino({ level: 'silent' })), createMetrics());
  app.post('/things/:id', async () => {
    await tracedStore(store).append('thing-1', -1n, [event]);
    return {};
  });
  const answer = await app.inject({
    method: 'POST',
    url: '/things/7',
    headers: { traceparent: CALLER, 'content-type': 'application/json' },
    payload: '{"a":1}',
  });
  expect(answer.statusCode).toBe(200);
  const written = store.log[0]!.metadata.traceparent;
  expect(written).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
  expect(written).not.toBe(CALLER);
  const inside = await traceWork('saga', [written, undefined, CALLER], () => Promise.resolve(currentTraceparent()));
  expect(inside).toContain(TRACE);
  expect(inside).not.toBe(written);
  await expect(inSpan('failing', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await app.close();
  await tracing.stop();
  const sent = received.map((body) => body.toString('latin1')).join('');
  for (const name of ['/v1/traces', 'only2u-spec', 'POST /things/:id', 'append thing', 'saga', 'failing'])
    expect(sent).toContain(name);
  expect(isTracing()).toBe(false);
});

it('measures requests by route, not by address', async () => {
  const metrics = createMetrics();
  const app = observeHttp(httpServer(pino({ level: 'silent' })), metrics);
  app.get('/things/:id', () => ({}));
  await app.inject('/things/1');
  await app.inject('/things/2');
  await app.inject('/nowhere');
  const text = await metrics.registry.metrics();
  expect(text).toContain('http_request_seconds_count{method="GET",route="/things/:id",status="200"} 2');
  expect(text).toContain('route="unknown",status="404"} 1');
  await app.close();
});
