import { expect } from 'vitest';
import { referenceOf } from '../../domains/order/index.ts';
import { ok, type Shop } from './purchase.ts';
import type { TestSystem } from './system.ts';

export type Booking = {
  readonly shipmentId: string;
  readonly vendorId: string;
  readonly status: string;
  readonly courier: string | null;
  readonly trackingNumber: string | null;
  readonly pickupOn: string | null;
  readonly reason: string | null;
  readonly instruction: { readonly status: string; readonly turn: number } | null;
};
type Known = {
  readonly isCancelled: boolean;
  readonly awb: string;
  readonly actions: readonly Record<string, string>[];
};

const WAIT = { timeout: 40_000, interval: 100 };

/** The simulated courier company, attached to the shop with its webhook, and what its people do. */
export const courierCompany = async (system: TestSystem, shop: Shop) => {
  const control = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const url = `${system.url}/simulators/shiprocket${path}`;
    const answer = await fetch(url, { method, ...(body === undefined ? {} : json) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  };
  const body = { name: 'Shiprocket' };
  const courier = ok(await system.call('POST', '/couriers', { token: shop.admin, body })).body as {
    id: string;
    secret: string;
    version: number;
  };
  const webhook = `${system.url}/api/v1/couriers/${courier.id}/tracking`;
  const attach = (token: string) => control('POST', '/webhook', { url: webhook, token });
  await attach(courier.secret);
  const bookings = async (id: string): Promise<readonly Booking[]> =>
    (
      ok(await system.call('GET', `/orders/${id}/bookings`, { token: shop.ownerToken }), 200).body as {
        bookings: Booking[];
      }
    ).bookings;
  return {
    courier,
    webhook,
    control,
    attach,
    bookings,
    /** Waits until the newest booking of an order stands so. */
    booked: async (id: string, status = 'booked'): Promise<Booking> => {
      await expect.poll(async () => (await bookings(id)).at(-1)?.status, WAIT).toBe(status);
      return (await bookings(id)).at(-1)!;
    },
    /** What the company has of a parcel. */
    known: async (id: string, shipmentId: string) =>
      (await control('GET', `/parcels/${referenceOf(id, shipmentId)}`))['parcels'] as readonly Known[],
    scan: (id: string, shipmentId: string, status: string, more: object = {}) =>
      control('POST', '/scans', { reference: referenceOf(id, shipmentId), status, ...more }),
    fault: (call: string, fault: string, more: object = {}) => control('POST', '/faults', { call, fault, ...more }),
  };
};
