import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { courierGatewayContract, type CourierTarget } from '../../tests/contract/courier-gateway.ts';
import { failureOf, SECRET_PHONE, startBench } from './spec-bench.ts';

let bench: Awaited<ReturnType<typeof startBench>>;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  bench = await startBench();
});
afterEach(async () => {
  await bench.control('DELETE', '/faults');
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => bench.stop());
const another = async (config: Parameters<typeof startBench>[0]) => {
  const started = await startBench(config);
  stops.push(started.stop);
  return started;
};

courierGatewayContract('Shiprocket', (): CourierTarget => ({
  ...bench,
  scan: (reference, status, activity = '') => {
    const at = status === 'pickedUp' ? '2026-01-10T10:00:00Z' : '2026-01-11T10:00:00Z';
    return bench.scan(reference, status, { activity, at });
  },
  loseAnswers: async () => {
    for (const call of ['orders.create', 'awb.assign']) await bench.fault(call, 'lost-response');
  },
}));

describe('the Shiprocket adapter', () => {
  it('looks before it creates after a timeout, an error and a call whose effect came late', async () => {
    for (const [fault, more] of [
      ['slow-response', { delayMs: 500 }],
      ['server-error', {}],
    ] as const) {
      const request = bench.parcel();
      await bench.fault('orders.create', fault, more);
      const { awb } = await bench.gateway.book(request);
      expect(await bench.known(request.reference), fault).toMatchObject([{ awb }]);
    }
  });
  it('logs in once for many calls, and again when its token is no longer taken', async () => {
    const { gateway, parcel, control, fault } = await another({});
    await Promise.all([gateway.book(parcel()), gateway.book(parcel()), gateway.book(parcel())]);
    await fault('login', 'refused');
    const { awb } = await gateway.book(parcel());
    await control('DELETE', '/faults');
    await control('DELETE', '/tokens');
    expect(await gateway.track(awb)).toEqual([]);
  });
  it('fetches a new token before the one it has gets old', async () => {
    let nowMs = 0;
    const { gateway, fault } = await another({ nowMs: () => nowMs });
    await gateway.cancel('nothing');
    await fault('login', 'refused', { times: 1 });
    nowMs = 9 * 86_400_000 + 1;
    expect(await failureOf(gateway.cancel('nothing'))).toMatchObject({ code: 'refused' });
    await gateway.cancel('nothing');
  });
  it('says what the courier company refuses, and repeats neither address nor password', async () => {
    const wrong = await another({ password: 'not-the-password' });
    expect(await failureOf(wrong.gateway.book(wrong.parcel()))).toMatchObject({ code: 'refused' });
    const nowhere = await another({ pickupLocation: 'Attic' });
    const wrongPlace = { code: 'refused', reason: 'Wrong Pickup location entered' };
    expect(await failureOf(nowhere.gateway.book(nowhere.parcel()))).toEqual(wrongPlace);
    const { to } = bench.parcel();
    const error: unknown = await bench.gateway
      .book(bench.parcel({ to: { ...to, postalCode: '50008' } }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: { code: 'refused', reason: 'Oops! Invalid Data.: billing_pincode' } });
    const told = JSON.stringify(error, Object.getOwnPropertyNames(error));
    for (const secret of [SECRET_PHONE, to.line1, to.fullName, 'do-not-tell']) expect(told).not.toContain(secret);
  });
  it('gives up after its attempts, waits no longer than it may, and stops asking a company that is down', async () => {
    const { gateway, fault, control } = await another({ circuitFailuresMax: 3, circuitOpenMs: 60_000 });
    await fault('orders.find', 'rate-limited', { times: 100 });
    expect(await failureOf(gateway.cancel('x'))).toMatchObject({ cause: 'rateLimited', effect: 'none' });
    expect(gateway.circuitState()).toBe('closed');
    await control('DELETE', '/faults');
    await fault('orders.find', 'server-error', { times: 100 });
    expect(await failureOf(gateway.cancel('x'))).toMatchObject({ cause: 'server' });
    expect(gateway.circuitState()).toBe('open');
    expect(await failureOf(gateway.cancel('x'))).toMatchObject({ cause: 'circuitOpen', effect: 'none' });
  });
  it('reads the webhook and the tracking page alike: Indian time, reasons in words, no phone numbers', () => {
    const scan = (code: string, date: string, activity: string) => ({
      ...{ date, activity, location: 'Chomu_SamodRd_D (Rajasthan)', status: 'X' },
      ...{ 'sr-status': code, 'sr-status-label': 'X' },
    });
    const body = {
      order_id: 'parcel-x',
      scans: [
        scan('17', '2023-05-23 08:57:00', 'Out for delivery by Ravi, MobileNo:- 9963133564'),
        scan('21', '2023-05-23 15:40:19', 'Consignee asked for future delivery'),
        scan('5', '2023-05-19 11:59:16', 'Manifest uploaded'),
        scan('18', 'yesterday', 'In transit'),
        scan('NA', '2023-05-19 11:59:16', ''),
      ],
    };
    expect(bench.gateway.readReport(Buffer.from(JSON.stringify(body)))).toEqual({
      reference: 'parcel-x',
      scans: [
        {
          id: '17@2023-05-23T03:27:00.000Z',
          status: 'outForDelivery',
          at: '2023-05-23T03:27:00.000Z',
          place: 'Chomu_SamodRd_D (Rajasthan)',
          text: 'Out for delivery by Ravi, MobileNo:- …',
        },
        {
          id: '21@2023-05-23T10:10:19.000Z',
          status: 'deliveryFailed',
          reason: 'asksForAnotherDay',
          at: '2023-05-23T10:10:19.000Z',
          place: 'Chomu_SamodRd_D (Rajasthan)',
          text: 'Consignee asked for future delivery',
        },
      ],
    });
  });
});
