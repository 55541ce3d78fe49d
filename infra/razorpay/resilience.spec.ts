import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf, startBench } from './spec-bench.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function bench(...options: Parameters<typeof startBench>) {
  const started = await startBench(...options);
  stops.push(started.stop);
  return started;
}

/** A port on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('resilience', () => {
  it('tells a gateway that cannot be reached from one whose answer was lost', async () => {
    const unreachable = await bench({ baseUrl: `http://127.0.0.1:${await deadPort()}` });
    expect(await failureOf(unreachable.gateway.fetchPayment('pay_1'))).toEqual({
      code: 'unavailable',
      cause: 'network',
      effect: 'none',
      retryAfterMs: null,
    });
    const { gateway, fault, newOrder, outcomesOf } = await bench();
    await fault('any', 'lost-response', { times: 6 });
    expect(await failureOf(newOrder())).toMatchObject({ cause: 'network', effect: 'unknown' });
    expect(outcomesOf('orders.create')).toHaveLength(1);
    expect(outcomesOf('orders.find')).toHaveLength(2);
    expect(gateway.circuitState()).toBe('closed');
  });

  it('gives up after the configured number of attempts', async () => {
    const { gateway, fault, outcomesOf } = await bench({ attemptsMax: 4 });
    await fault('payments.fetch', 'server-error', { times: 100 });
    expect(await failureOf(gateway.fetchPayment('pay_1'))).toMatchObject({ cause: 'server', effect: 'unknown' });
    expect(outcomesOf('payments.fetch')).toHaveLength(4);
  });

  it('waits as long as the gateway asks when that is short, and hands a long wait to the caller', async () => {
    const { gateway, fault, outcomesOf, pay } = await bench({ backoffMaxMs: 1_000 });
    const { paymentId } = await pay();
    await fault('payments.fetch', 'rate-limited', { retryAfterSeconds: 1 });
    expect((await gateway.fetchPayment(paymentId)).status).toBe('captured');
    await fault('payments.fetch', 'rate-limited', { retryAfterSeconds: 60 });
    const failure = await failureOf(gateway.fetchPayment(paymentId));
    expect(failure).toMatchObject({ cause: 'rateLimited', effect: 'none', retryAfterMs: 60_000 });
    expect(outcomesOf('payments.fetch')).toEqual(['unavailable', 'ok', 'unavailable']);
  });

  it('opens the circuit after failures in a row and closes it after a good trial', async () => {
    const config = { attemptsMax: 1, circuitFailuresMax: 3, circuitOpenMs: 50 };
    const { gateway, calls, fault, pay } = await bench(config);
    const { paymentId } = await pay();
    await fault('payments.fetch', 'server-error', { times: 4 });
    for (let failures = 0; failures < 3; failures += 1) await failureOf(gateway.fetchPayment(paymentId));
    expect(gateway.circuitState()).toBe('open');
    calls.length = 0;
    expect(await failureOf(gateway.fetchPayment(paymentId))).toMatchObject({ cause: 'circuitOpen', effect: 'none' });
    expect(calls).toEqual([]);
    // The fourth planned fault meets the first trial call, which opens the circuit once more.
    await vi.waitUntil(async () => (await gateway.fetchPayment(paymentId).catch(() => null)) !== null, 5_000);
    expect(gateway.circuitState()).toBe('closed');
    expect(calls.map(({ outcome }) => outcome)).toEqual(['unavailable', 'ok']);
  });

  it('does not count refusals as failures of the gateway', async () => {
    const { gateway } = await bench({ circuitFailuresMax: 2 });
    for (let refusals = 0; refusals < 5; refusals += 1) {
      expect(await failureOf(gateway.fetchPayment('pay_unknown'))).toMatchObject({ code: 'refused' });
    }
    expect(gateway.circuitState()).toBe('closed');
  });

  it('takes a refusal between failures as a sign of life', async () => {
    const { gateway, fault } = await bench({ attemptsMax: 1, circuitFailuresMax: 2 });
    await fault('payments.fetch', 'server-error');
    await failureOf(gateway.fetchPayment('pay_unknown'));
    await failureOf(gateway.fetchPayment('pay_unknown'));
    await fault('payments.fetch', 'server-error');
    await failureOf(gateway.fetchPayment('pay_unknown'));
    expect(gateway.circuitState()).toBe('closed');
  });

  it('does not tell its credentials in any error', async () => {
    const { gateway } = await bench({ keySecret: 'do-not-tell' });
    const error: unknown = await gateway.fetchPayment('pay_1').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: { code: 'refused', httpStatus: 401 } });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('do-not-tell');
  });

  it('settles on the oldest order where the gateway lets receipts repeat', async () => {
    const { gateway, control, newReceipt } = await bench({}, { uniqueReceipts: false });
    const receipt = newReceipt();
    const first = await gateway.createOrder({ receipt, amount: 100, notes: {} });
    await control('POST', '/clock', { days: 1 });
    const second = await gateway.createOrder({ receipt, amount: 100, notes: {} });
    expect(second.id).not.toBe(first.id);
    expect((await gateway.findOrderByReceipt(receipt))?.id).toBe(first.id);
    expect((await gateway.createOrder({ receipt, amount: 100, notes: {}, lookFirst: true })).id).toBe(first.id);
  });
});
