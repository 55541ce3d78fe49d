import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../event-schemas/primitives.ts';
import { bookingProjection } from './booking/read-model.ts';
import type { OrderEvent } from './events.ts';
import { delivered, NOW, orderId, shipmentId, shipped, userId, vendors } from './spec-examples.ts';
import { undeliveredProjection } from './undelivered-read-model.ts';

type Fold = {
  readonly handles: readonly string[];
  readonly evolve: (row: never, event: never, key: string) => object | undefined;
};
/** The one row of the parcel after these events. */
const rowOf = ({ handles, evolve }: Fold, ...events: readonly OrderEvent[]): object | undefined =>
  events
    .filter(({ type }) => handles.includes(type))
    .reduce<object | undefined>((row, event) => {
      const recorded = { ...event, metadata: { recordedAt: NOW } } as unknown as Recorded<OrderEvent>;
      return evolve(row as never, recorded as never, shipmentId);
    }, undefined);

const whose = { orderId, userId, shipmentId };
const failed = (day: number, id = `f${day}`, reason: 'notAtHome' | 'refused' = 'notAtHome'): OrderEvent => ({
  type: 'ShipmentCheckpointRecorded',
  data: { ...whose, checkpointId: id, status: 'deliveryFailed', reason, at: `2026-01-0${day}T10:00:00.000Z` },
});
const again: OrderEvent = {
  type: 'RedeliveryRequested',
  data: { ...whose, attempt: 1, on: '2026-01-12', requestedAt: NOW },
};

describe('the list of failed deliveries', () => {
  const row = (...events: OrderEvent[]) => rowOf(undeliveredProjection, shipped([1]), ...events);
  it('has a parcel from its first failure on, counts moments and keeps the newest reason, however reports come', () => {
    expect(row()).toBeUndefined();
    expect(row(failed(2), failed(2, 'again'))).toMatchObject({ attempts_at: ['2026-01-02T10:00:00.000Z'] });
    const both = row(failed(2, 'f2', 'refused'), failed(1));
    expect(both).toEqual(row(failed(1), failed(2, 'f2', 'refused')));
    expect(both).toMatchObject({ failed_at: '2026-01-02T10:00:00.000Z', reason: 'refused' });
    const four = row(failed(1), failed(2), failed(3), failed(4)) as { attempts_at: readonly string[] };
    expect(four.attempts_at).toHaveLength(3);
  });
  it('knows what the buyer answered, and when it is over', () => {
    expect(row(failed(1), again)).toMatchObject({ answered_attempt: 1, retry_on: '2026-01-12', given_up: false });
    const back: OrderEvent = { type: 'DeliveryGivenUp', data: { ...whose, attempt: 1, reason: 'unwanted' } };
    expect(row(failed(1), again, back)).toMatchObject({ given_up: true, retry_on: null, is_over: false });
    expect(row(failed(1), delivered([1]))).toMatchObject({ is_over: true });
  });
});

describe('the list of bookings', () => {
  const requested: OrderEvent = {
    type: 'CourierBookingRequested',
    data: {
      ...{ ...whose, vendorId: vendors[0], lineIds: [shipmentId], valuePaise: 1, collectPaise: 0 },
      ...{ withFees: false, requestedAt: NOW },
    },
  };
  const booked: OrderEvent = {
    type: 'CourierBooked',
    data: {
      ...whose,
      parcelId: '9',
      awb: 'A9',
      courier: 'Delhivery',
      trackingUrl: 'https://t.example/9',
      bookedAt: NOW,
    },
  };
  const pickup: OrderEvent = { type: 'CourierPickupArranged', data: { ...whose, on: '2026-01-11' } };
  const row = (...events: OrderEvent[]) => rowOf(bookingProjection, ...events);
  it('follows a booking to the pickup and to the end, and has no row for other parcels', () => {
    expect(row(shipped([1]))).toBeUndefined();
    expect(row(requested)).toMatchObject({ status: 'requested', awb: null, pickup_on: null });
    expect(row(requested, booked, pickup)).toMatchObject({ status: 'booked', awb: 'A9', pickup_on: '2026-01-11' });
    expect(row(requested, booked, pickup, shipped([1]))).toMatchObject({ status: 'collected' });
    const failure: OrderEvent = { type: 'CourierBookingFailed', data: { ...whose, reason: 'no courier' } };
    expect(row(requested, failure)).toMatchObject({ status: 'failed', reason: 'no courier' });
    const told: OrderEvent = {
      type: 'CourierInstructionRefused',
      data: { ...whose, attempt: 1, answer: 'RedeliveryRequested', turn: 1, reason: 'not yet' },
    };
    expect(row(requested, booked, told)).toMatchObject({ instruction: 'refused' });
  });
});
