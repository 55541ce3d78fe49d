import { describe, it } from 'vitest';
import { deciderSpec } from '../kernel/spec.ts';
import type { OrderCommand } from './commands.ts';
import { orderDecider } from './decider.ts';
import type { OrderEvent } from './events.ts';
import { confirmed, delivered, line, NOW, orderId, placed, shipmentId, shipped, userId } from './spec-examples.ts';

const given = deciderSpec(orderDecider, NOW);
const order = placed([line(1)]);
const underway = [order, confirmed(order), shipped([1])];
const parcel = { orderId, shipmentId };
const at = (n: number): string => `2026-01-0${n}T10:00:00.000Z`;
const report = (n: number, id = `c${n}`) =>
  ({ ...parcel, checkpointId: id, status: 'deliveryFailed', reason: 'notAtHome', at: at(n) }) as const;
const failed = (n: number, id?: string): OrderEvent => ({
  type: 'ShipmentCheckpointRecorded',
  data: { ...report(n, id), userId },
});
const fail = (n: number, id?: string): OrderCommand => ({ type: 'RecordCheckpoint', data: report(n, id) });
const retry = (attempt: number, on = '2026-01-12'): OrderCommand => ({
  type: 'RequestRedelivery',
  data: { ...parcel, attempt, on },
});
const retried = (attempt: number): OrderEvent => ({
  type: 'RedeliveryRequested',
  data: { ...parcel, userId, attempt, on: '2026-01-12', requestedAt: NOW },
});
const giveUp = (attempt: number): OrderCommand => ({ type: 'GiveUpDelivery', data: { ...parcel, attempt } });
const givenUp = (attempt: number, reason: 'attemptsExhausted' | 'unwanted'): OrderEvent => ({
  type: 'DeliveryGivenUp',
  data: { ...parcel, userId, attempt, reason },
});

describe('a parcel that could not be handed over', () => {
  it('is tried again on the day that the buyer names, once per attempt', () => {
    given(...underway, failed(1))
      .when(retry(1))
      .then(retried(1));
    given(...underway, failed(1), retried(1))
      .when(retry(1, '2026-01-13'))
      .rejects('RedeliveryAlreadyRequested');
    given(...underway, failed(1), retried(1), failed(2))
      .when(retry(1))
      .rejects('DeliveryAttemptPassed');
    given(...underway, failed(1), retried(1), failed(2))
      .when(retry(2))
      .then(retried(2));
  });
  it('is tried again from tomorrow, and within a week', () => {
    given(...underway, failed(1))
      .when(retry(1, '2026-01-10'))
      .rejects('InvalidRedeliveryDay');
    given(...underway, failed(1))
      .when(retry(1, '2026-01-18'))
      .rejects('InvalidRedeliveryDay');
  });
  it('goes back after the third attempt, which two reports of one moment do not make', () => {
    given(...underway, failed(1), failed(2))
      .when(fail(2, 'from the poll'))
      .then(failed(2, 'from the poll'));
    given(...underway, failed(1), failed(3))
      .when(fail(2))
      .then(failed(2), givenUp(3, 'attemptsExhausted'));
    given(...underway, failed(1), failed(2), failed(3), givenUp(3, 'attemptsExhausted'))
      .when(retry(3))
      .rejects('DeliveryNotFailed');
  });
  it('goes back when the buyer does not want it any more', () => {
    given(...underway, failed(1))
      .when(giveUp(1))
      .then(givenUp(1, 'unwanted'));
    given(...underway, failed(1), failed(2))
      .when(giveUp(1))
      .rejects('DeliveryAttemptPassed');
    given(...underway)
      .when(giveUp(1))
      .rejects('DeliveryNotFailed');
    given(order, confirmed(order)).when(giveUp(1)).rejects('ShipmentNotFound');
  });
  it('is no matter any more once it was delivered, however late the reports are', () => {
    given(...underway, failed(1), failed(2), delivered([1]))
      .when(fail(3))
      .then(failed(3));
    given(...underway, failed(1), delivered([1]))
      .when(retry(1))
      .rejects('DeliveryNotFailed');
  });
});
