import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../domains/kernel/event-store.ts';
import {
  CourierGatewayError,
  type CourierGateway,
  type ParcelRequest,
} from '../../domains/kernel/ports/courier-gateway.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import { referenceOf } from '../../domains/order/booking/reporting.ts';
import { orderDecider } from '../../domains/order/decider.ts';
import type { OrderEvent } from '../../domains/order/events.ts';
import { confirmed, line, orderId, placed, shipmentId, userId, vendors } from '../../domains/order/spec-examples.ts';
import type { AnyMessage } from '../../event-schemas/primitives.ts';
import { courierAutoBooking } from './courier-auto-booking.ts';
import { courierBooking } from './courier-booking.ts';

const STARTED = '2026-01-10T12:00:00.000Z';
const BEFORE = '2026-01-10T11:00:00.000Z';
const order = placed([line(1), line(2, { vendorId: vendors[1] })], { paymentMethod: 'COD' });
const bought: OrderEvent[] = [order, confirmed(order)];
const whose = { orderId, userId, shipmentId };
const requested: OrderEvent = {
  type: 'CourierBookingRequested',
  data: {
    ...{ ...whose, vendorId: vendors[0], lineIds: [line(1).lineId], valuePaise: 80_001 },
    ...{ collectPaise: 84_001, withFees: true, requestedAt: STARTED },
  },
};
const booked = { parcelId: '9', awb: 'AWB9', courier: 'Delhivery', trackingUrl: 'https://t.example/9' };
const cancelled = (reason: 'byHand' | 'orderChanged'): OrderEvent => ({
  type: 'CourierBookingCancelled',
  data: { ...whose, reason },
});
const recorded = (event: OrderEvent, recordedAt = STARTED): RecordedEvent =>
  ({ ...event, eventId: `${event.type} ${recordedAt}`, metadata: { recordedAt } }) as unknown as RecordedEvent;

/** A world that has come as far as these events, and a courier company that answers so. */
const world = (events: readonly OrderEvent[], answer: () => Promise<unknown> = () => Promise.resolve(booked)) => {
  const state = events.reduce(orderDecider.evolve, orderDecider.initial);
  const asked: ParcelRequest[] = [];
  const given: string[] = [];
  const sent: AnyMessage[] = [];
  const courierGateway = {
    book: (parcel: ParcelRequest) => {
      asked.push(parcel);
      return answer();
    },
    cancel: (reference: string) => {
      given.push(reference);
      return answer();
    },
  } as unknown as CourierGateway;
  const product = { variants: [{ variantId: line(1).variantId, weightGrams: 250 }] };
  const context = {
    ports: { courierGateway },
    now: () => STARTED,
    facts: ({ category }: { category: string }) => Promise.resolve({ state: category === 'order' ? state : product }),
    send: (command: AnyMessage) => {
      sent.push(command);
      return Promise.resolve({ events: [] });
    },
  } as unknown as ReactorContext;
  return { context, asked, given, sent };
};
const refused = new CourierGatewayError('book', { code: 'refused', reason: 'no courier' });
const away = new CourierGatewayError('book', {
  ...{ code: 'unavailable', cause: 'timeout', effect: 'unknown', retryAfterMs: null },
});

describe('booking at the courier company', () => {
  it('tells it of the parcel under our reference, and records what it answers', async () => {
    const { context, asked, sent } = world([...bought, requested]);
    await courierBooking().react(recorded(requested), context);
    expect(asked).toMatchObject([
      {
        ...{ reference: referenceOf(orderId, shipmentId), lookFirst: false, weightGrams: 500 },
        ...{ valuePaise: 80_001, collectPaise: 84_001, to: { fullName: 'Asha Rao', line2: '' } },
        lines: [{ sku: 'SKU-1', quantity: 2 }],
      },
    ]);
    expect(sent).toEqual([{ type: 'RecordCourierBooking', data: { orderId, shipmentId, ...booked } }]);
  });
  it('looks first when it has asked before, or another process may have', async () => {
    const { context, asked, sent } = world([...bought, requested], () => Promise.reject(away));
    const reactor = courierBooking();
    for (let times = 0; times < 2; times += 1)
      await expect(reactor.react(recorded(requested), context)).rejects.toThrow(CourierGatewayError);
    await expect(courierBooking().react(recorded(requested, BEFORE), context)).rejects.toThrow(CourierGatewayError);
    expect(asked.map(({ lookFirst }) => lookFirst)).toEqual([false, true, true]);
    expect(sent).toEqual([]);
  });
  it('records a refusal, and a parcel that has no address any more', async () => {
    const no = world([...bought, requested], () => Promise.reject(refused));
    await courierBooking().react(recorded(requested), no.context);
    const failure = { type: 'RecordCourierBookingFailure', data: { orderId, shipmentId, reason: 'no courier' } };
    expect(no.sent).toEqual([failure]);
    const erased = { ...order, data: { ...order.data, address: null } } as unknown as OrderEvent;
    const nobody = world([erased, confirmed(order), requested]);
    await courierBooking().react(recorded(requested), nobody.context);
    expect(nobody.asked).toEqual([]);
    expect(nobody.sent).toMatchObject([
      { type: 'RecordCourierBookingFailure', data: { reason: 'there is no address' } },
    ]);
  });
  it('books nothing that was given up, gives up what was booked, and takes a no for an answer to that', async () => {
    const late = world([...bought, requested, cancelled('byHand')]);
    await courierBooking().react(recorded(requested), late.context);
    expect(late.asked).toEqual([]);
    await courierBooking().react(recorded(cancelled('byHand')), late.context);
    expect(late.given).toEqual([referenceOf(orderId, shipmentId)]);
    const collected = world([...bought, requested], () => Promise.reject(refused));
    await courierBooking().react(recorded(cancelled('byHand')), collected.context);
    const unknown = world([...bought, requested], () => Promise.reject(away));
    await expect(courierBooking().react(recorded(cancelled('byHand')), unknown.context)).rejects.toThrow();
  });
});

describe('asking for couriers', () => {
  const packed: OrderEvent = {
    type: 'OrderPacked',
    data: { orderId, userId, lineIds: [line(1).lineId, line(2).lineId] },
  };
  it('happens for each vendor when goods are packed, under the same ids when the event comes again', async () => {
    const { context, sent } = world([...bought, packed]);
    for (let times = 0; times < 2; times += 1) await courierAutoBooking.react(recorded(packed), context);
    expect(sent.slice(0, 2)).toMatchObject([
      { type: 'RequestCourierBooking', data: { vendorId: vendors[0], lineIds: [line(1).lineId] } },
      { type: 'RequestCourierBooking', data: { vendorId: vendors[1], lineIds: [line(2).lineId] } },
    ]);
    expect(sent.slice(2)).toEqual(sent.slice(0, 2));
  });
  it('happens again after a change of the order, not after a word of people, and not without a courier company', async () => {
    const { context, sent } = world([...bought, packed, requested, cancelled('orderChanged')]);
    await courierAutoBooking.react(recorded(cancelled('byHand')), context);
    expect(sent).toEqual([]);
    await courierAutoBooking.react(recorded(cancelled('orderChanged')), context);
    expect(sent).toMatchObject([{ data: { vendorId: vendors[0], lineIds: [line(1).lineId] } }]);
    const alone = { ...context, ports: { ...context.ports, courierGateway: undefined } };
    await courierAutoBooking.react(recorded(packed), alone);
    expect(sent).toHaveLength(1);
  });
});
