import { afterEach, describe, expect, it } from 'vitest';
import { allowedOrigins } from './browsers.ts';
import { startGateway, type Gateway } from './gateway.ts';

const SHOP = 'https://shop.example';
let gateway: Gateway | undefined;
afterEach(() => gateway?.stop());

const asked: string[] = [];
const ask = async (origins: string, init: RequestInit): Promise<Response> => {
  asked.length = 0;
  gateway = await startGateway({
    port: 0,
    host: '127.0.0.1',
    allowsOrigin: allowedOrigins(origins),
    routes: {
      commands: (incoming, outgoing) => {
        asked.push(incoming.method!);
        outgoing.writeHead(200, { 'x-position': '7' }).end('{}');
      },
      reads: (incoming, outgoing) => {
        asked.push(incoming.method!);
        outgoing.writeHead(200).end('{}');
      },
      prefixes: [],
    },
  });
  return fetch(`${gateway.url}/api/v1/cart`, init);
};
const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'idempotency-key' },
});
const allowed = ({ headers }: Response): string | null => headers.get('access-control-allow-origin');

describe('a page of another origin', () => {
  it('that is allowed is told what it may send, without asking the APIs', async () => {
    const answer = await ask(`https://admin.example, ${SHOP}`, preflight(SHOP));
    expect(answer.status).toBe(204);
    expect(allowed(answer)).toBe(SHOP);
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    for (const name of ['authorization', 'idempotency-key', 'if-match', 'read-after'])
      expect(answer.headers.get('access-control-allow-headers')).toContain(name);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(asked).toEqual([]);
  });
  it('that is allowed may read the answer and its headers, and caches keep it apart', async () => {
    const answer = await ask(SHOP, { method: 'POST', headers: { origin: SHOP }, body: '{}' });
    expect(await answer.text()).toBe('{}');
    expect(allowed(answer)).toBe(SHOP);
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-position');
    expect(answer.headers.get('vary')).toBe('Origin');
  });
  it.each([
    ['', SHOP],
    [SHOP, 'https://shop.example.evil.example'],
    [SHOP, 'http://shop.example'],
    [SHOP, 'null'],
  ])('is not allowed by "%s" when it is %s', async (origins, origin) => {
    expect(allowed(await ask(origins, preflight(origin)))).toBeNull();
    await gateway!.stop();
    expect(allowed(await ask(origins, { headers: { origin } }))).toBeNull();
  });
  it('is allowed whatever it is where the shop says so', async () =>
    expect(allowed(await ask('*', preflight('https://anybody.example')))).toBe('https://anybody.example'));
});

it('every answer says that it is what it says, and is shown in no other page', async () => {
  const { headers } = await ask('', {});
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
  expect(headers.get('access-control-allow-origin')).toBeNull();
});
it('an OPTIONS that is no preflight goes where it went', async () => {
  await ask(SHOP, { method: 'OPTIONS', headers: { origin: SHOP } });
  expect(asked).toEqual(['OPTIONS']);
});
