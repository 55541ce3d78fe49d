import type { CourierFailure, ParcelRequest } from '../../domains/kernel/ports/courier-gateway.ts';
import { CourierGatewayError } from '../../domains/kernel/ports/courier-gateway.ts';
import { startSimulators } from '../simulators/server.ts';
import type { ShiprocketConfig } from './config.ts';
import { SHIPROCKET_PATIENCE } from './config.ts';
import { createShiprocketGateway } from './gateway.ts';

const credentials = { email: 'shop@example.com', password: 'do-not-tell' };
const patience = {
  timeoutMs: 300,
  attemptsMax: 3,
  backoffFirstMs: 2,
  backoffMaxMs: 20,
  circuitFailuresMax: 50,
  circuitOpenMs: 1_000,
};
export const SECRET_PHONE = '9876543210';

/** The adapter and a simulated vendor of its own. */
export const startBench = async (config: Partial<ShiprocketConfig> = {}) => {
  const simulators = await startSimulators({
    port: 0,
    razorpay: { keyId: 'k', keySecret: 's', webhookSecrets: ['w'], webhookUrl: null },
    sms: { userId: 'u', key: 'k' },
    shiprocket: credentials,
  });
  const baseUrl = `${simulators.url}/simulators/shiprocket`;
  const gateway = createShiprocketGateway({
    ...SHIPROCKET_PATIENCE,
    ...patience,
    ...credentials,
    pickupLocation: 'Primary',
    nowMs: Date.now,
    baseUrl,
    ...config,
  });
  const control = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${baseUrl}${path}`, { method, ...(body === undefined ? {} : json) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  let references = 0;
  const parcel = (change: Partial<ParcelRequest> = {}): ParcelRequest => ({
    reference: `parcel-${(references += 1)}`,
    lookFirst: false,
    orderedAt: '2026-01-10T10:00:00.000Z',
    valuePaise: 80_001,
    collectPaise: 0,
    weightGrams: 500,
    lines: [{ name: 'Kurta', sku: 'SKU-1', quantity: 2, unitPaise: 40_000 }],
    to: {
      fullName: 'Asha Rao',
      phone: SECRET_PHONE,
      line1: '4 Lake Road',
      line2: '',
      city: 'Hyderabad',
      state: 'Telangana',
      postalCode: '500081',
    },
    ...change,
  });
  return {
    gateway,
    control,
    parcel,
    fault: (call: string, fault: string, more: object = {}) => control('POST', '/faults', { call, fault, ...more }),
    scan: (reference: string, status: string, more: object = {}) =>
      control('POST', '/scans', { reference, status, ...more }),
    /** What the vendor has under a reference. */
    known: async (reference: string) =>
      (await control('GET', `/parcels/${reference}`))['parcels'] as {
        readonly awb: string;
        readonly isCancelled: boolean;
        readonly actions: readonly object[];
      }[],
    stop: () => simulators.stop(),
  };
};

/** The failure that this work ends in; an error of another kind, or none, fails the test. */
export const failureOf = async (work: Promise<unknown>): Promise<CourierFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CourierGatewayError)) throw new Error('expected a CourierGatewayError', { cause: error });
  return error.failure;
};
