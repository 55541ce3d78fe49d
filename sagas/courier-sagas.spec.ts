import { describe, expect, it } from 'vitest';
import { sagaSpec } from '../domains/kernel/spec.ts';
import type { OrderEvent } from '../domains/order/events.ts';
import { NOW, delivered, orderId, shipmentId, userId } from '../domains/order/spec-examples.ts';
import { followParcel } from './follow-parcel.ts';
import { instructCourier } from './instruct-courier.ts';

const whose = { orderId, shipmentId, userId };
const deadline = (name: string) => ({ type: 'DeadlineReached', data: { name, dueAt: NOW } }) as const;
type EventOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;
const word = (turn: number) => ({ ...whose, attempt: 1, answer: 'RedeliveryRequested' as const, turn });

describe('passing on what a buyer wants', () => {
  const given = sagaSpec(instructCourier, NOW);
  const again: EventOf<'RedeliveryRequested'> = {
    type: 'RedeliveryRequested',
    data: { ...whose, attempt: 1, on: '2026-01-12', requestedAt: NOW },
  };
  const back: EventOf<'DeliveryGivenUp'> = {
    type: 'DeliveryGivenUp',
    data: { ...whose, attempt: 1, reason: 'unwanted' },
  };
  const refused = (turn: number): EventOf<'CourierInstructionRefused'> => ({
    type: 'CourierInstructionRefused',
    data: { ...word(turn), reason: 'not yet' },
  });
  const accepted: EventOf<'CourierInstructionAccepted'> = { type: 'CourierInstructionAccepted', data: word(1) };
  const rejected = {
    type: 'CommandRejected',
    data: { command: 'InstructCourier', key: 'InstructCourier', rejected: 'CourierBookingNotFound' },
  } as const;
  it('is tried again half an hour after each refusal, until it is accepted', () => {
    given()
      .when(again)
      .sends({ type: 'InstructCourier', data: { shipmentId, turn: 1 } });
    const waits = given(again).when(refused(1));
    expect(waits.step.deadlines).toEqual([{ name: 'turn-1', dueAt: '2026-01-10T10:30:00.000Z' }]);
    given(again, refused(1))
      .when(deadline('turn-1'))
      .sends({ type: 'InstructCourier', data: { turn: 2 } });
    expect(given(again).when(accepted).done).toBe(true);
  });
  it('leaves an older turn when the buyer says something else, and ends with the parcel', () => {
    given(again, refused(1))
      .when(back)
      .sends({ type: 'InstructCourier', data: { turn: 2 } });
    given(again, refused(1), back).when(deadline('turn-1')).sends();
    expect(given(again, back).when(accepted).done).toBe(false);
    for (const end of [delivered([1]), rejected]) expect(given(again).when(end).done).toBe(true);
    expect(given().when(delivered([1])).step).toEqual({});
  });
});

describe('following a booked parcel', () => {
  const given = sagaSpec(followParcel, NOW);
  const booked: EventOf<'CourierBooked'> = {
    type: 'CourierBooked',
    data: { ...whose, parcelId: '9', awb: 'A', courier: 'D', trackingUrl: 'https://t.example/9', bookedAt: NOW },
  };
  it('asks every half day, at most so often, until it has arrived', () => {
    const first = given().when(booked);
    expect(first.step.deadlines).toEqual([{ name: 'ask-1', dueAt: '2026-01-10T22:00:00.000Z' }]);
    const asked = given(booked).when(deadline('ask-1'));
    asked.sends({ type: 'AskForTracking', data: { shipmentId, ask: 1 } });
    expect(asked.step.deadlines).toMatchObject([{ name: 'ask-2' }]);
    given(booked, deadline('ask-1')).when(deadline('ask-1')).sends();
    const over = given(booked).when(delivered([1]));
    expect(over.done).toBe(true);
    given(booked, delivered([1]))
      .when(deadline('ask-1'))
      .sends();
    const all = Array.from({ length: 59 }, (_, n) => deadline(`ask-${n + 1}`));
    const last = given(booked, ...all).when(deadline('ask-60'));
    expect([last.done, last.step.deadlines]).toEqual([true, undefined]);
  });
  it('has nothing to do with parcels that nobody booked', () => expect(given().when(delivered([1])).step).toEqual({}));
});
