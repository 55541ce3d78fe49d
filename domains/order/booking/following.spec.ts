import { describe, it } from 'vitest';
import { deciderSpec } from '../../kernel/spec.ts';
import type { OrderCommand } from '../commands.ts';
import { orderDecider } from '../decider.ts';
import type { OrderEvent } from '../events.ts';
import {
  confirmed,
  delivered,
  line,
  NOW,
  orderId,
  placed,
  shipmentId,
  shipped,
  userId,
  vendors,
} from '../spec-examples.ts';

const given = deciderSpec(orderDecider, NOW);
const order = placed([line(1)]);
const parcel = { orderId, shipmentId };
const whose = { ...parcel, userId };
const requested: OrderEvent = {
  type: 'CourierBookingRequested',
  data: {
    ...{ ...whose, vendorId: vendors[0], lineIds: [line(1).lineId], valuePaise: 80_001 },
    ...{ collectPaise: 0, withFees: false, requestedAt: NOW },
  },
};
const booked: OrderEvent = {
  type: 'CourierBooked',
  data: {
    ...whose,
    parcelId: '9',
    awb: 'AWB1',
    courier: 'Delhivery',
    trackingUrl: 'https://t.example/9',
    bookedAt: NOW,
  },
};
const open = [order, confirmed(order), requested, booked];
const left: OrderEvent = { ...shipped([1]), data: { ...shipped([1]).data, shippedAt: '2026-01-09T22:00:00.000Z' } };

describe('asking the courier about a parcel', () => {
  const ask = (n: number): OrderCommand => ({ type: 'AskForTracking', data: { ...parcel, ask: n } });
  const asked = (n: number): OrderEvent => ({ type: 'CourierTrackingRequested', data: { ...whose, ask: n } });
  it('happens where nobody has reported for half a day, until it has arrived', () => {
    given(...open)
      .when(ask(1))
      .then(asked(1));
    given(...open, left)
      .when(ask(2))
      .then(asked(2));
    given(...open, shipped([1]))
      .when(ask(2))
      .then();
    given(...open, left, delivered([1]))
      .when(ask(2))
      .then();
    given(order, confirmed(order)).when(ask(1)).rejects('CourierBookingNotFound');
  });
});

describe('telling the courier what the buyer wants', () => {
  const failed: OrderEvent = {
    type: 'ShipmentCheckpointRecorded',
    data: { ...whose, checkpointId: 'f1', status: 'deliveryFailed', at: '2026-01-10T08:00:00.000Z' },
  };
  const again: OrderEvent = {
    type: 'RedeliveryRequested',
    data: { ...whose, attempt: 1, on: '2026-01-12', requestedAt: NOW },
  };
  const back: OrderEvent = { type: 'DeliveryGivenUp', data: { ...whose, attempt: 1, reason: 'unwanted' } };
  const answered = [...open, left, failed, again];
  const word = (turn: number, answer: 'RedeliveryRequested' | 'DeliveryGivenUp' = 'RedeliveryRequested') => ({
    ...{ attempt: 1, answer, turn },
  });
  const instruct = (turn: number): OrderCommand => ({ type: 'InstructCourier', data: { ...parcel, turn } });
  const told = (turn: number, answer?: 'DeliveryGivenUp'): OrderEvent => ({
    type: 'CourierInstructionRequested',
    data: { ...whose, ...word(turn, answer) },
  });
  const accepted: OrderEvent = { type: 'CourierInstructionAccepted', data: { ...whose, ...word(1) } };
  const refused: OrderEvent = { type: 'CourierInstructionRefused', data: { ...whose, ...word(1), reason: 'not yet' } };
  const record = (turn: number, refusedFor?: string): OrderCommand => ({
    type: 'RecordCourierInstruction',
    data: { ...parcel, ...word(turn), ...(refusedFor === undefined ? {} : { refusedFor }) },
  });
  it('is done in turns until it is accepted, and again for every further word', () => {
    given(...answered)
      .when(instruct(1))
      .then(told(1));
    given(...answered, told(1))
      .when(record(1))
      .then(accepted);
    given(...answered, told(1))
      .when(record(1, 'not yet'))
      .then(refused);
    given(...answered, told(1), refused)
      .when(instruct(2))
      .then(told(2));
    given(...answered, told(1), accepted)
      .when(instruct(2))
      .then();
    given(...answered, told(1), accepted, back)
      .when(instruct(2))
      .then(told(2, 'DeliveryGivenUp'));
  });
  it('is over with the parcel, and none of parcels that were not booked', () => {
    given(...answered, delivered([1]))
      .when(instruct(1))
      .then();
    given(...open, left, failed)
      .when(instruct(1))
      .then();
    given(...answered, told(1), refused, told(2))
      .when(record(1))
      .then();
    given(...answered)
      .when(instruct(97))
      .then();
    given(order, confirmed(order), left, failed, again).when(instruct(1)).rejects('CourierBookingNotFound');
    given(...open)
      .when(instruct(1))
      .rejects('ShipmentNotFound');
  });
});
