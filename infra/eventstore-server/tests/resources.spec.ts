import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type ClientHttp2Session } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE_BYTES_MAX } from '../limits.ts';
import { RawLogClient } from '../operations/raw-client.ts';
import type { RawEvent } from '../operations/raw-messages.ts';
import { encodeFrame } from '../protocol/protobuf-writer.ts';
import { isLinear } from '../streams/regex-matcher.ts';
import { ServerProcess } from '../torture/server-process.ts';
import { scratch } from './scratch.ts';

const MEBIBYTE = 1024 * 1024;
const place = scratch();
let server: ServerProcess;
let client: RawLogClient;
beforeAll(async () => {
  server = await ServerProcess.start(place.directory);
  client = new RawLogClient(server.url);
});
afterAll(async () => {
  client.close();
  await server.stop();
  place.remove();
});

const event = (stream: string, parts: { data?: number; metadata?: number }): RawEvent => ({
  id: randomUUID(),
  stream,
  revision: 0n,
  type: 'Large',
  contentType: 'application/octet-stream',
  createdMs: 0,
  data: Buffer.alloc(parts.data ?? 0, 1),
  metadata: Buffer.alloc(parts.metadata ?? 0, 2),
});

const residentBytes = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid!}/status`, 'utf8'))?.[1]) * 1024;

/** Opens a subscription to `$all` from the start and never reads from it. */
function stalledSubscription(session: ClientHttp2Session): Promise<void> {
  const call = session.request({
    ':method': 'POST',
    ':path': '/event_store.client.streams.Streams/Read',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.on('error', () => undefined);
  call.end(
    encodeFrame((writer) =>
      writer.message(1, () => {
        writer.message(2, () => writer.message(2));
        writer.message(6);
        writer.message(8);
        writer.message(9, () => writer.message(2));
      }),
    ),
  );
  return new Promise((resolve) => call.once('response', () => resolve()));
}

describe('one client cannot spend what belongs to all', () => {
  it('holds a small window for each of many subscribers that stopped reading', { timeout: 60_000 }, async () => {
    for (let index = 0; index < 48; index += 1)
      await client.append(`filled-${index}`, -1n, [event(`filled-${index}`, { data: MEBIBYTE })]);
    const before = residentBytes();
    const session = connect(`http://127.0.0.1:${server.port}`);
    await Promise.all(Array.from({ length: 20 }, () => stalledSubscription(session)));
    // Another reader gets the whole log while those 20 hold on to what they were sent: 48 MiB each, were it buffered.
    let seen = 0;
    for await (const each of client.readAll()) seen += each.data.length;
    expect(seen).toBeGreaterThanOrEqual(48 * MEBIBYTE);
    expect(residentBytes() - before).toBeLessThan(200 * MEBIBYTE);
    session.destroy();
  });

  it('takes a message of nearly 16 MiB and refuses one above, while others go on', async () => {
    const others = new RawLogClient(server.url);
    const large = client.append('large', -1n, [event('large', { metadata: 15 * MEBIBYTE })]);
    await others.append('small', -1n, [event('small', { data: 1 })]);
    await large;
    await expect(
      client.append('too-large', -1n, [event('too-large', { metadata: MESSAGE_BYTES_MAX })]),
    ).rejects.toThrow(/RESOURCE_EXHAUSTED|larger than max/i);
    await others.append('after', -1n, [event('after', { data: 1 })]);
    others.close();
  });

  it('serves liveness, ping and metrics over HTTP/1.1 on the same port, and nothing else', async () => {
    const get = (path: string, method = 'GET'): Promise<Response> =>
      fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    expect((await get('/health/live')).status).toBe(204);
    expect(await (await get('/ping')).json()).toMatchObject({ text: 'Ping request successfully handled' });
    expect(await (await get('/metrics')).text()).toMatch(/^eventlog_commits_total [1-9]\d*$/m);
    expect((await get('/streams/a')).status).toBe(404);
    expect((await get('/ping', 'POST')).status).toBe(405);
  });

  it.each([
    ['^[^\\$].*', true],
    ['^order-', true],
    ['^a*b*$', false],
    ['^(a+)+$', false],
    ['.*a', false],
    ['^a{1,5}', false],
    ['^(a|aa)*$', false],
  ])('judges whether %s can be evaluated on the spot', (source, expected) => {
    expect(isLinear(source)).toBe(expected);
  });
});
