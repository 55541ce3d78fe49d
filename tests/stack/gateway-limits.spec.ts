import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type HostProcess } from '../../main/stack-processes.ts';
import { cannotRun, startStore } from '../support/store-stack.ts';

const PER_MINUTE_MAX = 10;
const BACK_WITHIN = { timeout: 120_000, interval: 200 };

describe.skipIf(cannotRun('redis'))('several gateways', () => {
  const stops: (() => Promise<unknown>)[] = [];
  let redis: Awaited<ReturnType<typeof startStore<'redis'>>>;
  let gateways: readonly HostProcess[];
  beforeAll(async () => {
    redis = await startStore('redis');
    stops.push(() => redis.stop());
    const api: Server = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => api.close(resolve)));
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const settings = {
      PROFILE: 'stack',
      PORT: '0',
      COMMAND_API_URL: url,
      READ_API_URL: url,
      REDIS_URL: redis.url(),
      REQUESTS_PER_MINUTE_MAX: String(PER_MINUTE_MAX),
      LOG_LEVEL: 'silent',
    };
    gateways = await Promise.all(
      [1, 2].map((n) =>
        startHost({
          name: `gateway ${n}`,
          entry: 'infra/gateway/main.ts',
          environment: { ...process.env, ...settings },
          onLog: () => undefined,
        }),
      ),
    );
    for (const gateway of gateways) stops.push(() => gateway.stop());
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  /** One request of somebody behind a proxy. */
  const ask = async (gateway: number, address: string): Promise<number> => {
    const answer = await fetch(`${gateways[gateway]!.url}/api/v1/products`, {
      headers: { 'x-forwarded-for': address },
    });
    await answer.text();
    return answer.status;
  };
  /** So many requests of one address, at each gateway in turn. */
  const inTurn = async (requests: number, address: string): Promise<readonly number[]> => {
    const statuses: number[] = [];
    for (let n = 0; n < requests; n += 1) statuses.push(await ask(n % gateways.length, address));
    return statuses;
  };
  const accepted = (statuses: readonly number[]): number => statuses.filter((status) => status === 200).length;

  it('let through together what one may, and count each address by itself', async () => {
    const statuses = await inTurn(2 * PER_MINUTE_MAX, '203.0.113.7');
    expect(accepted(statuses)).toBe(PER_MINUTE_MAX);
    expect(statuses.slice(PER_MINUTE_MAX)).toEqual(Array.from({ length: PER_MINUTE_MAX }, () => 429));
    expect(await ask(0, '203.0.113.8')).toBe(200);
  });

  it('count each for itself while Redis is away, and together again when it is back', async () => {
    await redis.signal('redis', 'SIGKILL');
    const apart = await inTurn(4 * PER_MINUTE_MAX, '203.0.113.9');
    expect(accepted(apart)).toBe(2 * PER_MINUTE_MAX);
    await redis.restart('redis');
    let address = 0;
    await expect
      .poll(async () => accepted(await inTurn(2 * PER_MINUTE_MAX, `198.51.100.${(address += 1)}`)), BACK_WITHIN)
      .toBe(PER_MINUTE_MAX);
  });
});
