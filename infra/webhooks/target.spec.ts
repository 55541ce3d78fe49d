import { createServer as createTcpServer } from 'node:net';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from './addresses.ts';
import { createWebhookTarget, type WebhookTargetOptions } from './target.ts';

const OPTIONS: WebhookTargetOptions = { allowsLoopback: true, timeoutMs: 5_000, answerBytesMax: 64 };
const open: (Server | TcpServer)[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

const listening = async (server: Server | TcpServer): Promise<string> => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const receiver = (listener: RequestListener): Promise<string> => listening(createServer(listener));
const post = (url: string, options: Partial<WebhookTargetOptions> = {}) =>
  createWebhookTarget({ ...OPTIONS, ...options }).post({ url, headers: { 'x-test': 'yes' }, body: '{"a":"ü"}' });

describe('addresses', () => {
  it.each(['93.184.215.14', '8.8.8.8', '2606:4700::1111', '172.32.0.1', '100.128.0.1'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1'],
    ...['169.254.169.254', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1'],
    ...['2002:7f00:1::', '2001::1', '2001:db8::1', 'ff02::1', 'no address', ''],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
  it('of this machine are known', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1'].every(isLoopbackAddress)).toBe(true);
    expect(['128.0.0.1', '::2', '10.0.0.1'].some(isLoopbackAddress)).toBe(false);
  });
});

describe('the check of an address', () => {
  const refusal = (url: string, addresses: readonly string[] = ['93.184.215.14'], allowsLoopback = false) =>
    createWebhookTarget({
      ...OPTIONS,
      allowsLoopback,
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
    }).refusal(url);
  it('lets public hosts pass', async () => {
    expect(await refusal('https://partner.example/hook?shop=1')).toBeUndefined();
    expect(await refusal('https://93.184.215.14:8443/')).toBeUndefined();
  });
  it.each([
    ['http://partner.example/', 'https'],
    ['https://me:pass@partner.example/', 'password'],
    ['https://partner.example/#part', '#'],
    ['https://127.0.0.1/', 'public'],
    ['https://[::1]/', 'public'],
    ['https://[::ffff:10.0.0.1]/', 'public'],
    ['https://0x7f000001/', 'public'],
    ['https://2130706433/', 'public'],
    ['http://127.0.0.1/', 'https'],
    ['no url', 'such as'],
  ])('refuses %s', async (url, word) => {
    expect(await refusal(url)).toContain(word);
  });
  it('refuses a name of which one address is ours, and one that leads nowhere', async () => {
    expect(await refusal('https://partner.example/', ['93.184.215.14', '169.254.169.254'])).toContain('public');
    expect(await refusal('https://partner.example/', [])).toContain('nowhere');
  });
  it('takes this machine only where that is set, and no other private address then', async () => {
    expect(await refusal('http://127.0.0.1:80/', [], true)).toBeUndefined();
    expect(await refusal('http://localhost/', ['127.0.0.1'], true)).toBeUndefined();
    expect(await refusal('http://10.0.0.1/', [], true)).toContain('https');
    expect(await refusal('https://10.0.0.1/', [], true)).toContain('public');
  });
});

describe('a call', () => {
  it('sends the bytes as they are, and answers the status', async () => {
    let seen = '';
    const url = await receiver((request, response) => {
      request.on('data', (part: Buffer) => (seen += part.toString()));
      request.on('end', () => response.end(`${request.method} ${request.headers['x-test'] as string}`));
    });
    expect(await post(url)).toMatchObject({ status: 200, body: 'POST yes', failure: undefined, retryAfterMs: 0 });
    expect(seen).toBe('{"a":"ü"}');
  });
  it('follows no redirect', async () => {
    let asked = 0;
    const url = await receiver((_, response) => {
      asked += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await post(url)).toMatchObject({ status: 307 });
    expect(asked).toBe(1);
  });
  it('reads the start of an answer that has no end', async () => {
    const url = await receiver((_, response) => {
      const chunk = 'x'.repeat(16_384);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', more);
      };
      more();
    });
    const { status, body } = await post(url);
    expect(status).toBe(200);
    expect(body).toBe('x'.repeat(64));
  });
  it('ends in time when no answer comes, and when the answer does not end', async () => {
    const silent = await receiver(() => undefined);
    expect(await post(silent, { timeoutMs: 50 })).toMatchObject({ status: undefined, failure: 'no answer in time' });
    const trickling = await receiver((_, response) => void response.write('a'));
    const resolve = () => new Promise<never>(() => undefined);
    expect(await post('http://localhost', { timeoutMs: 50, resolve })).toMatchObject({ failure: 'no answer in time' });
    expect(await post(trickling, { timeoutMs: 50 })).toMatchObject({ failure: 'no answer in time' });
  });
  it('tells of a connection that is reset, and of one that is refused', async () => {
    const resetting = await listening(createTcpServer((socket) => socket.resetAndDestroy()));
    expect((await post(resetting)).failure).toMatch(/^no connection \(E/);
    const gone = await receiver(() => undefined);
    open.splice(0).forEach((server) => server.close());
    expect((await post(gone)).failure).toBe('no connection (ECONNREFUSED)');
  });
  it('goes to the address that was checked, however often the name changes', async () => {
    const url = await receiver((_, response) => response.end('ours'));
    let answers = 0;
    const resolve = () => Promise.resolve([{ address: (answers += 1) === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await post(named, { resolve })).toMatchObject({ status: 200, body: 'ours' });
    expect(answers).toBe(1);
  });
  it('is not made to an address of ours, and says why without naming it', async () => {
    let asked = 0;
    const url = await receiver((_, response) => {
      asked += 1;
      response.end();
    });
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const https = url.replace('http://127.0.0.1', 'https://partner.example');
    const { status, failure } = await post(https, { allowsLoopback: false, resolve });
    expect({ status, failure, asked }).toEqual({
      status: undefined,
      failure: 'url: the host must have public addresses only.',
      asked: 0,
    });
  });
  it('passes on how long the receiver wants to be left alone', async () => {
    const url = await receiver((_, response) => response.writeHead(429, { 'retry-after': '120' }).end());
    expect(await post(url)).toMatchObject({ status: 429, retryAfterMs: 120_000 });
  });
});
