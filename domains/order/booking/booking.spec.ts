import { describe, expect, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import type { OrderCommand } from '../commands.ts';
import { orderDecider } from '../decider.ts';
import type { OrderEvent } from '../events.ts';
import { confirmed, id, line, NOW, orderId, placed, shipmentId, shipped, userId, vendors } from '../spec-examples.ts';
import { orderOfReference, referenceOf, scanCommands } from './reporting.ts';

const given = deciderSpec(orderDecider, NOW);
const order = placed([line(1), line(2), line(3, { vendorId: vendors[1] })]);
const bought = [order, confirmed(order)];
const parcel = { orderId, shipmentId };
const whose = { ...parcel, userId };
const lineIds = (numbers: readonly number[]): string[] => numbers.map((n) => line(n).lineId);
const request = (numbers?: readonly number[], change: object = {}): OrderCommand => ({
  type: 'RequestCourierBooking',
  data: { ...parcel, vendorId: vendors[0], ...(numbers && { lineIds: lineIds(numbers) }), ...change },
});
const requested = (numbers: readonly number[], change: object = {}): OrderEvent => ({
  type: 'CourierBookingRequested',
  data: {
    ...{ ...whose, vendorId: vendors[0], lineIds: lineIds(numbers), valuePaise: numbers.length * 80_001 },
    ...{ collectPaise: 0, withFees: false, requestedAt: NOW, ...change },
  },
});
const booking = {
  parcelId: '900001',
  awb: 'AWB9',
  courier: 'Delhivery Surface',
  trackingUrl: 'https://track.example/9',
};
const record: OrderCommand = { type: 'RecordCourierBooking', data: { ...parcel, ...booking } };
const booked: OrderEvent = { type: 'CourierBooked', data: { ...whose, ...booking, bookedAt: NOW } };
const cancelled = (reason: 'byHand' | 'shippedOtherwise' | 'orderChanged', shipment = shipmentId): OrderEvent => ({
  type: 'CourierBookingCancelled',
  data: { orderId, userId, shipmentId: shipment, reason },
});
const cancel: OrderCommand = { type: 'CancelCourierBooking', data: parcel };
const stateOf = (...events: OrderEvent[]) => events.reduce(orderDecider.evolve, orderDecider.initial)!;

describe('booking a courier', () => {
  it('takes what is named, or all of the vendor that is in the house and not booked', () => {
    given(...bought)
      .when(request())
      .then(requested([1, 2]));
    given(...bought, requested([1], { shipmentId: id(61) }))
      .when(request())
      .then(requested([2]));
    given(order).when(request()).rejects('OrderNotConfirmed');
    given(...bought)
      .when(request([3]))
      .rejects('OrderLineNotYours');
    given(...bought)
      .when(request(undefined, { lineIds: [id(999)] }))
      .rejects('OrderLineNotFound');
  });
  it('never sends two couriers for one line', () => {
    const other = { shipmentId: id(61) };
    given(...bought, requested([1, 2]))
      .when(request([2], other))
      .rejects('CourierAlreadyBooked');
    given(...bought, requested([1, 2]))
      .when(request(undefined, other))
      .rejects('CourierAlreadyBooked');
    given(...bought, shipped([1, 2]))
      .when(request([1], other))
      .rejects('OrderStatusNotAllowed');
    given(...bought, shipped([1, 2]))
      .when(request([1]))
      .rejects('ShipmentIdTaken');
    for (const over of [
      cancelled('byHand'),
      { type: 'CourierBookingFailed', data: { ...whose, reason: 'no' } } as const,
    ])
      given(...bought, requested([1, 2]), over)
        .when(request([2], other))
        .then(requested([2], other));
  });
  it('has cash collected for goods that are not paid for, and the fees of the order once', () => {
    const cod = placed([line(1), line(2)], { paymentMethod: 'COD' });
    const ready = [cod, { ...confirmed(cod), data: { ...confirmed(cod).data, paymentMethod: 'COD' } } as OrderEvent];
    const first = requested([1], { collectPaise: 84_001, withFees: true });
    const second = { shipmentId: id(61) };
    given(...ready)
      .when(request([1]))
      .then(first);
    given(...ready, first)
      .when(request([2], second))
      .then(requested([2], { ...second, collectPaise: 80_001 }));
    given(...ready, first, cancelled('byHand'))
      .when(request([2], second))
      .then(requested([2], { ...second, collectPaise: 84_001, withFees: true }));
  });
  it('has no cash collected for what store credit has paid, once over all parcels that are brought', () => {
    const cod = placed([line(1), line(2)], { paymentMethod: 'COD', storeCreditPaise: 100_000 });
    const ready = [cod, { ...confirmed(cod), data: { ...confirmed(cod).data, paymentMethod: 'COD' } } as OrderEvent];
    const first = requested([1], { collectPaise: 0, withFees: true });
    const second = { shipmentId: id(61) };
    // 84,001 of the credit pay for the first parcel with its fees, the other 15,999 for part of the second.
    given(...ready)
      .when(request([1]))
      .then(first);
    const rest = requested([2], { ...second, collectPaise: 80_001 - 15_999 });
    given(...ready, first)
      .when(request([2], second))
      .then(rest);
    given(...ready, first, booked, shipped([1]))
      .when(request([2], second))
      .then(rest);
    given(...ready, first, cancelled('byHand'))
      .when(request([2], second))
      .then(requested([2], { ...second, collectPaise: 0, withFees: true }));
  });
  it('keeps what the courier company answered, and nothing that comes after it was given up', () => {
    const pickup: OrderCommand = { type: 'RecordCourierPickup', data: { ...parcel, on: '2026-01-11' } };
    const fail: OrderCommand = { type: 'RecordCourierBookingFailure', data: { ...parcel, reason: 'no courier' } };
    const open = [...bought, requested([1, 2])];
    given(...open)
      .when(record)
      .then(booked);
    given(...open)
      .when(fail)
      .then({ type: 'CourierBookingFailed', data: { ...whose, reason: 'no courier' } });
    given(...open, booked)
      .when(pickup)
      .then({ type: 'CourierPickupArranged', data: { ...whose, on: '2026-01-11' } });
    for (const late of [record, fail, pickup])
      given(...open, cancelled('byHand'))
        .when(late)
        .then();
    given(...bought)
      .when(record)
      .rejects('CourierBookingNotFound');
  });
  it('is given up by hand until the parcel is collected, and by whatever takes the goods away', () => {
    const open = [...bought, requested([1, 2]), booked];
    given(...open)
      .when(cancel)
      .then(cancelled('byHand'));
    given(...open, shipped([1, 2]))
      .when(cancel)
      .rejects('OrderStatusNotAllowed');
    given(...bought)
      .when(cancel)
      .rejects('CourierBookingNotFound');
    const after = (command: OrderCommand) => {
      const decision = orderDecider.decide(command, stateOf(...open), NOW);
      return (decision as readonly OrderEvent[]).filter(({ type }) => type === 'CourierBookingCancelled');
    };
    const byHand = { ...parcel, shipmentId: id(61), vendorId: vendors[0], courier: 'Ekart', trackingNumber: 'E1' };
    expect(after({ type: 'ShipOrder', data: byHand })).toEqual([cancelled('shippedOtherwise')]);
    const collected = { ...byHand, shipmentId, trackingNumber: 'AWB9' };
    expect(after({ type: 'ShipOrder', data: collected })).toEqual([]);
    const change = { orderId, cancellationId: id(62), reason: 'outOfStock', by: 'staff' } as const;
    expect(after({ type: 'CancelOrder', data: { ...change, lineIds: lineIds([2]) } })).toEqual([
      cancelled('orderChanged'),
    ]);
    expect(after({ type: 'CancelOrder', data: { ...change, lineIds: lineIds([3]) } })).toEqual([]);
    const moved = { ...stateOf(...open).address!, line1: '9 Hill Road' };
    const to = { orderId, address: moved, placeOfSupply: 'Telangana' };
    expect(after({ type: 'ChangeOrderAddress', data: to })).toEqual([cancelled('orderChanged')]);
  });
});

describe('scans of a booked parcel', () => {
  const scan = (n: number, status: 'pickedUp' | 'inTransit' | 'delivered') =>
    ({ id: `s${n}`, status, at: `2026-01-1${n}T10:00:00.000Z` }) as const;
  const open = [...bought, requested([1, 2]), booked];
  const typesOf = (commands: readonly OrderCommand[]): string[] => commands.map(({ type }) => type);
  it('say that it has left, then what happened on the way, and nothing twice', () => {
    const scans = [scan(1, 'pickedUp'), scan(2, 'inTransit'), scan(3, 'delivered')];
    const commands = scanCommands(stateOf(...open), shipmentId, scans);
    expect(typesOf(commands)).toEqual(['ShipOrder', 'RecordCheckpoint', 'RecordCheckpoint', 'DeliverOrder']);
    let state = stateOf(...open);
    for (const command of commands)
      for (const event of orderDecider.decide(command, state, NOW) as readonly OrderEvent[])
        state = orderDecider.evolve(state, event)!;
    expect(state.shipments).toMatchObject([{ trackingNumber: 'AWB9', status: 'delivered' }]);
    for (const command of scanCommands(state, shipmentId, scans))
      expect(orderDecider.decide(command, state, NOW)).toEqual([]);
  });
  it('are nobody’s before the booking and after it was given up', () => {
    for (const events of [bought, [...bought, requested([1, 2])], [...open, cancelled('byHand')]])
      expect(scanCommands(stateOf(...events), shipmentId, [scan(1, 'pickedUp')])).toEqual([]);
    expect(scanCommands(stateOf(...open), shipmentId, [{ ...scan(1, 'pickedUp'), status: 'info' }])).toMatchObject([
      { type: 'RecordCheckpoint' },
    ]);
  });
  it('carry a reference that finds the order and fits into 50 characters', () => {
    const reference = referenceOf(orderId, shipmentId);
    expect(reference.length).toBeLessThanOrEqual(50);
    expect(orderOfReference(reference)).toBe(orderId);
    for (const strange of ['', 'TEST-1', `${reference}0`, reference.toUpperCase().replace(/^0/, 'X')])
      expect(orderOfReference(strange)).toBeUndefined();
  });
});
